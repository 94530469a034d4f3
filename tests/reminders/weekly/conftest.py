"""A team, somebody in it who reads the weekly letter, and the week before a Monday morning."""

from datetime import date, timedelta

import pytest

from people.models import User
from reminders.weekly.changes import Week
from tests.factories import MONDAY, make_incident, make_person
from tests.reminders.conftest import utc

A_WEEK = timedelta(days=7)
NEXT_MONDAY = utc(2026, 3, 9, 8)
"""The morning on which the letter on the week of MONDAY is read."""
THE_WEEK = Week.before(date(2026, 3, 9), zone=MONDAY.tzinfo)
PRAISE = "Nobody rushed me.\nEverybody knew my name."


@pytest.fixture
def reader(team):
    return make_person(team=team, name="Rita", wants_weekly_letter=True)


def make_praise(team, *, at=MONDAY, text=PRAISE, quote="Nobody rushed me."):
    """A letter of praise, one passage of which is marked."""
    letter = make_incident(team=team, kind="praise", text=text, at=at)
    start = text.index(quote)
    of_letter = {"team": team, "received_on": letter.received_on}
    letter.points.create(**of_letter, polarity="good", quote=quote, start=start, end=start + len(quote))
    return letter


def reading(person: User) -> User:
    User.objects.filter(pk=person.pk).update(wants_weekly_letter=True)
    return User.objects.get(pk=person.pk)
