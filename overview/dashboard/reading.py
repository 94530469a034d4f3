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
from tallies.models import ALWAYS, Counted, number_of

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
        self._of_each: dict[str, list[Row]] = defaultdict(list)
        self._of_teams: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in rows:
            if row.counted == Counted.LETTERS:
                self._add_letters(row)
            elif row.team_id:
                self._of_teams[row.counted, row.team_id].append(row)
                self._of_each[row.counted].append(row)
            else:
                self._rows[row.counted, row.when].append(row)

    def now(self, counted: Counted) -> list[Row]:
        """Those of this period."""
        return self._rows[counted, NOW]

    def before(self, counted: Counted) -> list[Row]:
        """Those of the period before."""
        return self._rows[counted, BEFORE]

    def late(self, counted: Counted) -> list[Row]:
        """Those whose day is past, whenever that was."""
        return self._rows[counted, EVER]

    def of_each_team(self, counted: Counted) -> list[Row]:
        """Those of all teams, told apart: lessons, and how many were heard. There are no sums of them."""
        return self._of_each[counted]

    def of_team(self, counted: Counted, team_id: int) -> list[Row]:
        """The same of one team; where teams are told apart, also its promises and what is not debriefed yet."""
        return self._of_teams[counted, team_id]

    def _add_letters(self, row: Row) -> None:
        monday = date.fromisoformat(row.when)
        if row.team_id:
            self.letters_of[row.team_id] = LettersOfATeam(row.of_which, row.number, monday)
        else:
            self.letters[monday, row.kind] = row.number


def read_counts(team_ids: Collection[int], *, period: Period, is_by_team: bool = False) -> Counts:
    """Everything that is counted of these teams, and of each of them if wanted. One query."""
    return _read(SUMS_AND_TEAMS if is_by_team else SUMS, team_ids, period=period)


def read_teams(team_ids: Collection[int], *, period: Period) -> Counts:
    """What is counted of each of these teams alone. One query."""
    return _read(TEAMS, team_ids, period=period)


def _read(question: str, team_ids: Collection[int], *, period: Period) -> Counts:
    """Said in SQL, each part of it is one walk along an index that holds all that is asked for."""
    rows = ask(
        question,
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
AS_IT_STANDS = f"monday_on = '{ALWAYS}'"
IS_LATE = "CASE WHEN part < %(today)s THEN 1 ELSE 0 END"
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
    *(Counted.DEBRIEFED, Counted.STEP_DONE, Counted.SAID, Counted.THEME, Counted.LOOK, Counted.PROMISE),
    when=f"'{NOW}'",
    where=IN_PERIOD,
)
DUE_IN_THIS_PERIOD = _part(
    *(Counted.UNDEBRIEFED, Counted.STEP_OPEN),
    when=f"'{NOW}'",
    part=IS_LATE,
    where=IN_PERIOD,
    by=f"counted, kind, cell, {IS_LATE}",
)
PERIOD_BEFORE = _part(*(Counted.DEBRIEFED, Counted.LOOK, Counted.PROMISE), when=f"'{BEFORE}'", where=IN_THE_ONE_BEFORE)
LATE = _part(
    *(Counted.CHECK, Counted.ACTION_OPEN, Counted.PROMISE_OPEN),
    when=f"'{EVER}'",
    part="1",
    where="monday_on <= %(until)s AND part < %(today)s",
)
OF_EACH_TEAM = {"when": f"'{NOW}'", "team": "team_id"}
LESSONS = _part(Counted.LESSON, where=AS_IT_STANDS, **OF_EACH_TEAM)
HEARD = _part(Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED, where=IN_PERIOD, **OF_EACH_TEAM)
LETTERS_OF_TEAMS = """
    SELECT 'letters', CAST(MAX(monday_on) AS text), team_id, '', 0, 0, CAST(SUM(number) AS bigint),
        CAST(SUM(CASE WHEN monday_on >= %(since)s THEN number ELSE 0 END) AS bigint)
    FROM (
        SELECT team_id, monday_on, SUM(number) AS number FROM tallies_tally
        WHERE counted = 'letters' AND team_id IN (@teams) AND monday_on BETWEEN %(usual)s AND %(until)s
        GROUP BY team_id, monday_on
    ) AS weeks WHERE number > 0 GROUP BY team_id"""
DUE_OF_TEAMS = _part(
    Counted.UNDEBRIEFED,
    part=IS_LATE,
    where=IN_PERIOD,
    by=f"counted, team_id, kind, cell, {IS_LATE}",
    **OF_EACH_TEAM,
)
PROMISES_OF_TEAMS = _part(Counted.PROMISE, where=IN_PERIOD, **OF_EACH_TEAM)

_OF_ALL = [WEEKS, THIS_PERIOD, DUE_IN_THIS_PERIOD, PERIOD_BEFORE, LATE, HEARD]
_OF_BOTH = [LESSONS, LETTERS_OF_TEAMS]
_OF_EACH = [DUE_OF_TEAMS, PROMISES_OF_TEAMS]
SUMS = " UNION ALL ".join(_OF_ALL + _OF_BOTH)
TEAMS = " UNION ALL ".join(_OF_BOTH + _OF_EACH)
SUMS_AND_TEAMS = " UNION ALL ".join(_OF_ALL + _OF_BOTH + _OF_EACH)
