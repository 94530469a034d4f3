"""Whether more letters came than usual: said only where there is enough to say what is usual.

A simple control chart: as many letters as came in an ordinary week, and three times the spread that chance alone gives to
counts. No forecast, and no word about what is thin.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor, sqrt

from foundation.working_days import ONE_WEEK, monday_of
from incidents.models import Kind
from overview.dashboard.reading import COUNTS_KEPT, USUAL_WEEKS, Counts

FEWEST_WEEKS = 12
FEWEST_LETTERS = 30
SPREADS = 3.0


@dataclass(frozen=True)
class Unusual:
    """More letters of a kind in one week than chance explains; up to `most` are usual."""

    kind: str
    monday: date
    number: int
    most: int


@lru_cache(maxsize=COUNTS_KEPT)
def unusual_weeks(counts: Counts) -> tuple[Unusual, ...]:
    """The running week and the last whole one, where they stand out against the weeks before them."""
    this_week = monday_of(counts.period.until)
    last_week = this_week - ONE_WEEK
    found = []
    for kind in Kind.values:
        earlier = [counts.letters[last_week - ONE_WEEK * number, kind] for number in range(1, USUAL_WEEKS - 1)]
        most = most_that_is_usual(earlier)
        for monday in (last_week, this_week):
            if most is not None and counts.letters[monday, kind] > most:
                found.append(Unusual(kind, monday, counts.letters[monday, kind], most))
    return tuple(found)


def most_that_is_usual(newest_first: list[int]) -> int | None:
    """Up to so many in a week are usual; None while there are too few weeks or letters to say.

    Weeks before the first letter of all tell nothing: nobody wrote letters down then.
    """
    weeks = list(newest_first)
    while weeks and not weeks[-1]:
        weeks.pop()
    if len(weeks) < FEWEST_WEEKS or sum(weeks) < FEWEST_LETTERS:
        return None
    mean = sum(weeks) / len(weeks)
    return floor(mean + SPREADS * sqrt(mean))
