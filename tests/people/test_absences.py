"""Absences: said of oneself alone, with a colleague who can see what is to be done."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from people.absences import AwayAlready, NotAColleague, absences_of, colleagues_of, go_away, out_of_sight
from people.models import Absence, User
from tests.factories import add_to_team, make_person, make_team

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture
def person() -> User:
    return make_person(name="Mia", team=make_team(name="Counter"))


@pytest.fixture
def colleague(person: User) -> User:
    return make_person(name="Kim", team=person.teams[0])


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def away(*days: int, stand_in: User | None = None) -> dict[str, Any]:
    first, last = (timezone.localdate() + timedelta(days=number) for number in days)
    return {"first_day": first.isoformat(), "last_day": last.isoformat(), "stand_in": stand_in.pk if stand_in else ""}


def test_somebody_goes_away_and_comes_back_early(browser: Client, person: User, colleague: User) -> None:
    answer = browser.post(reverse("people:absences"), away(0, 7, stand_in=colleague))
    assert answer.status_code == 302
    absence = Absence.objects.get()
    assert (absence.person, absence.stand_in) == (person, colleague)
    page = browser.get(reverse("people:absences")).content.decode()
    assert "away now" in page
    assert "Kim stands in" in page
    browser.post(reverse("people:back", args=[absence.pk]))
    assert not Absence.objects.exists()


def test_an_absence_to_come_can_be_taken_off_again(browser: Client) -> None:
    browser.post(reverse("people:absences"), away(30, 40))
    page = browser.get(reverse("people:absences")).content.decode()
    assert "Take off" in page
    assert "nobody stands in" in page


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (away(5, 3), "before the first"),
        (away(-9, -3), "This day is over"),
        (away(3, 3 + 4 * 366), "too far ahead"),
        (away(3 * 366, 3 * 366 + 5), "too far ahead"),
        ({"first_day": "", "last_day": ""}, "Say from which day on you are away."),
        ({"first_day": "9999-12-31", "last_day": "9999-12-31"}, "too far ahead"),
    ],
)
def test_days_that_make_no_sense_are_refused_in_words(browser: Client, said: dict[str, Any], word: str) -> None:
    answer = browser.post(reverse("people:absences"), said)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Absence.objects.exists()


def test_somebody_of_another_team_cannot_stand_in(browser: Client, person: User) -> None:
    stranger = make_person(name="Stranger", team=make_team())
    assert "Stranger" not in browser.get(reverse("people:absences")).content.decode()
    answer = browser.post(reverse("people:absences"), away(0, 7, stand_in=stranger))
    assert answer.status_code == 422
    assert "nobody else could see what is to be done" in answer.content.decode()
    with pytest.raises(NotAColleague):
        go_away(person, first_day=MONDAY, last_day=FRIDAY, stand_in=stranger)
    assert not Absence.objects.exists()


def test_nobody_stands_in_for_themselves_or_after_they_left(person: User, colleague: User) -> None:
    make_person(name="Gone", team=person.teams[0], is_active=False)
    assert list(colleagues_of(person)) == [colleague]
    for who in (person, User.objects.get(name="Gone")):
        with pytest.raises(NotAColleague):
            go_away(person, first_day=MONDAY, last_day=FRIDAY, stand_in=who)


def test_saying_it_twice_says_it_once_and_other_days_must_not_overlap(browser: Client, person: User) -> None:
    first = go_away(person, first_day=MONDAY, last_day=FRIDAY, stand_in=None)
    assert go_away(person, first_day=MONDAY, last_day=FRIDAY, stand_in=None) == first
    with pytest.raises(AwayAlready):
        go_away(person, first_day=FRIDAY, last_day=FRIDAY + timedelta(days=3), stand_in=None)
    go_away(person, first_day=FRIDAY + timedelta(days=1), last_day=FRIDAY + timedelta(days=3), stand_in=None)
    browser.post(reverse("people:absences"), away(0, 7))
    answer = browser.post(reverse("people:absences"), away(7, 9))
    assert answer.status_code == 422
    assert "away then already" in answer.content.decode()


def test_it_is_said_which_team_a_stand_in_does_not_see(browser: Client, person: User, colleague: User) -> None:
    add_to_team(person=person, team=make_team(name="Harbour"))
    browser.post(reverse("people:absences"), away(0, 7, stand_in=colleague))
    assert (
        "Kim is not in Harbour: what is due there waits for you."
        in browser.get(reverse("people:absences")).content.decode()
    )
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    [absence] = absences_of(person, on=timezone.localdate())
    assert [team.name for team in out_of_sight(absence, teams=person.teams)] == ["Counter"]


def test_nobody_takes_off_the_absence_of_somebody_else(client: Client, person: User, colleague: User) -> None:
    absence = go_away(person, first_day=MONDAY, last_day=FRIDAY, stand_in=colleague)
    client.force_login(colleague)
    assert client.post(reverse("people:back", args=[absence.pk])).status_code == 404
    assert Absence.objects.exists()


def test_who_stands_in_reads_for_whom_and_until_when(client: Client, person: User, colleague: User) -> None:
    today = timezone.localdate()
    go_away(person, first_day=today, last_day=today + timedelta(days=1), stand_in=colleague)
    client.force_login(colleague)
    assert "You stand in for Mia until tomorrow." in strip_tags(client.get(reverse("people:absences")).content.decode())


def test_the_list_of_people_says_who_is_away(client: Client, person: User, django_assert_max_num_queries: Any) -> None:
    today = timezone.localdate()
    for _number in range(8):
        other = make_person(team=person.teams[0])
        go_away(other, first_day=today, last_day=today + timedelta(days=1), stand_in=None)
        go_away(other, first_day=today + timedelta(days=3), last_day=today + timedelta(days=5), stand_in=None)
    client.force_login(make_person(is_administrator=True))
    with django_assert_max_num_queries(8):
        page = strip_tags(client.get(reverse("people:people")).content.decode())
    assert page.count("away until tomorrow") == 8


def test_the_page_costs_the_same_for_many_absences(
    browser: Client, person: User, colleague: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        browser.post(reverse("people:absences"), away(10 * number, 10 * number + 5, stand_in=colleague))
    with django_assert_max_num_queries(9):
        assert browser.get(reverse("people:absences")).content.decode().count("Kim stands in") == 10
