"""Questions put into SQL once say the same as the querysets they are made of."""

import pytest
from django.db.models import Exists, F, OuterRef

from foundation.database.prepared import Prepared
from people.models import Membership, Team, User
from tests.factories import add_to_team, make_person, make_team

pytestmark = pytest.mark.django_db


def _members(team: int):  # type: ignore[no-untyped-def]
    return Membership.objects.filter(team=team).select_related("user").order_by("user__name")


@pytest.fixture
def teams() -> list[Team]:
    teams = [make_team(name="Hall"), make_team(name="Shop")]
    for team, name in zip(teams, ("Ida", "Ben"), strict=True):
        add_to_team(person=make_person(name=name), team=team)
    return teams


def test_each_number_finds_its_own_rows(teams: list[Team]) -> None:
    members = Prepared(_members)
    assert [[member.user.name for member in members(team.pk)] for team in teams] == [["Ida"], ["Ben"]]


def test_rows_come_with_what_is_joined_and_with_their_types(teams: list[Team], django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    leads = Membership.objects.filter(user=OuterRef("pk"), is_lead=True)
    people = Prepared(lambda pk: User.objects.filter(pk=pk).annotate(leads=Exists(leads), again=F("name")))
    members = Prepared(_members)
    member = members(teams[0].pk)[0]
    with django_assert_num_queries(1):
        (person,) = people(member.user_id)
    assert (person, person.leads, person.again) == (member.user, False, "Ida")
    assert person.morning == User.objects.get(pk=person.pk).morning


def test_values_are_read_as_well_as_whole_rows(teams: list[Team]) -> None:
    names = Prepared(lambda team: Membership.objects.filter(team=team).values_list("user__name", flat=True)[:1])
    mornings = Prepared(lambda team: Membership.objects.filter(team=team).values_list("user__morning", "is_lead"))
    assert names(teams[1].pk) == ["Ben"]
    assert mornings(teams[1].pk) == list(
        Membership.objects.filter(team=teams[1]).values_list("user__morning", "is_lead")
    )


def test_several_numbers_keep_their_places(teams: list[Team]) -> None:
    others = Prepared(lambda team, but: Team.objects.filter(pk=team).exclude(pk=but), numbers=2)
    hall, shop = teams
    assert others(hall.pk, shop.pk) == [hall]
    assert others(hall.pk, hall.pk) == []
    with pytest.raises(ValueError, match="zip"):
        others(hall.pk)


def test_a_text_can_be_asked_about_beside_numbers(teams: list[Team]) -> None:
    named = Prepared(
        lambda but, name: Team.objects.exclude(pk=but).filter(name=name).order_by("pk"), numbers=1, has_text=True
    )
    hall, shop = teams
    assert named(hall.pk, "Shop") == [shop]
    assert named(shop.pk, "Shop") == named(shop.pk, "100 % '; --") == []


def test_what_is_asked_is_read_anew_each_time(teams: list[Team]) -> None:
    members = Prepared(_members)
    assert len(members(teams[0].pk)) == 1
    add_to_team(person=make_person(name="Cy"), team=teams[0])
    assert [member.user.name for member in members(teams[0].pk)] == ["Cy", "Ida"]


def test_a_question_that_forgets_its_number_is_refused(teams: list[Team]) -> None:
    with pytest.raises(ValueError, match="does not stand in the question"):
        Prepared(lambda team: Team.objects.all())(teams[0].pk)


def test_a_question_may_need_no_number(teams: list[Team]) -> None:
    every = Prepared(lambda: Team.objects.order_by("name"), numbers=0)
    assert every() == teams
    teams[0].delete()
    assert every() == teams[1:]


def test_named_values_are_read_by_their_names_in_the_order_asked_for(teams: list[Team]) -> None:
    def asked(team: int):  # type: ignore[no-untyped-def]
        members = Membership.objects.filter(team=team).annotate(again=F("user__name"))
        return members.values_list("again", "is_lead", "user__email", named=True)

    members = Prepared(asked)
    for team in teams * 2:  # planned from the second time on
        (found,), (expected,) = members(team.pk), asked(team.pk)
        assert found == expected
        assert found._fields == expected._fields == ("again", "is_lead", "user__email")
