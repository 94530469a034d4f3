"""The question that a dashboard asks the tallies, put together of its parts, each of which is one walk along an index.

What a period holds is read from the totals of its stretch, and from what was not folded into them yet; if that stretch
is not kept, since the bell was silent, from the tallies week by week.
"""

from functools import lru_cache

from tallies.models import ALWAYS, Counted
from tallies.stretches import BESIDE, DUE

NOW, BEFORE, EVER = "now", "before", "ever"

TOLD = (Counted.DEBRIEFED, Counted.STEP_DONE, Counted.SAID, Counted.THEME, Counted.LOOK, Counted.PROMISE)
OF_TEAMS = (Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED)
"""Of these each team is told apart, for some may be too small."""
LATE = (Counted.CHECK, Counted.ACTION_OPEN, Counted.PROMISE_OPEN)

IN_PERIOD = "monday_on BETWEEN %(since)s AND %(until)s"
IN_THE_ONE_BEFORE = "monday_on >= %(before)s AND monday_on < %(since)s"
AS_IT_STANDS = f"monday_on = '{ALWAYS}'"
IS_LATE = "CASE WHEN part < %(today)s THEN 1 ELSE 0 END"
"""The `part` of some is the day something is due; told is whether that is past."""

LETTERS = """
    letters AS MATERIALIZED (
        SELECT team_id, monday_on, kind, SUM(number) AS number FROM tallies_tally
        WHERE counted = 'letters' AND team_id IN (@teams) AND monday_on BETWEEN %(usual)s AND %(until)s
        GROUP BY team_id, monday_on, kind
    )"""
WEEKS = """
    SELECT 'letters', CAST(monday_on AS text), 0, kind, 0, 0, CAST(SUM(number) AS bigint), 0
    FROM letters GROUP BY monday_on, kind"""
LETTERS_OF_TEAMS = """
    SELECT 'letters', CAST(MAX(monday_on) AS text), team_id, '', 0, 0, CAST(SUM(number) AS bigint),
        CAST(SUM(CASE WHEN monday_on >= %(since)s THEN number ELSE 0 END) AS bigint)
    FROM letters WHERE number > 0 GROUP BY team_id"""
COLUMNS = "counted, team_id, kind, cell, part, number, of_which"
FRESH = """
    fresh AS MATERIALIZED (
        SELECT counted, team_id, monday_on, kind, cell, part, number, of_which FROM tallies_tally
        WHERE NOT is_folded AND team_id IN (@teams)
    )"""
"""What writers left since the bell last rang."""


@lru_cache
def question(*, is_kept: bool, is_of_all: bool = True, is_by_team: bool = False) -> str:
    """About all teams together, and of each of them alone; `is_kept` says whether the stretches of both periods are."""
    beside = [LETTERS, FRESH, _to_come()] if is_kept else [LETTERS]
    lessons = _weeks(Counted.LESSON, where=AS_IT_STANDS)
    parts = [LETTERS_OF_TEAMS]
    if is_of_all:
        late = _weeks(*LATE, where="monday_on <= %(until)s AND part < %(today)s", part="1")
        parts += [WEEKS, _summed(lessons), _summed(late, when=EVER), *([_of_totals()] if is_kept else _of_weeks())]
    if is_by_team:
        due = _due_in_stretch() if is_kept else _weeks(*DUE, where=IN_PERIOD, part=IS_LATE)
        promises = _in_period(Counted.PROMISE, is_kept=is_kept)
        parts += [_summed(rows, by_team=True) for rows in (lessons, due, promises)]
    return f"WITH {', '.join(beside)} {' UNION ALL '.join(parts)}"


@lru_cache
def question_why(*, is_kept: bool) -> str:
    """What was said of all these teams, by stage and factor."""
    said = _summed(_in_period(Counted.SAID_WHY, is_kept=is_kept))
    return f"WITH {FRESH} {said}" if is_kept else said


def _of_weeks() -> list[str]:
    """What this period and the one before hold."""
    return [
        _summed(_weeks(*TOLD, where=IN_PERIOD)),
        _summed(_weeks(*DUE, where=IN_PERIOD, part=IS_LATE)),
        _summed(_weeks(*OF_TEAMS, where=IN_PERIOD), by_team=True),
        _summed(_weeks(*BESIDE, where=IN_THE_ONE_BEFORE), when=BEFORE),
    ]


def _of_totals() -> str:
    """The same, in one walk over the totals of both stretches."""
    team = f"CASE WHEN counted IN ({_named(OF_TEAMS)}) THEN team_id ELSE 0 END AS team"
    is_due = f"CASE WHEN counted IN ({_named(DUE)}) THEN"
    asked = f"counted IN ({_named((*TOLD, *DUE, *OF_TEAMS))})"
    rows = (
        f"SELECT counted, stretch_id, {team}, kind, cell, {is_due} 1 ELSE part END AS part, number, of_which "
        f"FROM tallies_total WHERE stretch_id IN (%(stretch)s, %(stretch_before)s) AND {asked} AND team_id IN (@teams) "
        "UNION ALL SELECT counted, CASE WHEN monday_on >= %(since)s THEN %(stretch)s ELSE %(stretch_before)s END, "
        f"{team}, kind, cell, {is_due} {IS_LATE} ELSE part END, number, of_which FROM fresh "
        f"WHERE {asked} AND (({IN_PERIOD}) OR ({IN_THE_ONE_BEFORE} AND counted IN ({_named(BESIDE)}))) "
        "UNION ALL SELECT counted, %(stretch)s, 0, kind, cell, 1, -number, 0 FROM to_come "
        "UNION ALL SELECT counted, %(stretch)s, 0, kind, cell, 0, number, 0 FROM to_come"
    )
    when = f"CASE WHEN stretch_id = %(stretch)s THEN '{NOW}' ELSE '{BEFORE}' END"
    return (
        f"SELECT counted, {when}, team, kind, cell, part, SUM(number), SUM(of_which) "
        f"FROM ({rows}) AS rows_of_it GROUP BY counted, stretch_id, team, kind, cell, part"
    )


def _summed(rows: str, *, when: str = NOW, by_team: bool = False) -> str:
    """How many of these things, told apart by all that is known of them; by team if wanted."""
    team, by = ("team_id", "counted, team_id") if by_team else ("0", "counted")
    return (
        f"SELECT counted, '{when}', {team}, kind, cell, part, SUM(number), SUM(of_which) "
        f"FROM ({rows}) AS rows_of_it GROUP BY {by}, kind, cell, part"
    )


def _in_period(*counted: Counted, is_kept: bool) -> str:
    return _stretch(*counted) if is_kept else _weeks(*counted, where=IN_PERIOD)


def _weeks(*counted: Counted, where: str, part: str = "part") -> str:
    """The tallies themselves."""
    return (
        f"SELECT counted, team_id, kind, cell, {part} AS part, number, of_which FROM tallies_tally "
        f"WHERE counted IN ({_named(counted)}) AND team_id IN (@teams) AND {where}"
    )


def _stretch(*counted: Counted) -> str:
    """The totals of the period, and what is not among them yet."""
    return (
        f"SELECT {COLUMNS} FROM tallies_total "
        f"WHERE stretch_id = %(stretch)s AND counted IN ({_named(counted)}) AND team_id IN (@teams) "
        f"UNION ALL SELECT {COLUMNS} FROM fresh WHERE counted IN ({_named(counted)}) AND {IN_PERIOD}"
    )


def _due_in_stretch() -> str:
    """All that is open counts as late, but what is due today or later: that is little, and found by its day."""
    open_ones = f"counted IN ({_named(DUE)})"
    return (
        "SELECT counted, team_id, kind, cell, 1 AS part, number, of_which FROM tallies_total "
        f"WHERE stretch_id = %(stretch)s AND {open_ones} AND team_id IN (@teams) "
        "UNION ALL SELECT counted, team_id, kind, cell, 1, -number, 0 FROM to_come "
        "UNION ALL SELECT counted, team_id, kind, cell, 0, number, 0 FROM to_come "
        f"UNION ALL SELECT counted, team_id, kind, cell, {IS_LATE}, number, of_which FROM fresh "
        f"WHERE {open_ones} AND {IN_PERIOD}"
    )


def _to_come() -> str:
    return (
        "to_come AS MATERIALIZED (SELECT counted, team_id, kind, cell, number FROM tallies_tally "
        f"WHERE is_folded AND counted IN ({_named(DUE)}) AND team_id IN (@teams) "
        f"AND part >= %(today)s AND {IN_PERIOD})"
    )


def _named(counted: tuple[Counted, ...]) -> str:
    return ", ".join(f"'{one.value}'" for one in counted)
