"""On which days people are told: the ladder of each kind of thing, climbed until the thing is done.

Pure functions over days. A ladder has a few rungs and then one every week, without end. After a time in which nobody
was told, only the latest rung reached is told, never all that were missed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.working_days import MONDAY_TO_FRIDAY, WorkingDays

WEEK = timedelta(days=7)
LADDERS_KEPT = 1024
"""What is due in a morning began on few days; each of its ladders is asked for several times."""


class Step(models.TextChoices):
    """What a rung is called; the value is part of a notice's key."""

    INVITATION = "invitation", _("invitation")
    HALF_WAY = "half-way", _("half-way")
    DAY_BEFORE = "day-before", _("the day before")
    ON_THE_DAY = "on-the-day", _("on the day")
    DAY_AFTER = "day-after", _("the day after")
    THREE_AFTER = "three-after", _("three days after")
    FIVE_AFTER = "five-after", _("five days after")
    WEEKLY = "weekly", _("every week")


@dataclass(frozen=True)
class Rung:
    """One telling: which step, and the working day it belongs to."""

    step: Step
    day: date


DayOf = Callable[[date, date, WorkingDays], date]
"""Counts a rung's day from the day the thing began and the day it is due, in the team's working days."""


def _after_due(number: int) -> DayOf:
    return lambda begun_on, due_on, days: days.add(due_on, number)


def _begun(begun_on: date, due_on: date, days: WorkingDays) -> date:
    return days.on_or_after(begun_on)


def _half_way(begun_on: date, due_on: date, days: WorkingDays) -> date:
    return days.add(days.on_or_after(begun_on), max(0, days.between(begun_on, due_on)) // 2)


def _due(begun_on: date, due_on: date, days: WorkingDays) -> date:
    return days.on_or_after(due_on)


Ladder = tuple[tuple[Step, DayOf], ...]

COUNTED_IN_DAYS: dict[Step, Callable[[int], DayOf]] = {
    Step.DAY_BEFORE: lambda number: _after_due(-number),
    Step.DAY_AFTER: _after_due,
    Step.THREE_AFTER: _after_due,
    Step.FIVE_AFTER: _after_due,
}
"""Steps of which a team may say how many working days they lie before or after the day on which a thing is due.

Their names say the usual number; what a step is for stays the same at any other.
"""
FIXED: dict[Step, DayOf] = {Step.INVITATION: _begun, Step.HALF_WAY: _half_way, Step.ON_THE_DAY: _due}


def ladder_of(rungs: Iterable[tuple[Step, int]]) -> Ladder:
    """The ladder of these steps, each with its number of working days, where it counts any."""
    return tuple((step, FIXED.get(step) or COUNTED_IN_DAYS[step](number)) for step, number in rungs)


DEBRIEF: Ladder = (
    (Step.INVITATION, _begun),
    (Step.HALF_WAY, _half_way),
    (Step.DAY_BEFORE, _after_due(-1)),
    (Step.DAY_AFTER, _after_due(1)),
    (Step.THREE_AFTER, _after_due(3)),
    (Step.FIVE_AFTER, _after_due(5)),
)
AFTERWARDS: Ladder = ((Step.INVITATION, _begun),)
PROMISE: Ladder = (
    (Step.HALF_WAY, _half_way),
    (Step.DAY_BEFORE, _after_due(-1)),
    (Step.ON_THE_DAY, _due),
    (Step.DAY_AFTER, _after_due(1)),
)
ACTION: Ladder = (
    (Step.INVITATION, _begun),
    (Step.DAY_BEFORE, _after_due(-1)),
    (Step.ON_THE_DAY, _due),
    (Step.DAY_AFTER, _after_due(1)),
)
RECOVERY_STEP: Ladder = ((Step.ON_THE_DAY, _due), (Step.DAY_AFTER, _after_due(1)))
LESSON_CHECK: Ladder = ((Step.ON_THE_DAY, _due),)
YES_OR_NO: Ladder = ((Step.INVITATION, _begun), (Step.ON_THE_DAY, _due))
LETTER_TO_SORT: Ladder = ((Step.ON_THE_DAY, _due), (Step.THREE_AFTER, _after_due(3)))


@lru_cache(maxsize=LADDERS_KEPT)
def rungs(
    begun_on: date, due_on: date, *, ladder: Ladder = DEBRIEF, days: WorkingDays = MONDAY_TO_FRIDAY
) -> tuple[Rung, ...]:
    """Return the rungs before the weekly ones, in order.

    A thing due very soon has less room: a rung that would fall on the day of the one before it, or earlier, is left out.
    """
    kept: list[Rung] = []
    for step, day_of in ladder:
        day = day_of(begun_on, due_on, days)
        if not kept or day > kept[-1].day:
            kept.append(Rung(step, day))
    return tuple(kept)


def step_on(
    begun_on: date, due_on: date, today: date, *, ladder: Ladder = DEBRIEF, days: WorkingDays = MONDAY_TO_FRIDAY
) -> Rung | None:
    """Return the latest rung reached by `today`, or None before the first."""
    fixed = rungs(begun_on, due_on, ladder=ladder, days=days)
    for week in range((today - fixed[-1].day) // WEEK, 0, -1):
        rung = _weekly(fixed[-1], week, days)
        if rung.day <= today:
            return rung
    return next((rung for rung in reversed(fixed) if rung.day <= today), None)


def next_step_day(
    begun_on: date, due_on: date, today: date, *, ladder: Ladder = DEBRIEF, days: WorkingDays = MONDAY_TO_FRIDAY
) -> date:
    """Return the working day of the next rung after `today`; there always is one."""
    fixed = rungs(begun_on, due_on, ladder=ladder, days=days)
    ahead = next((rung.day for rung in fixed if rung.day > today), None)
    if ahead:
        return ahead
    this_week = max(1, (today - fixed[-1].day) // WEEK)  # its day may be ahead, where a holiday moved it
    weekly = (_weekly(fixed[-1], week, days).day for week in count(this_week))
    return next(day for day in weekly if day > today)


def _weekly(last: Rung, week: int, days: WorkingDays) -> Rung:
    """The rung so many weeks after the last one, moved to a working day if it falls on none."""
    return Rung(Step.WEEKLY, days.on_or_after(last.day + week * WEEK))
