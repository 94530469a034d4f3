"""Hours of one's own: from when until when mails come, on which days, without which holidays."""

from datetime import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.factories import make_person, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

SAID = {"morning": "05:30", "evening": "14:00", "quiet_weekdays": ["4"], "holiday_region": "Germany, Bayern"}


@pytest.fixture
def person() -> User:
    team = make_team()
    team.working_weekdays, team.holiday_region = "0124", "NO"
    team.save()
    return make_person(team=team)


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def test_somebody_sets_hours_quiet_days_and_holidays(browser: Client, person: User) -> None:
    assert browser.post(reverse("people:hours"), SAID).status_code == 302
    person.refresh_from_db()
    assert (person.morning, person.evening) == (time(5, 30), time(14))
    assert (person.quiet_weekdays, person.holiday_region) == ("4", "DE-BY")
    page = browser.get(reverse("people:hours")).content.decode()
    assert 'value="05:30"' in page
    assert 'value="Germany, Bayern"' in page
    assert "Between 05:30 and 14:00" in browser.get(reverse("people:settings")).content.decode()


def test_left_empty_holidays_are_those_of_the_team_and_the_page_says_which(browser: Client) -> None:
    assert "those of your team, Norway." in browser.get(reverse("people:hours")).content.decode()


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"morning": "14:00", "evening": "09:00"}, "at least one hour"),
        ({"morning": "09:00", "evening": "09:30"}, "at least one hour"),
        ({"morning": ""}, "Say a time"),
        ({"quiet_weekdays": list("0124")}, "at least one day"),
        ({"quiet_weekdays": ["9"]}, "9"),
        ({"holiday_region": "Atlantis"}, "from the list"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(browser: Client, said: dict[str, Any], word: str) -> None:
    answer = browser.post(reverse("people:hours"), SAID | said)
    assert answer.status_code == 422
    assert word in answer.content.decode()


def test_hours_are_set_by_oneself_alone(browser: Client, person: User) -> None:
    other = make_person(team=person.teams[0])
    browser.post(reverse("people:hours"), SAID | {"pk": other.pk, "user": other.pk})
    other.refresh_from_db()
    assert other.morning == time(8)
