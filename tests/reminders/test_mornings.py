"""Mornings: within the person's hours, on a day on which they work and are not away, whatever the clocks do there."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foundation.working_days import WorkingDays
from people.models import User
from reminders.timing import mornings
from reminders.timing.mornings import Hours, hours_of

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
AN_HOUR = timedelta(hours=1)

zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2012, 1, 1), date(2037, 1, 1))
moments = st.datetimes(datetime(2012, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
calendars = st.builds(
    WorkingDays,
    weekdays=st.sampled_from(["01234", "012345", "6", "0123456", "024"]),
    region=st.sampled_from(["", "DE-BY", "US-CA", "CN", "SA"]),
)
office = st.builds(Hours, zone=zones, days=calendars)


@st.composite
def anybodys(draw, around=moments):
    """Somebody's hours, at least two of them a day, and where they are away around a moment, which comes along."""
    begins = draw(st.integers(0, 21 * 60))
    ends = draw(st.integers(begins + 120, 24 * 60 - 1))
    at = draw(around)
    starts = st.integers(-40, 40).map(lambda days: at.date() + timedelta(days=days))
    spans = st.tuples(starts, st.integers(0, 90)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
    hours = Hours(
        zone=draw(zones),
        morning=time(*divmod(begins, 60)),
        evening=time(*divmod(ends, 60)),
        days=draw(calendars),
        away=tuple(draw(st.lists(spans, max_size=3))),
    )
    return hours, at


def utc(*numbers):
    return datetime(*numbers, tzinfo=UTC)


def is_away(hours, day):
    return any(first <= day <= last for first, last in hours.away)


@given(day=days, hours=office)
def test_a_morning_is_eight_on_a_working_day(day, hours):
    local = hours.morning_of(day).astimezone(hours.zone)
    assert local.time() == time(8)
    assert local.date() >= day
    assert hours.days.is_working_day(local.date())


@given(anybodys())
def test_nobody_is_told_outside_their_hours_on_a_day_off_or_while_away(somebody):
    hours, moment = somebody
    told = hours.in_the_day(moment)
    local = told.astimezone(hours.zone)
    assert told >= moment
    assert hours.days.is_working_day(local.date())
    assert not is_away(hours, local.date())
    assert hours.morning <= local.time() < hours.evening


@given(anybodys())
def test_what_is_moved_is_moved_to_the_very_next_morning(somebody):
    hours, moment = somebody
    told = hours.in_the_day(moment)
    assume(told != moment)
    first, last = hours.day_of(moment), hours.day_of(told)
    skipped = [first + timedelta(days=number) for number in range((last - first).days)]
    for day in skipped:
        is_over = day == first and hours.morning_of(day) < moment
        never_was = hours.day_of(hours.ever_present.morning_of(day)) != day
        assert is_over or never_was or not hours.days.is_working_day(day) or is_away(hours, day)
    assert told == hours.morning_of(last)


@given(anybodys(), st.integers(-5, 5))
def test_the_first_morning_comes_not_before_its_day_and_its_moment(somebody, ahead):
    hours, moment = somebody
    day = hours.day_of(moment) + timedelta(days=ahead)
    morning = hours.first_morning(day=day, since=moment)
    assert morning >= moment
    assert hours.day_of(morning) >= day
    assert morning == hours.morning_of(hours.day_of(morning))


@given(anybodys())
def test_whoever_is_away_is_looked_for_every_morning_and_nobody_too_late(somebody):
    hours, moment = somebody
    assume(hours.in_the_day(moment) > moment)
    again = hours.look_again(moment)
    assert moment < again <= hours.in_the_day(moment)
    assert again <= hours.ever_present.next_day(moment)


@given(anybodys())
def test_a_rung_is_planned_before_anybodys_morning(somebody):
    hours, moment = somebody
    day = moment.date()
    assert mornings.remind_at(day) <= hours.morning_of(day)
    assert mornings.foremost_day(mornings.remind_at(day)) == day
    assert mornings.foremost_day(mornings.remind_at(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_the_first_to_begin_a_day_set_the_moment():
    first = Hours(ZoneInfo("Pacific/Kiritimati"), morning=time(0))
    assert first.morning_of(date(2026, 11, 24)) == utc(2026, 11, 23, 10)
    assert mornings.remind_at(date(2026, 11, 24)) == utc(2026, 11, 23, 10)


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
    hours = Hours(ZoneInfo(zone))
    assert [hours.morning_of(hours.day_of(moment)) for moment in (friday, monday)] == [friday, monday]


def night_worker(zone):
    return Hours(ZoneInfo(zone), morning=time(2, 15), days=WorkingDays("0123456"))


def test_where_the_clocks_skip_the_minute_it_is_the_next_one():
    spring = night_worker("Europe/Berlin").morning_of(date(2026, 3, 29))
    assert spring == utc(2026, 3, 29, 1)  # 02:00 became 03:00
    half_an_hour = night_worker("Australia/Lord_Howe").morning_of(date(2026, 10, 4))
    assert half_an_hour == utc(2026, 10, 3, 15, 30)  # 02:00 became 02:30


def test_where_the_clocks_show_the_minute_twice_it_is_the_first():
    assert night_worker("Europe/Berlin").morning_of(date(2026, 10, 25)) == utc(2026, 10, 25, 0, 15)


def test_a_day_that_never_was_gives_way_to_the_next_working_day():
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    apia = ZoneInfo("Pacific/Apia")
    assert Hours(apia).morning_of(date(2011, 12, 30)) == datetime(2012, 1, 2, 8, tzinfo=apia)


def test_a_leap_day_is_a_day():
    assert Hours(UTC).next_day(utc(2028, 2, 28, 12)) == utc(2028, 2, 29, 8)


def test_a_holiday_is_moved_to_the_next_morning():
    bavarian = Hours(UTC, days=WorkingDays(region="DE-BY"))
    assert bavarian.in_the_day(utc(2026, 1, 6, 10)) == utc(2026, 1, 7, 8)


def test_absences_that_touch_are_one():
    hours = Hours(UTC, away=((date(2026, 3, 2), date(2026, 3, 4)), (date(2026, 3, 5), date(2026, 3, 8))))
    assert hours.in_the_day(utc(2026, 3, 3, 10)) == utc(2026, 3, 9, 8)
    assert hours.look_again(utc(2026, 3, 3, 10)) == utc(2026, 3, 4, 8)


# Whose days they are


def test_mails_come_on_the_days_on_which_any_of_the_teams_works():
    shop, office = WorkingDays("12345"), WorkingDays("01234")
    assert User().working_days([]).weekdays == "01234"
    assert User().working_days([office]).weekdays == "01234"
    assert User().working_days([office, shop]).weekdays == "012345"
    assert User(quiet_weekdays="05").working_days([office, shop]).weekdays == "1234"


def test_somebody_who_wants_quiet_on_every_day_their_team_works_is_told_all_the_same():
    assert User(quiet_weekdays="01234").working_days([WorkingDays("024")]).weekdays == "024"


def test_holidays_are_ones_own_else_those_of_the_first_team_that_has_any():
    teams = [WorkingDays(), WorkingDays(region="DE-BY"), WorkingDays(region="FR")]
    assert User().working_days(teams).region == "DE-BY"
    assert User(holiday_region="AT").working_days(teams).region == "AT"
    assert User().working_days([]).region == ""


def test_hours_are_those_the_person_set():
    person = User(time_zone="Europe/Oslo", morning=time(5), evening=time(13, 30))
    hours = hours_of(person, away=[(date(2026, 3, 2), date(2026, 3, 3))])
    assert hours.in_the_day(utc(2026, 3, 2, 10)) == utc(2026, 3, 4, 4)
    assert hours.in_the_day(utc(2026, 3, 4, 12, 29)) == utc(2026, 3, 4, 12, 29)
    assert hours.in_the_day(utc(2026, 3, 4, 12, 30)) == utc(2026, 3, 5, 4)


def test_a_zone_that_is_no_longer_known_does_not_stop_the_others(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assert mornings.zone_of(User(time_zone="Mars/Olympus_Mons")) == ZoneInfo("Europe/Berlin")
    assert mornings.zone_of(User(time_zone="../etc/passwd")) == ZoneInfo("Europe/Berlin")
