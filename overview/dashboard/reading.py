"""One question to the tallies, whose answer is all that a dashboard counts.

The database does the adding up: over all teams at once, and once more team by team where there are several. What it
answers is as long as there are weeks, stages and numbers of days, however many letters and teams there are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from overview.dashboard.periods import ONE_WEEK, Period
from people.asking import ask
from tallies.models import OPEN, Counted, number_of

USUAL_WEEKS = 26
"""So many weeks of letters tell what is usual, whatever the period."""

NOW, BEFORE, EVER = "now", "before", "ever"


class Row(NamedTuple):
    """So many of a thing. `team_id` is 0 for all of them together, `part` 1 of what is past its day."""

    counted: str
    when: str
    team_id: int
    kind: str
    cell: int
    part: int
    number: int
    of_which: int


class LettersOfATeam(NamedTuple):
    """How many came from one team in these weeks and in all that were read, and in which week the last did."""

    number: int
    of_all: int
    last: date


class Counts:
    """All that was read, by what it counts."""

    def __init__(self, rows: Iterable[Row], *, period: Period) -> None:
        self.period = period
        self.letters: Counter[tuple[date, str]] = Counter()
        """Of each week and kind, over as many weeks as it takes to know what is usual, or what was before."""
        self.letters_of: dict[int, LettersOfATeam] = {}
        self._rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._of_teams: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in rows:
            if row.counted == Counted.LETTERS:
                self._add_letters(row)
            elif row.team_id:
                self._of_teams[row.counted, row.team_id].append(row)
            else:
                self._rows[row.counted, row.when].append(row)

    def now(self, counted: Counted) -> list[Row]:
        """Those of this period."""
        return self._rows[counted, NOW]

    def before(self, counted: Counted) -> list[Row]:
        """Those of the period before."""
        return self._rows[counted, BEFORE]

    def ever(self, counted: Counted) -> list[Row]:
        """Those there are today: lessons where they stand; promises and actions that are late."""
        return self._rows[counted, EVER]

    def of_team(self, counted: Counted, team_id: int) -> list[Row]:
        """Those of this period, of one team; read only where there are several."""
        return self._of_teams[counted, team_id]

    def _add_letters(self, row: Row) -> None:
        monday = date.fromisoformat(row.when)
        if row.team_id:
            self.letters_of[row.team_id] = LettersOfATeam(row.of_which, row.number, monday)
        else:
            self.letters[monday, row.kind] = row.number


def read_counts(team_ids: Collection[int], *, period: Period) -> Counts:
    """Everything that is counted of these teams. One query, said in SQL, of which each part is one walk along an index that
    holds all that is asked for.
    """
    parts = ONE_BY_ONE if len(team_ids) > 1 else TOGETHER
    rows = ask(
        parts,
        teams=team_ids,
        today=number_of(period.until),
        until=period.until,
        since=period.since,
        before=period.before,
        usual=min(period.before, period.since + ONE_WEEK * (period.weeks - USUAL_WEEKS)),
    )
    return Counts(map(Row._make, rows), period=period)


def _part(
    *counted: Counted,
    where: str,
    when: str,
    team: str = "0",
    kind: str = "kind",
    cell: str = "cell",
    part: str = "part",
    by: str = "",
) -> str:
    """How many of these things, told apart by whatever is a column; or by the columns `by`.

    The sums are told apart by bare columns, for texts made of them would have to be made of every row.
    """
    columns = [column for column in (team, kind, cell, part) if column in {"team_id", "kind", "cell", "part"}]
    names = ", ".join(f"'{name.value}'" for name in counted)
    return (
        f"SELECT counted, {when}, {team}, {kind}, {cell}, {part}, SUM(number), SUM(of_which) FROM tallies_tally "
        f"WHERE counted IN ({names}) AND team_id IN (@teams) AND {where} GROUP BY {by or ', '.join(['counted', *columns])}"
    )


IN_PERIOD = "monday_on BETWEEN %(since)s AND %(until)s"
IN_THE_ONE_BEFORE = "monday_on >= %(before)s AND monday_on < %(since)s"
IS_LATE = "CASE WHEN part < %(today)s THEN 1 ELSE 0 END"
IS_SETTLED = f"cell <> {OPEN}"
WITH_A_DAY = f"counted, kind, cell, {IS_LATE}"
"""The `part` of some is the day something is due; told is whether that is past."""

WEEKS = _part(
    Counted.LETTERS,
    when="CAST(monday_on AS text)",
    cell="0",
    part="0",
    where="monday_on BETWEEN %(usual)s AND %(until)s",
    by="counted, monday_on, kind",
)
THIS_PERIOD = _part(
    *(Counted.DEBRIEFED, Counted.STEP_DONE, Counted.SAID, Counted.THEME, Counted.LOOK),
    *(Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED),
    when=f"'{NOW}'",
    where=IN_PERIOD,
)
DUE_IN_THIS_PERIOD = _part(
    *(Counted.UNDEBRIEFED, Counted.STEP_OPEN), when=f"'{NOW}'", part=IS_LATE, where=IN_PERIOD, by=WITH_A_DAY
)
PROMISES = _part(Counted.PROMISE, when=f"'{NOW}'", part="0", where=f"{IN_PERIOD} AND {IS_SETTLED}")
PERIOD_BEFORE = _part(Counted.DEBRIEFED, Counted.LOOK, when=f"'{BEFORE}'", where=IN_THE_ONE_BEFORE)
PROMISES_BEFORE = _part(Counted.PROMISE, when=f"'{BEFORE}'", part="0", where=f"{IN_THE_ONE_BEFORE} AND {IS_SETTLED}")
STANDING = _part(Counted.LESSON, when=f"'{EVER}'", part=IS_LATE, where="1 = 1", by=WITH_A_DAY)
LATE = _part(
    *(Counted.ACTION, Counted.PROMISE),
    when=f"'{EVER}'",
    part="1",
    where=f"monday_on <= %(until)s AND cell = {OPEN} AND part < %(today)s",
)
LETTERS_OF_TEAMS = """
    SELECT 'letters', CAST(MAX(monday_on) AS text), team_id, '', 0, 0, CAST(SUM(number) AS bigint),
        CAST(SUM(CASE WHEN monday_on >= %(since)s THEN number ELSE 0 END) AS bigint)
    FROM (
        SELECT team_id, monday_on, SUM(number) AS number FROM tallies_tally
        WHERE counted = 'letters' AND team_id IN (@teams) AND monday_on BETWEEN %(usual)s AND %(until)s
        GROUP BY team_id, monday_on
    ) AS weeks WHERE number > 0 GROUP BY team_id"""
OF_TEAMS = {"when": f"'{NOW}'", "team": "team_id", "kind": "''"}
TEAMS = _part(
    *(Counted.DEBRIEFED, Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED),
    cell="0",
    part="0",
    where=IN_PERIOD,
    **OF_TEAMS,
)
LATE_OF_TEAMS = _part(Counted.UNDEBRIEFED, part="1", where=f"{IN_PERIOD} AND cell = 0 AND part < %(today)s", **OF_TEAMS)
PROMISES_OF_TEAMS = _part(Counted.PROMISE, part="0", where=f"{IN_PERIOD} AND {IS_SETTLED}", **OF_TEAMS)
LESSONS_OF_TEAMS = _part(Counted.LESSON, part="0", where="1 = 1", **OF_TEAMS)

_ALL = [WEEKS, THIS_PERIOD, DUE_IN_THIS_PERIOD, PROMISES, PERIOD_BEFORE, PROMISES_BEFORE, STANDING, LATE]
TOGETHER = " UNION ALL ".join([*_ALL, LETTERS_OF_TEAMS])
ONE_BY_ONE = " UNION ALL ".join([*_ALL, LETTERS_OF_TEAMS, TEAMS, LATE_OF_TEAMS, PROMISES_OF_TEAMS, LESSONS_OF_TEAMS])
