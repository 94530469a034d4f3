"""The weeks a dashboard looks back over: whole weeks, the running one included."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from foundation.working_days import ONE_WEEK, monday_of
from tallies.stretches import HOLDS, LENGTHS

CHOICES = LENGTHS
USUAL = 12


@dataclass(frozen=True)
class Period:
    """Some weeks, from a Monday up to today."""

    weeks: int
    until: date

    @classmethod
    def read(cls, text: str, *, today: date) -> "Period":
        """The last weeks, as many as `text` says; the usual number if it says anything else."""
        return cls(next((weeks for weeks in CHOICES if str(weeks) == text), USUAL), today)

    @property
    def since(self) -> date:
        return self.monday - ONE_WEEK * (self.weeks - 1)

    @property
    def before(self) -> date:
        """The Monday on which the period before this one began, which was as long."""
        return self.since - ONE_WEEK * self.weeks

    @property
    def monday(self) -> date:
        """Of the running week."""
        return monday_of(self.until)

    @property
    def year(self) -> date:
        """From this Monday on it is told whether people are heard, whatever weeks are looked back over: what is told of some
        weeks and of more would tell of those between them, in which it may be a single debrief."""
        return self.monday - ONE_WEEK * (max(CHOICES) - 1)

    @property
    def mondays(self) -> list[date]:
        return [self.since + ONE_WEEK * number for number in range(self.weeks)]


class Stretches(NamedTuple):
    """The numbers of the stretches whose totals are kept: of a period, of the one before, and of a year."""

    now: int | None = None
    before: int | None = None
    year: int | None = None

    @property
    def are_kept(self) -> bool:
        return None not in self


KEPT = f"""
    SELECT 'stretch', id, CAST(first_on AS text), CASE WHEN last_on = %(monday)s THEN 1 ELSE 0 END, 0, 0
    FROM tallies_stretch WHERE holds = '{HOLDS}' AND ((first_on IN (%(since)s, %(year)s) AND last_on = %(monday)s)
    OR (first_on = %(before)s AND last_on = %(monday_before)s))"""
