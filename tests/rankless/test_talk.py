"""The talk as an entry of people's calendars."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from rankless.alone.revealing import set_reveal
from rankless.models import Debrief, Gathering
from rankless.together.talk import calendar_of, talks_ahead
from tests.factories import MONDAY, make_gathering, make_person, make_revealed, make_team

pytestmark = pytest.mark.django_db

NOON_IN_BERLIN = datetime(2026, 3, 26, 11, 0, tzinfo=UTC)


@pytest.fixture
def team():
    return make_team(name="Counter at Northside", time_zone="Europe/Berlin")


@pytest.fixture
def debrief(team):
    return make_gathering(team=team, text="Ms Okafor waited for hours.")


def entry_of(*debriefs, at=MONDAY):
    file = calendar_of(talks_ahead(debrief.pk for debrief in debriefs), at=at)
    return Calendar.from_ical(file).walk("VEVENT")


def test_it_lies_at_the_set_moment_in_the_zone_of_the_team_and_takes_an_hour(debrief):
    set_reveal(debrief, reveal_at=NOON_IN_BERLIN, at=MONDAY)
    [entry] = entry_of(debrief)
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert entry["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") == "2026-03-26 12:00"
    assert entry.start == NOON_IN_BERLIN
    assert entry.end - entry.start == timedelta(hours=1)
    calendar = Calendar.from_ical(calendar_of(talks_ahead([debrief.pk]), at=MONDAY))
    assert calendar["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_it_keeps_its_uid_and_counts_up_when_the_moment_is_moved(debrief):
    [before] = entry_of(debrief)
    set_reveal(debrief, reveal_at=NOON_IN_BERLIN, at=MONDAY)
    [after] = entry_of(debrief)
    assert before["UID"] == after["UID"] == f"debrief-{debrief.pk}@localhost"
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_it_says_nothing_of_the_letter_and_names_nobody(debrief):
    file = calendar_of(talks_ahead([debrief.pk]), at=MONDAY)
    for word in ("Okafor", "waited", "Person", "@example.com", "Northside", "ORGANIZER", "ATTENDEE"):
        assert word not in file


def test_lines_are_folded_and_end_as_programs_expect(debrief, settings):
    settings.BASE_URL = f"https://debrief.{'long-' * 12}example.org"
    file = calendar_of(talks_ahead([debrief.pk]), at=MONDAY)
    assert not re.search(r"(?<!\r)\n", file)
    assert max(len(line.encode()) for line in file.split("\r\n")) <= 75


def test_without_a_set_moment_there_is_none(debrief):
    Gathering.objects.update(reveal_at=None, asks_writers=True)
    assert entry_of(debrief, make_revealed()) == []


def test_it_is_taken_from_the_page_of_the_debrief_and_of_the_meeting(client, team, debrief):
    client.force_login(make_person(team=team))
    address = f"{debrief.get_absolute_url()}talk.ics"
    for page in (debrief.get_absolute_url(), f"{debrief.get_absolute_url()}meeting/"):
        assert f'href="{address}"' in client.get(page).content.decode()
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="debrief.ics"'
    assert Calendar.from_ical(answer.content).walk("VEVENT")
    Gathering.objects.update(reveal_at=None, asks_writers=True)
    assert client.get(address).status_code == 404
    assert address not in client.get(debrief.get_absolute_url()).content.decode()


def test_it_costs_one_question_however_many_there_are(team, django_assert_num_queries):
    pks = [make_gathering(team=team).pk for _ in range(3)]
    assert Debrief.objects.count() == 3
    with django_assert_num_queries(1):
        assert len(Calendar.from_ical(calendar_of(talks_ahead(pks), at=MONDAY)).walk("VEVENT")) == 3
