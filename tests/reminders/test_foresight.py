"""Foresight: a day ahead is foretold as it comes if the bell rings until then, and one bad row spoils it for nobody."""

from datetime import date, timedelta

import pytest
from django.core import mail

from incidents.models import Promise
from incidents.recovery import make_promise
from reminders.models import Notice
from reminders.sweep import sweep
from reminders.timing.foresight import foresee
from tests.factories import (
    MONDAY,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    make_team,
)
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

RING_HOURS = [timedelta(hours=hours) for hours in (8, 16, 19.5, 23)]
"""Each morning of the three zones, and late in the evening."""


@pytest.fixture
def busy_team():
    """Of every kind of thing one or more, some late, some new, some ahead; people in three zones."""
    team = make_team()
    make_person(team=team, time_zone="Pacific/Auckland")
    make_person(team=team, time_zone="America/Los_Angeles", is_lead=True)
    manager = make_person(team=team, time_zone="UTC", is_manager=True)
    for days in (0, 1, 4, 9, 20, 40):
        at = MONDAY - timedelta(days=days)
        incident = make_incident(team=team, at=at)
        due_on = at.date() + timedelta(days=7)
        make_promise(incident=incident, what="Call", owner=manager, due_on=due_on, by=manager, at=at)
        lesson = make_lesson(debrief=incident.debrief, at=at)
        make_action(owner=manager, lesson=lesson, due_on=due_on + timedelta(days=2))
    make_original(team=team)
    return team


def _lines(body):
    """Each stands under a rule of its own, and one closes them."""
    return body.count("-" * 40) - 1


@pytest.mark.parametrize(
    ("at", "weeks"),
    [
        pytest.param(MONDAY + timedelta(hours=2), 3, id="three weeks", marks=pytest.mark.same_on_any_engine),
        pytest.param(utc(2026, 3, 6, 20), 1, id="over a weekend"),
        pytest.param(utc(2026, 3, 7, 12), 1, id="from a weekend on", marks=pytest.mark.same_on_any_engine),
    ],
)
def test_days_come_as_they_were_foretold(busy_team, at, weeks):
    """Digests are the people's own days, so a mail of Monday in Auckland goes out on Sunday here."""
    sweep(at=at - timedelta(days=1))
    sweep(at=at)
    days = [at.date() + timedelta(days=days) for days in range(1, 7 * weeks + 1)]
    foretold = {
        day: {digest.person.email: len(digest.letter.lines) for digest in foresee(on=day, at=at).digests}
        for day in days
    }
    happened = {day: {} for day in days}
    for day in [at.date(), *days]:
        for hours in RING_HOURS:
            moment = utc(day.year, day.month, day.day) + hours
            if moment <= at:
                continue
            mail.outbox.clear()
            sweep(at=moment)
            for message in mail.outbox:
                own_day = date.fromisoformat(message.extra_headers["Message-ID"].split("@")[0][-10:])
                if own_day in happened:
                    happened[own_day][message.to[0]] = _lines(message.body)
    last = days[-1]  # over there it is not over yet
    assert {day: foretold[day] for day in days if day < last} == {day: happened[day] for day in days if day < last}
    assert sum(map(len, happened.values())) > 10 * weeks


def test_nothing_is_foretold_for_a_weekend(busy_team):
    day = foresee(on=date(2026, 3, 7), at=MONDAY)
    assert (day.planned, day.digests) == (0, [])


def test_what_an_earlier_morning_tells_is_not_foretold_again(debrief):
    debrief.voices.update(is_host=True)
    planned = [foresee(on=date(2026, 3, day), at=MONDAY).planned for day in range(2, 14)]
    #                 Mon Tue Wed Thu Fri Sat Sun Mon Tue Wed Thu Fri
    assert planned == [0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0]


def test_who_had_todays_mail_is_told_of_what_came_after_it_on_the_next_working_day(team, member, debrief):
    sweep(at=MONDAY)
    sweep(at=utc(2026, 3, 6, 8))
    Notice.objects.all().delete()
    make_debrief(team=team, at=utc(2026, 3, 6, 7))
    at = utc(2026, 3, 6, 9)
    told = {day: [d.person for d in foresee(on=date(2026, 3, day), at=at).digests] for day in (6, 7, 9)}
    assert member not in told[6]
    assert told[7] == []
    assert member in told[9]


def test_one_bad_row_is_named_and_left_out(team, member, debrief):
    incident = make_incident(team=team)
    promise = make_promise(incident=incident, what="Call", owner=member, due_on=date(2026, 3, 6), by=member, at=MONDAY)
    Promise.objects.filter(pk=promise.pk).update(due_on=date(9999, 12, 31))
    day = foresee(on=date(2026, 3, 4), at=MONDAY)
    assert day.left_out == [f"promise {promise.pk}"]
    assert member in [digest.person for digest in day.digests]
