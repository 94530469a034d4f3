"""Working days: Monday to Friday.

Due dates count in working days because people are not asked to debrief on a Sunday. Pure functions over days; which
day it is now, and in which time zone, is the caller's to say.
"""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY


def on_or_after(day: date) -> date:
    """Return `day`, or the next working day if it falls on a weekend."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """Return the day `count` working days after `day` (before it when negative).

    A letter that comes on a weekend counts from the Monday: Saturday plus one working day is Monday.
    """
    step = ONE_DAY if count >= 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start)
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum(is_working_day(start + timedelta(days=n)) for n in range(1, rest + 1))
