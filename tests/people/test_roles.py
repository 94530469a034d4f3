"""Who looks after what in which team."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.absences import go_away
from people.models import User, validate_time_zone
from people.roles import (
    acts_as_manager,
    leads,
    manages,
    require_administrator,
    require_lead,
    require_manager,
    teams_managed_by,
)
from tests.factories import add_to_team, make_person, make_team

pytestmark = pytest.mark.django_db


def test_one_person_may_hold_several_roles_and_different_ones_in_each_team() -> None:
    shop, desk = make_team(), make_team()
    person = make_person(team=shop, is_manager=True, is_lead=True)
    add_to_team(person=person, team=desk)
    assert (manages(person, shop.pk), leads(person, shop.pk)) == (True, True)
    assert (manages(person, desk.pk), leads(person, desk.pk)) == (False, False)
    assert sorted(person.team_ids) == sorted([shop.pk, desk.pk])
    assert person.may_log


def test_who_stands_in_for_a_manager_acts_as_one_and_is_none_whatever_was_read_before() -> None:
    team, today = make_team(), timezone.localdate()
    manager, stand_in = make_person(team=team, is_manager=True), make_person(team=team)
    go_away(manager, first_day=today, last_day=today, stand_in=stand_in)
    for _ in range(2):
        assert not manages(stand_in, team.pk)
        assert teams_managed_by(stand_in, on=today) == [team.pk]
        assert acts_as_manager(stand_in, team.pk, on=today)


def test_a_member_is_refused_what_needs_a_role() -> None:
    team = make_team()
    member = make_person(team=team)
    with pytest.raises(PermissionDenied):
        require_manager(member, team.pk)
    with pytest.raises(PermissionDenied):
        require_lead(member, team.pk)
    with pytest.raises(PermissionDenied):
        require_administrator(member)


def test_an_administrator_is_in_no_team_by_that() -> None:
    make_team()
    administrator = User.objects.create_superuser("chief@example.com", "a long password", name="Chief")
    require_administrator(administrator)
    assert administrator.team_ids == []


def test_an_e_mail_signs_in_one_person_whatever_its_case() -> None:
    make_person(email="Ann@Example.com")
    assert User.objects.get_by_natural_key("ANN@example.COM").email == "ann@example.com"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ann@example.com", name="Other Ann")


def test_memberships_are_read_once(django_assert_num_queries) -> None:
    team = make_team()
    person = User.objects.get(pk=make_person(team=team, is_manager=True).pk)
    with django_assert_num_queries(1):
        assert person.team_ids
        assert person.may_log
        assert person.teams == [team]


def test_a_time_zone_nobody_knows_is_refused() -> None:
    validate_time_zone("Europe/Berlin")
    with pytest.raises(ValidationError):
        validate_time_zone("Mars/Olympus")
