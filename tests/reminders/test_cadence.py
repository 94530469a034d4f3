"""The ladder: its days, that it never ends, and that after a silence only the latest rung is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import MONDAY_TO_FRIDAY, WorkingDays
from reminders.timing import cadence
from reminders.timing.cadence import Rung, Step, next_step_day, rungs, step_on

OPENED = date(2026, 11, 16)
DUE = date(2026, 11, 23)
"""A Monday and the Monday after: five working days."""

LADDERS = {
    "debrief": cadence.DEBRIEF,
    "promise": cadence.PROMISE,
    "action": cadence.ACTION,
    "step": cadence.RECOVERY_STEP,
    "lesson": cadence.LESSON_CHECK,
    "letter": cadence.LETTER_TO_SORT,
}

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
spans = st.integers(0, 60).map(timedelta)
ladders = st.sampled_from(list(LADDERS.values()))
calendars = st.builds(
    WorkingDays,
    weekdays=st.sampled_from(["01234", "12345", "0123", "0123456", "2"]),
    region=st.sampled_from(["", "DE-BY", "US-CA", "CN", "SA"]),
)


def test_a_debrief_is_reminded_on_the_days_people_find_fair():
    assert list(rungs(OPENED, DUE)) == [
        Rung(Step.INVITATION, date(2026, 11, 16)),
        Rung(Step.HALF_WAY, date(2026, 11, 18)),
        Rung(Step.DAY_BEFORE, date(2026, 11, 20)),
        Rung(Step.DAY_AFTER, date(2026, 11, 24)),
        Rung(Step.THREE_AFTER, date(2026, 11, 26)),
        Rung(Step.FIVE_AFTER, date(2026, 11, 30)),
    ]


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2026, 11, 15), None),
        (date(2026, 11, 16), Step.INVITATION),
        (date(2026, 11, 17), Step.INVITATION),
        (date(2026, 11, 18), Step.HALF_WAY),
        (date(2026, 11, 23), Step.DAY_BEFORE),
        (date(2026, 11, 24), Step.DAY_AFTER),
        (date(2026, 12, 6), Step.FIVE_AFTER),
        (date(2026, 12, 7), Step.WEEKLY),
        (date(2031, 1, 1), Step.WEEKLY),
    ],
)
def test_the_latest_rung_reached_is_told(today, step):
    rung = step_on(OPENED, DUE, today)
    assert (rung.step if rung else None) == step


def test_a_debrief_opened_on_a_weekend_invites_on_monday():
    saturday = date(2026, 11, 21)
    assert rungs(saturday, MONDAY_TO_FRIDAY.add(saturday, 5))[0] == Rung(Step.INVITATION, date(2026, 11, 23))


def test_what_is_due_tomorrow_has_room_for_fewer_rungs():
    assert [rung.step for rung in rungs(OPENED, date(2026, 11, 17))] == [
        Step.INVITATION,
        Step.DAY_AFTER,
        Step.THREE_AFTER,
        Step.FIVE_AFTER,
    ]


@pytest.mark.parametrize(
    ("ladder", "expected"),
    [
        ("promise", ["half-way 18", "day-before 20", "on-the-day 23", "day-after 24"]),
        ("action", ["invitation 16", "day-before 20", "on-the-day 23", "day-after 24"]),
        ("step", ["on-the-day 23", "day-after 24"]),
        ("lesson", ["on-the-day 23"]),
        ("letter", ["on-the-day 23", "three-after 26"]),
    ],
)
def test_the_smaller_ladders(ladder, expected):
    assert [f"{rung.step.value} {rung.day.day}" for rung in rungs(OPENED, DUE, ladder=LADDERS[ladder])] == expected


def test_a_rung_on_a_holiday_is_moved_and_the_weeks_go_on_from_the_last_rung():
    opened, due = date(2026, 3, 23), date(2026, 3, 30)
    bavaria = WorkingDays(region="DE-BY")
    assert [rung.day for rung in rungs(opened, due, days=bavaria)][-2:] == [date(2026, 4, 2), date(2026, 4, 8)]
    easter_monday, christmas = date(2026, 4, 6), WorkingDays(region="DE")
    assert step_on(opened, due, easter_monday, days=bavaria) == Rung(Step.THREE_AFTER, date(2026, 4, 2))
    friday_a_week_before = date(2026, 12, 18)
    check = {"ladder": cadence.LESSON_CHECK, "days": christmas}
    assert next_step_day(friday_a_week_before, friday_a_week_before, friday_a_week_before, **check) == date(
        2026, 12, 28
    )
    assert step_on(friday_a_week_before, friday_a_week_before, date(2026, 12, 27), **check).step == Step.ON_THE_DAY
    weekly = step_on(friday_a_week_before, friday_a_week_before, date(2026, 12, 28), **check)
    assert weekly == Rung(Step.WEEKLY, date(2026, 12, 28))
    assert next_step_day(friday_a_week_before, friday_a_week_before, weekly.day, **check) == date(2027, 1, 4)


@given(begun_on=days, span=spans, ladder=ladders, calendar=calendars)
def test_rungs_are_working_days_and_go_up(begun_on, span, ladder, calendar):
    fixed = [rung.day for rung in rungs(begun_on, begun_on + span, ladder=ladder, days=calendar)]
    assert fixed == sorted(set(fixed))
    assert all(map(calendar.is_working_day, fixed))


@given(begun_on=days, span=spans, after=st.integers(-10, 4000).map(timedelta), ladder=ladders, calendar=calendars)
def test_there_is_always_exactly_one_next_rung_and_it_is_the_one_then_told(begun_on, span, after, ladder, calendar):
    due_on, today = begun_on + span, begun_on + after
    climbed = {"ladder": ladder, "days": calendar}
    ahead = next_step_day(begun_on, due_on, today, **climbed)
    assert ahead > today
    assert calendar.is_working_day(ahead)
    assert step_on(begun_on, due_on, ahead, **climbed).day == ahead
    day_before = ahead - timedelta(days=1)
    assert step_on(begun_on, due_on, day_before, **climbed) == step_on(begun_on, due_on, today, **climbed)


@given(begun_on=days, span=spans, ladder=ladders, calendar=calendars)
def test_after_the_last_rung_only_days_off_make_a_silence_longer_than_a_week(begun_on, span, ladder, calendar):
    due_on = begun_on + span
    climbed = {"ladder": ladder, "days": calendar}
    last = today = rungs(begun_on, due_on, **climbed)[-1].day
    for _ in range(60):
        ahead = next_step_day(begun_on, due_on, today, **climbed)
        a_week_later = last + ((today - last) // timedelta(days=7) + 1) * timedelta(days=7)
        assert ahead <= calendar.on_or_after(a_week_later)
        today = ahead


@given(begun_on=days, span=spans, late=st.integers(0, 400), calendar=calendars)
def test_leads_are_told_only_after_five_working_days(begun_on, span, late, calendar):
    due_on = begun_on + span
    rung = step_on(begun_on, due_on, calendar.add(due_on, late), days=calendar)
    told = rung is not None and rung.step in {Step.FIVE_AFTER, Step.WEEKLY}
    assert told == (late >= 5)
