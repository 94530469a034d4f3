"""Working days: Monday to Friday, counted as people count them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import add_working_days, is_working_day, on_or_after, working_days_between

FRIDAY = date(2026, 3, 6)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
counts = st.integers(min_value=0, max_value=60)


def test_one_working_day_after_friday_is_monday() -> None:
    assert add_working_days(FRIDAY, 1) == date(2026, 3, 9)


def test_a_weekend_counts_from_the_monday() -> None:
    assert add_working_days(FRIDAY + timedelta(days=1), 1) == date(2026, 3, 9)
    assert on_or_after(FRIDAY + timedelta(days=2)) == date(2026, 3, 9)


def test_five_working_days_are_a_week() -> None:
    assert add_working_days(FRIDAY, 5) == FRIDAY + timedelta(days=7)


def test_counting_backwards_skips_the_weekend_too() -> None:
    assert add_working_days(date(2026, 3, 9), -1) == FRIDAY


@given(days, counts)
def test_adding_ends_on_a_working_day_and_counting_gives_the_number_back(day: date, count: int) -> None:
    later = add_working_days(day, count)
    assert count == 0 or is_working_day(later)
    assert working_days_between(day, later) == count


@given(days, days)
def test_counting_between_agrees_with_counting_each_day(one: date, other: date) -> None:
    start, end = sorted([one, one + (other - one) % timedelta(days=400)])
    counted = sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert working_days_between(start, end) == counted
    assert working_days_between(end, start) == -counted
