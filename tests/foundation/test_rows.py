"""New rows of several tables, written at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from foundation.engine import is_postgresql
from foundation.rows import insert_together
from people.models import Membership, Team
from tests.factories import make_person, make_team

pytestmark = pytest.mark.django_db


def test_rows_of_several_tables_stand_there_with_their_defaults(django_assert_max_num_queries):
    team, people = make_team(), [make_person(name=name) for name in ("Ida", "Ben")]
    memberships = [Membership(team=team, user=person) for person in people]
    with django_assert_max_num_queries(1 if is_postgresql() else 4):
        insert_together(*memberships, Team(name="Shop"))
    assert set(Membership.objects.values_list("user__name", "is_lead")) == {("Ida", False), ("Ben", False)}
    assert Team.objects.get(name="Shop").working_weekdays == "01234"


def test_either_all_are_there_or_none():
    make_team(name="Shop")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together(Membership(team=make_team(), user=make_person()), Team(name="Shop"))
    assert not Membership.objects.exists()


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_together()
