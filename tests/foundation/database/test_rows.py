"""New rows written at once: a few of several tables, or very many of one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from foundation.database import plans
from foundation.database.engine import is_postgresql
from foundation.database.rows import Alike, insert_alone, insert_together, write_many
from incidents.models import Original, WayIn
from people.models import Membership, Team
from tests.factories import MONDAY, make_original, make_person, make_team

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


def test_rows_can_name_each_other_before_they_have_keys():
    person, other = make_person(), make_team()
    team, next_team = Team(name="Shop"), Team(name="Branch")
    insert_together(team, Membership(team=team, user=person), Membership(team=next_team, user=person), next_team)
    assert other.pk < team.pk < next_team.pk
    assert {membership.team for membership in person.memberships.all()} == {team, next_team}
    assert make_team(name="Next").pk == next_team.pk + 1
    team.name = "Warehouse"
    team.save()
    assert Team.objects.get(pk=team.pk).name == "Warehouse"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_no_part_of_a_transaction_is_one_by_itself():
    """PostgreSQL plans such rows once for each connection."""
    people = [make_person(name=name) for name in ("Ida", "Ben")]
    for number in range(20):
        team = Team(name=f"Shop {number}")
        insert_together(
            team, *(Membership(team=team, user=person, is_lead=True) for person in people[: number % 2 + 1])
        )
    assert Membership.objects.filter(team__name__startswith="Shop", is_lead=True).count() == 30
    with pytest.raises(IntegrityError):
        insert_together(Membership(team=make_team(), user=people[0]), Team(name="Shop 0"))
    assert Membership.objects.count() == 30
    insert_together(Team(name="Branch"))
    assert Team.objects.get(name="Branch").working_weekdays == "01234"


@pytest.mark.parametrize(
    "is_by_itself",
    [
        False,
        pytest.param(True, marks=pytest.mark.django_db(transaction=True, serialized_rollback=True)),
    ],
)
def test_rows_that_are_alike_are_as_if_each_was_made(is_by_itself):
    ida, ben = make_person(name="Ida"), make_person(name="Ben")
    for name, people in (("Shop", [ida, ben]), ("Branch", [ben]), ("Empty", [])):
        team = Team(name=name)
        pattern = Membership(team=team, is_manager=True)
        insert_together(
            team, Alike(pattern, user_id=[one.pk for one in people], is_lead=[one == ida for one in people])
        )
        assert pattern._state.adding
    written = Membership.objects.values_list("team__name", "user__name", "is_lead", "is_manager")
    assert set(written) == {("Shop", "Ida", True, True), ("Shop", "Ben", False, True), ("Branch", "Ben", False, True)}


def test_what_the_database_has_a_default_for_is_spread_as_well():
    kept = Alike(Team(), name=["Shop", "Branch"], working_weekdays=["01", "234"])
    insert_together(kept)
    assert set(Team.objects.values_list("name", "working_weekdays")) == {("Shop", "01"), ("Branch", "234")}


def test_rows_that_are_alike_have_a_value_of_each_column():
    with pytest.raises(ValueError, match="one value of each"):
        Alike(Team(), name=["Shop", "Branch"], working_weekdays=["01"])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rows_that_were_refused_can_be_written_after_all():
    team, person = Team(name=make_team(name="Shop").name), make_person()
    membership = Membership(team=team, user=person)
    with pytest.raises(IntegrityError):
        insert_together(team, membership)
    team.name = "Branch"
    insert_together(team, membership)
    assert person.memberships.get().team == Team.objects.get(name="Branch") == team


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rows_without_a_plan_any_more_are_planned_anew(monkeypatch):
    monkeypatch.setattr(plans, "MOST", 1)
    for number in range(3):
        insert_together(Team(name=f"Shop {number}"))
        insert_together(Team(name=f"Branch {number}"), Team(name=f"Warehouse {number}"))
    assert Team.objects.count() == 9


def test_a_row_alone_learns_its_key():
    team = Team(name="Shop")
    insert_alone(team)
    assert Team.objects.get(name="Shop").pk == team.pk
    assert not team._state.adding


def test_a_row_refused_spoils_nothing_around_it():
    with transaction.atomic():
        insert_alone(Team(name="Shop"))
        with pytest.raises(IntegrityError):
            insert_alone(Team(name="Shop"))
        insert_alone(Team(name="Branch"))
    assert Team.objects.count() == 2


def test_very_many_rows_are_what_they_were_and_learn_their_keys():
    team, odd = make_team(), "Dear\tall,\r\n\\N 😀"
    originals = [
        Original(
            team=team,
            way_in=WayIn.DEMO,
            raw=f"{odd} {number}".encode(),
            typed={"title": odd, "themes": [number]},
            received_at=MONDAY,
            remind_at=MONDAY,
        )
        for number in range(3)
    ]
    write_many(originals)
    assert make_original(team=team).pk > originals[-1].pk
    for number, row in enumerate(originals):
        kept = Original.objects.get(pk=row.pk)
        assert kept.text == f"{odd} {number}"
        assert kept.typed == {"title": odd, "themes": [number]}
        assert (kept.form_key, kept.received_at, kept.logged_by) == (row.form_key, MONDAY, None)


def test_of_very_many_rows_either_all_are_there_or_none():
    team, person = make_team(), make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        write_many([Membership(team=team, user=make_person()), *(Membership(team=team, user=person) for _ in range(2))])
    assert not Membership.objects.exists()
