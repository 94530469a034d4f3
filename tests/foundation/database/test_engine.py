"""Where the engines differ, asked of the real one."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.database import engine
from people.models import Membership, Team
from tests.factories import make_person, make_team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("skip", [True, False])
def test_locked_rows_are_the_same_rows(skip):
    team = make_team()
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        assert list(engine.locked(Team.objects.filter(pk=team.pk), skip=skip)) == [team]
    locks = "FOR UPDATE" in asked.captured_queries[-1]["sql"]
    assert locks == engine.is_postgresql()
    assert ("SKIP LOCKED" in asked.captured_queries[-1]["sql"]) == (skip and engine.is_postgresql())


def test_among_finds_the_same_as_in_does():
    teams = [make_team(name=f"Branch {number}") for number in range(3)]
    person = make_person(team=teams[0])
    names, ids = ["Branch 1", "a “name” of 'none'"], {team.pk for team in teams[1:]}
    assert set(Team.objects.filter(name__among=names)) == set(Team.objects.filter(name__in=names)) == {teams[1]}
    assert set(Team.objects.exclude(pk__among=ids)) == {teams[0]}
    assert list(Membership.objects.filter(team__among=[teams[0].pk], user__among={person.pk})) == [
        person.memberships.get()
    ]
    assert not Team.objects.filter(pk__among=[]).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_statements_that_belong_together_all_are_carried_out_or_none():
    make_team(name="Branch 1")
    rename = f"UPDATE {Team._meta.db_table} SET name = %s WHERE name = %s"
    with pytest.raises(DatabaseError):
        engine.execute_together((rename, ["Branch 2", "Branch 1"]), ("UPDATE nowhere SET name = 1", []))
    assert Team.objects.filter(name="Branch 1").exists()
    to_and_fro = (rename, ["Branch 2", "Branch 1"]), (rename, ["Branch 3 “%”", "Branch 2"])
    engine.execute_together(*to_and_fro)
    assert Team.objects.filter(name="Branch 3 “%”").exists()


def test_of_statements_that_belong_together_the_last_says_what_it_found():
    team = make_team(name="Branch 1")
    rename = f"UPDATE {Team._meta.db_table} SET name = %s WHERE name = %s"
    again = f"{rename} RETURNING id, '100%%'"
    both = (rename, ["Branch 2", "Branch 1"]), (again, ["Branch 3", "Branch 2"])
    assert [tuple(row) for row in engine.execute_together(*both)] == [(team.pk, "100%")]
    assert engine.execute_together((rename, ["Branch 4", "Branch 3"])) == []


def test_a_mistake_in_a_question_is_not_a_database_that_is_away():
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM a_table_nobody_made")
    assert not engine.is_away(caught.value)


@pytest.mark.only_on("sqlite")
def test_sqlite_is_set_up_for_many_readers_and_one_writer():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (1,)
    assert connection.transaction_mode == "IMMEDIATE"
