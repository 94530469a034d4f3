"""The counts of a dashboard: letters by week and kind, how many are debriefed, and how long that took.

Figures are about letters and teams, never about one person.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncWeek

from incidents.models import Incident, Kind
from overview.filters import OPEN_PHASES
from overview.periods import Period
from rankless.models import Way


@dataclass(frozen=True)
class Share:
    """So many of so many: said as “46 of 50”, since per cent of small counts mislead."""

    done: int
    total: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.done + other.done, self.total + other.total)


@dataclass(frozen=True)
class Week:
    monday: date
    complaints: int
    praises: int


@dataclass(frozen=True)
class Figures:
    """What came in over a period, how much of it was debriefed, on which way, and after how many days."""

    weeks: list[Week]
    complaints: Share
    praises: Share
    short_way: int
    notes_first: int
    late: int
    median_days: float | None

    @property
    def letters(self) -> Share:
        return self.complaints + self.praises

    @property
    def busiest(self) -> Week:
        return max(self.weeks, key=lambda week: week.complaints + week.praises)


def figures_of(letters: QuerySet[Incident], *, period: Period) -> Figures:
    """Count the letters of the period by week, kind, state and way of their debrief and days that it took. One query.

    The median is exact, and the same on both engines: the database counts how many letters took how many days, which
    are few different numbers whatever the number of letters, and the middle of them is found here.
    """
    by_week: Counter[tuple[date, str]] = Counter()
    by_kind: Counter[str] = Counter()
    done: Counter[str] = Counter()
    took: Counter[timedelta] = Counter()
    ways: Counter[str] = Counter()
    late = 0
    for week, kind, way, span, is_late, n in _counted(letters, today=period.until):
        by_week[week, kind] += n
        by_kind[kind] += n
        late += n if is_late else 0
        if span is not None:
            done[kind] += n
            took[span] += n
            ways[way] += n
    weeks = [Week(day, by_week[day, Kind.COMPLAINT], by_week[day, Kind.PRAISE]) for day in period.mondays]
    complaints, praises = (Share(done[kind], by_kind[kind]) for kind in (Kind.COMPLAINT, Kind.PRAISE))
    return Figures(weeks, complaints, praises, ways[Way.SHORT], ways[Way.LONG], late, median(took))


def _counted(letters: QuerySet[Incident], *, today: date) -> QuerySet[Incident, Any]:
    """Week, kind, way, how long the debrief took if it is done, whether it is late, and the number of such letters."""
    is_late = Q(debrief__phase__in=OPEN_PHASES, debrief__due_on__lt=today, debrief__objections_until=None)
    took: Any = ExpressionWrapper(TruncDate("debrief__completed_at") - F("received_on"), DurationField())
    return (
        letters.order_by()
        .annotate(week=TruncWeek("received_on"), took=took, is_late=is_late)
        .values_list("week", "kind", "debrief__way", "took", "is_late")
        .annotate(n=Count("pk"))
    )


def median(counted: dict[timedelta, int]) -> float | None:
    """The median in days of spans that occurred so many times each."""
    total = sum(counted.values())
    if not total:
        return None
    middle = {(total - 1) // 2, total // 2}
    found, passed = [], 0
    for span in sorted(counted):
        before, passed = passed, passed + counted[span]
        found += [span.days for place in middle if before <= place < passed]
    return sum(found) / len(found)
