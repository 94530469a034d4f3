"""Working days: the weekdays somebody works on, without the public holidays of where they are.

Due dates count in working days because people are not asked to debrief on a Sunday. Pure functions over days; which
day it is now, and in which time zone, is the caller's to say.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
YEARS_KEPT = 2048
_REGION = re.compile(r"([A-Z]{2})(?:-(.+))?")


@dataclass(frozen=True)
class WorkingDays:
    """The days that count for a team or a person.

    `weekdays` are digits from 0 for Monday; none at all would mean waiting for ever, so it means Monday to Friday.
    `region` is a country with or without a part of it (“DE”, “DE-BY”). One that is empty or no longer known has no
    holidays: too many days are counted then, but nothing comes to a halt.
    """

    weekdays: str = "01234"
    region: str = ""

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in _numbers(self.weekdays) and day not in _holidays(self.region, day.year)

    def on_or_after(self, day: date) -> date:
        """Return `day`, or the next working day if it is none."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """Return `day`, or the last working day before it if it is none."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add(self, day: date, count: int) -> date:
        """Return the day `count` working days after `day` (before it when negative).

        A letter that comes on a weekend counts from the Monday: Saturday plus one working day is Monday.
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.between(end, start)
        numbers = _numbers(self.weekdays)
        weeks, rest = divmod((end - start).days, 7)
        counted = weeks * len(numbers) + sum((start + n * ONE_DAY).weekday() in numbers for n in range(1, rest + 1))
        off = (day for year in range(start.year, end.year + 1) for day in _holidays(self.region, year))
        return counted - sum(start < day <= end and day.weekday() in numbers for day in off)


MONDAY_TO_FRIDAY = WorkingDays()


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - day.weekday() * ONE_DAY


@cache
def _numbers(weekdays: str) -> frozenset[int]:
    return frozenset(int(digit) for digit in weekdays if digit in "0123456") or _numbers("01234")


@lru_cache(maxsize=YEARS_KEPT)
def _holidays(region: str, year: int) -> frozenset[date]:
    """The public holidays of one year, on the days on which they are taken."""
    named = _REGION.fullmatch(region)
    if not named:
        return frozenset()
    try:
        return frozenset(holidays.country_holidays(named[1], subdiv=named[2], years=year))
    except NotImplementedError:  # the library's word for a country or part it does not know
        return frozenset()
