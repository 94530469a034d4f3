"""The weeks a dashboard looks back over: whole weeks, the running one included."""

from dataclasses import dataclass
from datetime import date, timedelta

CHOICES = (4, 12, 26, 52)
USUAL = 12
ONE_WEEK = timedelta(weeks=1)


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
        return monday_of(self.until) - ONE_WEEK * (self.weeks - 1)

    @property
    def before(self) -> date:
        """The Monday on which the period before this one began, which was as long."""
        return self.since - ONE_WEEK * self.weeks

    @property
    def mondays(self) -> list[date]:
        return [self.since + ONE_WEEK * number for number in range(self.weeks)]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
