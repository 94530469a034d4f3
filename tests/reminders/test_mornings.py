"""Mornings: eight o'clock on a working day where the person is, whatever the clocks do there."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import MONDAY_TO_FRIDAY, WorkingDays
from people.models import User
from reminders import mornings

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Asia/Gaza",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2012, 1, 1), date(2037, 1, 1))
moments = st.datetimes(datetime(2012, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def utc(*numbers):
    return datetime(*numbers, tzinfo=UTC)


@given(day=days, zone=zones)
def test_a_morning_is_eight_on_a_working_day(day, zone):
    local = mornings.morning_of(day, zone).astimezone(zone)
    assert local.time() == time(8)
    assert local.date() >= day
    assert MONDAY_TO_FRIDAY.is_working_day(local.date())


@given(moment=moments, zone=zones)
def test_nobody_is_told_at_night_or_on_a_weekend(moment, zone):
    told = mornings.in_the_day(moment, zone)
    local = told.astimezone(zone)
    assert told >= moment
    assert MONDAY_TO_FRIDAY.is_working_day(local.date())
    assert time(8) <= local.time() < time(18)


@given(moment=moments, zone=zones)
def test_what_is_moved_is_moved_to_the_very_next_morning(moment, zone):
    told = mornings.in_the_day(moment, zone)
    if told != moment:
        day = told.astimezone(zone).date() - timedelta(days=1)
        while not MONDAY_TO_FRIDAY.is_working_day(day):
            day -= timedelta(days=1)
        assert datetime.combine(day, time(18), tzinfo=zone) <= moment or mornings.morning_of(day, zone) < moment


@given(moment=moments, zone=zones, ahead=st.integers(-5, 5))
def test_the_first_morning_comes_not_before_its_day_and_its_moment(moment, zone, ahead):
    day = moment.astimezone(zone).date() + timedelta(days=ahead)
    morning = mornings.first_morning(zone, day=day, since=moment)
    assert morning >= moment
    assert morning.astimezone(zone).date() >= day
    assert morning == mornings.morning_of(morning.astimezone(zone).date(), zone)


@given(day=days.filter(MONDAY_TO_FRIDAY.is_working_day), zone=zones)
def test_a_rung_is_planned_before_anybodys_morning(day, zone):
    assert mornings.remind_at(day) <= mornings.morning_of(day, zone)
    assert mornings.foremost_day(mornings.remind_at(day)) == day
    assert mornings.foremost_day(mornings.remind_at(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_the_first_to_see_a_morning_set_the_moment():
    assert mornings.morning_of(date(2026, 11, 24), ZoneInfo("Pacific/Kiritimati")) == utc(2026, 11, 23, 18)
    assert mornings.remind_at(date(2026, 11, 24)) == utc(2026, 11, 23, 18)


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("Europe/Berlin", utc(2026, 3, 27, 7), utc(2026, 3, 30, 6)),
        ("Europe/Berlin", utc(2026, 10, 23, 6), utc(2026, 10, 26, 7)),
        ("Australia/Lord_Howe", utc(2026, 4, 2, 21), utc(2026, 4, 5, 21, 30)),
        ("Australia/Lord_Howe", utc(2026, 10, 1, 21, 30), utc(2026, 10, 4, 21)),
    ],
)
def test_it_stays_eight_when_the_clocks_change(zone, friday, monday):
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in (friday, monday)]
    assert [mornings.morning_of(day, ZoneInfo(zone)) for day in days] == [friday, monday]


def test_where_the_clocks_skip_the_minute_it_is_the_next_one(monkeypatch):
    monkeypatch.setattr(mornings, "MORNING", time(2, 15))
    monkeypatch.setattr(mornings, "MONDAY_TO_FRIDAY", WorkingDays("0123456"))  # clocks change on Sundays
    spring = mornings.morning_of(date(2026, 3, 29), ZoneInfo("Europe/Berlin"))
    assert spring == utc(2026, 3, 29, 1)  # 02:00 became 03:00
    half_an_hour = mornings.morning_of(date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe"))
    assert half_an_hour == utc(2026, 10, 3, 15, 30)  # 02:00 became 02:30


def test_where_the_clocks_show_the_minute_twice_it_is_the_first(monkeypatch):
    monkeypatch.setattr(mornings, "MORNING", time(2, 15))
    monkeypatch.setattr(mornings, "MONDAY_TO_FRIDAY", WorkingDays("0123456"))
    assert mornings.morning_of(date(2026, 10, 25), ZoneInfo("Europe/Berlin")) == utc(2026, 10, 25, 0, 15)


def test_a_day_that_never_was_gives_way_to_the_next_working_day():
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    assert mornings.morning_of(date(2011, 12, 30), ZoneInfo("Pacific/Apia")).astimezone(
        ZoneInfo("Pacific/Apia")
    ) == datetime(2012, 1, 2, 8, tzinfo=ZoneInfo("Pacific/Apia"))


def test_a_zone_that_is_no_longer_known_does_not_stop_the_others(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assert mornings.zone_of(User(time_zone="Mars/Olympus_Mons")) == ZoneInfo("Europe/Berlin")
    assert mornings.zone_of(User(time_zone="../etc/passwd")) == ZoneInfo("Europe/Berlin")
