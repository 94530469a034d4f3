"""Changes that are made over and over, of which only the beginning is waited for."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from foundation.database.repeated import Repeated
from people.models import Team
from tests.factories import make_team

pytestmark = [
    pytest.mark.only_on("postgresql"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

TEAMS = Team._meta.db_table
RENAMED = Repeated(f"renamed AS (UPDATE {TEAMS} SET name = $2 WHERE name = $3)")


def names() -> list[str]:
    return sorted(Team.objects.filter(name__startswith="Branch").values_list("name", flat=True))


def test_they_are_made_once_for_each_time_they_are_begun():
    make_team(name="Branch 1")
    for before, after in (("Branch 1", "Branch “2”"), ("Branch “2”", "Branch %s"), ("nobody", "Branch 9")):
        RENAMED.begin(after, before)()
    assert names() == ["Branch %s"]


def test_a_connection_that_is_new_is_told_what_they_are():
    make_team(name="Branch 1")
    RENAMED.begin("Branch 2", "Branch 1")()
    connection.close()
    RENAMED.begin("Branch 3", "Branch 2")()
    assert names() == ["Branch 3"]


def test_all_of_them_are_made_or_none_and_who_waits_for_the_end_learns_of_it():
    make_team(name="Branch 1")
    wrong = Repeated(
        f"renamed AS (UPDATE {TEAMS} SET name = $2 WHERE name = $3 RETURNING id), "
        f"spoiled AS (UPDATE {TEAMS} SET working_weekdays = repeat('0', 99) FROM renamed WHERE {TEAMS}.name = 'Branch 0')"
    )
    make_team(name="Branch 0")
    end = wrong.begin("Branch 2", "Branch 1")
    with pytest.raises(DatabaseError):
        end()
    assert names() == ["Branch 0", "Branch 1"]
    RENAMED.begin("Branch 2", "Branch 1")()
    assert names() == ["Branch 0", "Branch 2"]


def test_they_are_made_even_if_nobody_waits_for_the_end():
    """As if this process died: the database has them."""
    make_team(name="Branch 1")
    RENAMED.begin("Branch 2", "Branch 1")
    connection.close()
    assert any(names() == ["Branch 2"] for _ in range(5_000))


def test_only_those_that_may_be_lost_do_not_wait_for_the_disk():
    make_team(name="Branch 1")
    noted = Repeated(f"noted AS (UPDATE {TEAMS} SET name = 'Branch ' || current_setting('synchronous_commit'))")
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO LOCAL")
        for is_flushed, seen in ((True, "local"), (False, "off")):
            noted.begin(is_flushed=is_flushed)()
            assert names() == [f"Branch {seen}"]
            assert cursor.execute("SHOW synchronous_commit").fetchone() == ("local",)
        cursor.execute("RESET synchronous_commit")
