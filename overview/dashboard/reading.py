"""One question to the tallies, whose answer is all that a dashboard counts.

It reads as many rows as there are weeks, stages and numbers of days, however many letters came.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, DateField, F, IntegerField, Q, QuerySet, Sum, Value, When

from overview.dashboard.periods import ONE_WEEK, Period
from tallies.models import OPEN, Counted, Tally, number_of

USUAL_WEEKS = 26
"""So many weeks of letters tell what is usual, whatever the period."""

OF_BOTH_PERIODS = [
    *(Counted.DEBRIEFED, Counted.PROMISE, Counted.LOOK, Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED)
]
OF_THIS_PERIOD = [Counted.SAID, Counted.THEME, Counted.STEP_DONE, Counted.STEP_OPEN, Counted.UNDEBRIEFED]
OF_A_TEAM = [
    *(Counted.DEBRIEFED, Counted.UNDEBRIEFED, Counted.PROMISE, Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED)
]
WITH_A_DAY = [Counted.UNDEBRIEFED, Counted.STEP_OPEN]
"""Their `part` is the day something is due; told is whether that is past."""


class Row(NamedTuple):
    """So many of a thing. `since` is the Monday of the week, or of the period; `part` 1 of what is past its day."""

    counted: str
    team_id: int
    since: date | None
    kind: str
    cell: int
    part: int
    number: int
    of_which: int


class Counts:
    """All that was read, by what it counts."""

    def __init__(self, rows: Iterable[Row], *, period: Period) -> None:
        self.period = period
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._of_teams: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by = self._of_teams if row.team_id and row.counted != Counted.LETTERS else self._rows
            by[row.counted].append(row)

    def now(self, *counted: Counted) -> list[Row]:
        """Those of this period."""
        return [row for name in counted for row in self._rows[name] if row.since and row.since >= self.period.since]

    def before(self, *counted: Counted) -> list[Row]:
        """Those of the period before."""
        first, last = self.period.before, self.period.since
        return [row for name in counted for row in self._rows[name] if row.since and first <= row.since < last]

    def of_any_time(self, counted: Counted) -> list[Row]:
        return self._rows[counted]

    def of_teams(self, counted: Counted) -> list[Row]:
        """Those of this period, team by team; read only where there are several."""
        return self._of_teams[counted]


def read_counts(team_ids: Collection[int], *, period: Period) -> Counts:
    """Everything that is counted of these teams. One query."""
    ours = Tally.objects.filter(team__in=list(team_ids), monday_on__lte=period.until).order_by()
    whenever = Tally.objects.filter(team__in=list(team_ids)).order_by()
    today = number_of(period.until)
    parts = [_letters(ours, period), _of_periods(ours, period, today=today), _open_now(whenever, today=today)]
    if len(team_ids) > 1:
        parts.append(_by_team(ours, period, today=today))
        parts.append(_summed(whenever.filter(counted=Counted.LESSON), team=F("team_id"), cell=F("cell")))
    return Counts((Row(*row) for row in parts[0].union(*parts[1:], all=True)), period=period)


def _letters(ours: QuerySet[Tally], period: Period) -> QuerySet[Tally, Any]:
    """Week by week and team by team: as long as it takes to know what is usual, or what was before."""
    since = min(period.before, period.since + ONE_WEEK * (period.weeks - USUAL_WEEKS))
    asked = ours.filter(counted=Counted.LETTERS, monday_on__gte=since)
    return _summed(asked, team=F("team_id"), since=F("monday_on"), kind=F("kind"))


def _of_periods(ours: QuerySet[Tally], period: Period, *, today: int) -> QuerySet[Tally, Any]:
    both = Q(counted__in=OF_BOTH_PERIODS, monday_on__gte=period.before)
    this = Q(counted__in=OF_THIS_PERIOD, monday_on__gte=period.since)
    since = Case(
        When(monday_on__gte=period.since, then=Value(period.since)),
        default=Value(period.before),
        output_field=DateField(),
    )
    is_late = When(counted__in=WITH_A_DAY, part__lt=today, then=Value(1))
    part = Case(is_late, When(counted__in=[*WITH_A_DAY, Counted.PROMISE], then=Value(0)), default=F("part"))
    return _summed(ours.filter(both | this), since=since, kind=F("kind"), cell=F("cell"), part=part)


def _open_now(ours: QuerySet[Tally], *, today: int) -> QuerySet[Tally, Any]:
    """Lessons where they stand, and actions and promises that are still open, whenever that began."""
    lessons = Q(counted=Counted.LESSON)
    others = Q(counted__in=[Counted.ACTION, Counted.PROMISE], cell=OPEN)
    is_late = Case(When(part__lt=today, then=Value(1)), default=Value(0))
    return _summed(ours.filter(lessons | others), kind=F("kind"), cell=F("cell"), part=is_late)


def _by_team(ours: QuerySet[Tally], period: Period, *, today: int) -> QuerySet[Tally, Any]:
    asked = ours.filter(counted__in=OF_A_TEAM, monday_on__gte=period.since)
    is_late = Case(When(counted__in=WITH_A_DAY, part__lt=today, then=Value(1)), default=Value(0))
    return _summed(asked, team=F("team_id"), cell=F("cell"), part=is_late)


def _summed(asked: QuerySet[Tally], **by: Any) -> QuerySet[Tally, Any]:
    """The sums of what was asked for, told apart by these columns and by nothing else."""
    columns: dict[str, Any] = {
        "team": Value(0, output_field=IntegerField()),
        "since": Value(None, output_field=DateField()),
        "kind": Value(""),
        "cell": Value(0, output_field=IntegerField()),
        "part": Value(0, output_field=IntegerField()),
    }
    named = {f"by_{name}": expression for name, expression in (columns | by).items()}
    return asked.annotate(**named).values_list("counted", *named).annotate(Sum("number"), Sum("of_which"))
