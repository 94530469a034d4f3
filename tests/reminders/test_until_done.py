"""Weeks with one letter: people are reminded on the right mornings, then weekly without end, until it is done."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from incidents.models import RecoveryStep
from rankless.models import Debrief
from rankless.texts.agreeing import reopen
from reminders.sweep import sweep
from tests.factories import agree, make_debrief, make_person, make_team, write_sections
from tests.reminders.conftest import utc

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]  # test_digests sends mails on both

BERLIN = ZoneInfo("Europe/Berlin")
OPENED = utc(2026, 3, 2, 9, 30)
HOUR = timedelta(hours=1)
SUNDAY_AND_MONDAY = (6, 0)
RINGS = (0, 6, 7, 12, 17, 22)
"""Hours of UTC at which the story's bell rings: night, both mornings of Berlin's year, noon, evening."""


@pytest.fixture
def debrief():
    """One voice, who hosts, and one lead who joined later and is none."""
    team = make_team(time_zone="Europe/Berlin")
    make_person(team=team, time_zone="Europe/Berlin", email="voice@example.com", password=None)
    debrief = make_debrief(team=team, at=OPENED)
    debrief.voices.update(is_host=True)
    make_person(team=team, time_zone="Europe/Berlin", email="lead@example.com", is_lead=True, password=None)
    RecoveryStep.objects.all().delete()  # this story is about the debrief alone
    return debrief


def ring(begin, *, days, hours=RINGS, weekdays=range(7)):
    """Ring day by day; return each mail as “Mon 02 Mar 08:00 to somebody”, in Berlin's time.

    What should go out on a day or at an hour left out goes out at the next one, and is seen there.
    """
    told = []
    for day in range(days):
        if (begin + timedelta(days=day)).weekday() not in weekdays:
            continue
        for at in (begin + timedelta(days=day, hours=hour) for hour in hours):
            sweep(at=at)
            when = f"{at.astimezone(BERLIN):%a %d %b %H:%M}"
            told += sorted(f"{when} to {message.to[0].partition('@')[0]}" for message in mail.outbox)
            mail.outbox.clear()
    return told


def finish(debrief, *, at):
    write_sections(debrief)
    agree(debrief, at=at)


FIRST_WEEKS = [
    "Tue 03 Mar 08:00 to voice",  # opened on Monday after the morning: invited on the next one
    "Wed 04 Mar 08:00 to voice",  # half-way
    "Fri 06 Mar 08:00 to voice",  # the day before it is due
    "Tue 10 Mar 08:00 to voice",  # the day after
    "Thu 12 Mar 08:00 to voice",  # three working days after, to the host
    "Mon 16 Mar 08:00 to lead",  # five after: the leads as well
    "Mon 16 Mar 08:00 to voice",
    "Mon 23 Mar 08:00 to lead",  # then every week
    "Mon 23 Mar 08:00 to voice",
]


def test_a_debrief_nobody_completes_is_reminded_on_the_right_days(debrief):
    assert ring(utc(2026, 3, 2), days=24) == FIRST_WEEKS


def test_and_then_every_week_forever(debrief):
    ring(utc(2026, 3, 2), days=24, hours=[7])
    half_a_year = ring(utc(2026, 3, 26), days=182, hours=[7], weekdays=SUNDAY_AND_MONDAY)
    assert len(half_a_year) == 2 * 26
    assert all(line.startswith("Mon ") for line in half_a_year)
    after_years_of_silence = utc(2031, 6, 2)
    assert len(ring(after_years_of_silence, days=28, hours=[7], weekdays=SUNDAY_AND_MONDAY)) == 2 * 4


def test_at_any_time_an_open_debrief_has_exactly_one_next_reminder_ahead(debrief):
    for hours in range(0, 40 * 24, 11):  # by and by each hour of the day
        at = OPENED + hours * HOUR
        sweep(at=at)
        assert Debrief.objects.get().remind_at > at


def test_completing_stops_it_at_once_and_for_good(debrief):
    assert ring(utc(2026, 3, 2), days=8) == FIRST_WEEKS[:3]
    finish(debrief, at=utc(2026, 3, 10, 6, 30))  # half an hour before the morning of the day after
    assert ring(utc(2026, 3, 10), days=60, hours=[7]) == ["Tue 10 Mar 08:00 to voice"]  # once, what was agreed
    assert Debrief.objects.get().remind_at is None


def test_reopening_resumes_from_the_beginning(debrief):
    finish(debrief, at=utc(2026, 3, 3, 5))
    assert ring(utc(2026, 3, 3), days=12, hours=[7]) == ["Tue 03 Mar 08:00 to voice"]  # what was agreed
    debrief.refresh_from_db()
    reopen(debrief, reason="A second letter came.", at=utc(2026, 3, 16, 9, 30))
    assert ring(utc(2026, 3, 17), days=15) == [
        "Tue 17 Mar 08:00 to voice",
        "Wed 18 Mar 08:00 to voice",
        "Fri 20 Mar 08:00 to voice",
        "Tue 24 Mar 08:00 to voice",
        "Thu 26 Mar 08:00 to voice",
        "Mon 30 Mar 08:00 to lead",
        "Mon 30 Mar 08:00 to voice",
    ]


def test_after_three_weeks_of_silence_there_is_one_mail_not_many(debrief):
    assert ring(utc(2026, 3, 24, 5), days=5) == ["Tue 24 Mar 12:00 to lead", "Tue 24 Mar 12:00 to voice"]
