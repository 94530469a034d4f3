"""One question to the tallies, whose answer is all that a dashboard counts.

It reads as many rows as there are weeks, stages and numbers of days, however many letters came.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

from overview.dashboard.periods import ONE_WEEK, Period
from tallies.models import OPEN, Counted, number_of

USUAL_WEEKS = 26
"""So many weeks of letters tell what is usual, whatever the period."""

OF_BOTH_PERIODS = [
    *(Counted.DEBRIEFED, Counted.PROMISE, Counted.LOOK, Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED)
]
OF_THIS_PERIOD = [Counted.SAID, Counted.THEME, Counted.STEP_DONE, Counted.STEP_OPEN, Counted.UNDEBRIEFED]
OF_A_TEAM = [
    *(Counted.DEBRIEFED, Counted.UNDEBRIEFED, Counted.PROMISE, Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED)
]

FOR_ALL_BY_TEAM = {Counted.LETTERS, Counted.LESSON}
"""Read team by team, for all teams together as well; of the others there are figures of their own for that."""


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
        self._all: dict[str, list[Row]] = defaultdict(list)
        self._now: dict[str, list[Row]] = defaultdict(list)
        self._before: dict[str, list[Row]] = defaultdict(list)
        self._of_teams: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in rows:
            if row.team_id:
                self._of_teams[row.counted, row.team_id].append(row)
            if row.team_id and row.counted not in FOR_ALL_BY_TEAM:
                continue
            self._all[row.counted].append(row)
            if row.since and row.since >= period.since:
                self._now[row.counted].append(row)
            elif row.since and row.since >= period.before:
                self._before[row.counted].append(row)

    def now(self, counted: Counted) -> list[Row]:
        """Those of this period."""
        return self._now[counted]

    def before(self, counted: Counted) -> list[Row]:
        """Those of the period before."""
        return self._before[counted]

    def of_any_time(self, counted: Counted) -> list[Row]:
        return self._all[counted]

    def of_team(self, counted: Counted, team_id: int) -> list[Row]:
        """Those of this period, of one team; read only where there are several."""
        return self._of_teams[counted, team_id]


def read_counts(team_ids: Collection[int], *, period: Period) -> Counts:
    """Everything that is counted of these teams. One query, said in SQL: putting it together anew for each page would take
    longer than it takes. Each of its parts is one walk along the index, which holds all that is asked for.
    """
    parts = [LETTERS, BOTH_PERIODS, THIS_PERIOD, LESSONS_NOW, OPEN_NOW]
    if len(team_ids) > 1:
        parts.append(BY_TEAM)
    marks = ", ".join(str(int(team_id)) for team_id in team_ids)
    values: dict[str, int | date] = {
        "today": number_of(period.until),
        "until": period.until,
        "since": period.since,
        "before": period.before,
        "usual": min(period.before, period.since + ONE_WEEK * (period.weeks - USUAL_WEEKS)),
    }
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts).replace("@teams", marks), values)
        rows = [Row(row[0], row[1], _day(row[2]), *row[3:]) for row in cursor.fetchall()]
    return Counts(rows, period=period)


def _names(counted: Iterable[Counted]) -> str:
    return ", ".join(f"'{name.value}'" for name in counted)


def _part(what: str, where: str) -> str:
    """`what` are the team, the Monday, the kind, the cell and the part by which these are told apart."""
    return (
        f"SELECT counted, {what}, SUM(number), SUM(of_which) FROM tallies_tally "
        f"WHERE team_id IN (@teams) AND {where} GROUP BY 1, 2, 3, 4, 5, 6"
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


IS_LATE = "CASE WHEN part < %(today)s THEN 1 ELSE 0 END"
WITH_A_DAY = _names([Counted.UNDEBRIEFED, Counted.STEP_OPEN])
"""Their `part` is the day something is due; told is whether that is past."""
PART = f"CASE WHEN counted IN ({WITH_A_DAY}) THEN {IS_LATE} WHEN counted = 'promise' THEN 0 ELSE part END"
NOTHING = "CAST(NULL AS text)"

LETTERS = _part(
    "team_id, CAST(monday_on AS text), kind, 0, 0", "counted = 'letters' AND monday_on BETWEEN %(usual)s AND %(until)s"
)
"""Week by week and team by team: as long as it takes to know what is usual, or what was before."""
BOTH_PERIODS = _part(
    f"0, CASE WHEN monday_on >= %(since)s THEN {{since}} ELSE {{before}} END, kind, cell, {PART}",
    f"counted IN ({_names(OF_BOTH_PERIODS)}) AND monday_on BETWEEN %(before)s AND %(until)s",
).format(since="CAST(%(since)s AS text)", before="CAST(%(before)s AS text)")
THIS_PERIOD = _part(
    f"0, CAST(%(since)s AS text), kind, cell, {PART}",
    f"counted IN ({_names(OF_THIS_PERIOD)}) AND monday_on BETWEEN %(since)s AND %(until)s",
)
LESSONS_NOW = _part(f"team_id, {NOTHING}, kind, cell, {IS_LATE}", "counted = 'lesson'")
OPEN_NOW = _part(f"0, {NOTHING}, kind, cell, {IS_LATE}", f"counted IN ('action', 'promise') AND cell = {OPEN}")
BY_TEAM = _part(
    f"team_id, {NOTHING}, '', cell, CASE WHEN counted = 'undebriefed' THEN {IS_LATE} ELSE 0 END",
    f"counted IN ({_names(OF_A_TEAM)}) AND monday_on BETWEEN %(since)s AND %(until)s",
)
