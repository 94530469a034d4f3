"""Working days: weekdays without public holidays, counted as people count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import MONDAY_TO_FRIDAY, WorkingDays

FRIDAY = date(2026, 3, 6)
REGIONS = ["", "DE", "DE-BY", "DE-Augsburg", "US-CA", "GB-SCT", "CN", "IL", "SA", "JP", "NZ-AUK", "BR", "XX", "DE-ZZ"]

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
counts = st.integers(min_value=0, max_value=60)
calendars = st.builds(
    WorkingDays,
    weekdays=st.sets(st.sampled_from("0123456")).map(lambda digits: "".join(sorted(digits))),
    region=st.sampled_from(REGIONS),
)


def test_one_working_day_after_friday_is_monday() -> None:
    assert MONDAY_TO_FRIDAY.add(FRIDAY, 1) == date(2026, 3, 9)


def test_a_weekend_counts_from_the_monday() -> None:
    assert MONDAY_TO_FRIDAY.add(FRIDAY + timedelta(days=1), 1) == date(2026, 3, 9)
    assert MONDAY_TO_FRIDAY.on_or_after(FRIDAY + timedelta(days=2)) == date(2026, 3, 9)


def test_five_working_days_are_a_week() -> None:
    assert MONDAY_TO_FRIDAY.add(FRIDAY, 5) == FRIDAY + timedelta(days=7)


def test_counting_backwards_skips_the_weekend_too() -> None:
    assert MONDAY_TO_FRIDAY.add(date(2026, 3, 9), -1) == FRIDAY
    assert MONDAY_TO_FRIDAY.on_or_before(date(2026, 3, 8)) == FRIDAY


def test_a_shop_that_opens_on_saturdays_and_closes_on_mondays_counts_so() -> None:
    shop = WorkingDays("12345")
    assert shop.add(FRIDAY, 1) == date(2026, 3, 7)
    assert shop.add(FRIDAY, 2) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("region", "day", "is_off"),
    [
        ("DE", date(2026, 4, 3), True),  # Good Friday
        ("DE", date(2026, 1, 6), False),  # Epiphany is a holiday only in some parts
        ("DE-BY", date(2026, 1, 6), True),
        ("DE-NW", date(2026, 1, 6), False),
        ("US-CA", date(2026, 7, 3), True),  # the 4th is a Saturday: the Friday is taken
        ("GB-SCT", date(2026, 11, 30), True),  # St Andrew's Day
        ("GB-ENG", date(2026, 11, 30), False),
        ("", date(2026, 12, 25), False),
    ],
)
def test_holidays_are_those_of_the_country_and_its_part(region: str, day: date, is_off: bool) -> None:
    assert WorkingDays(region=region).is_working_day(day) is not is_off


def test_the_days_between_the_years_are_few() -> None:
    germany = WorkingDays(region="DE")
    assert germany.add(date(2026, 12, 24), 1) == date(2026, 12, 28)  # Christmas, then a weekend
    assert germany.add(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_a_leap_day_counts_like_any_other() -> None:
    assert MONDAY_TO_FRIDAY.add(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert MONDAY_TO_FRIDAY.between(date(2028, 2, 28), date(2028, 3, 1)) == 2


@pytest.mark.parametrize("region", ["XX", "DE-ZZ", "de-by", "HolidayBase", "date", "-", "DE-", "DE--BY", "Ünbekannt"])
def test_a_region_nobody_knows_has_no_holidays_and_stops_nothing(region: str) -> None:
    assert WorkingDays(region=region).add(date(2026, 12, 24), 1) == date(2026, 12, 25)


def test_nobody_waits_for_ever_because_no_weekday_is_left() -> None:
    assert WorkingDays("").add(FRIDAY, 1) == date(2026, 3, 9)
    assert WorkingDays("x9").add(FRIDAY, 1) == date(2026, 3, 9)


@given(calendars, days, counts)
def test_adding_ends_on_a_working_day_and_counting_gives_the_number_back(
    calendar: WorkingDays, day: date, count: int
) -> None:
    later = calendar.add(day, count)
    assert count == 0 or calendar.is_working_day(later)
    assert calendar.between(day, later) == count


@given(calendars, days, counts)
def test_what_was_added_can_be_taken_off_again(calendar: WorkingDays, day: date, count: int) -> None:
    day = calendar.on_or_after(day)
    assert calendar.add(calendar.add(day, count), -count) == day


@given(calendars, days)
def test_a_day_is_moved_to_the_nearest_working_day_and_never_further(calendar: WorkingDays, day: date) -> None:
    after, before = calendar.on_or_after(day), calendar.on_or_before(day)
    assert before <= day <= after
    assert calendar.is_working_day(after)
    assert calendar.is_working_day(before)
    between = (before + timedelta(days=n) for n in range(1, (after - before).days))
    assert not any(calendar.is_working_day(day) for day in between)


@given(calendars, days, days)
def test_counting_between_agrees_with_counting_each_day(calendar: WorkingDays, one: date, other: date) -> None:
    start, end = sorted([one, one + (other - one) % timedelta(days=800)])
    counted = sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert calendar.between(start, end) == counted
    assert calendar.between(end, start) == -counted
