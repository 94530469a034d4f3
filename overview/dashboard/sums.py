"""The question that a dashboard asks the tallies, put together of its parts, each of which is one walk along an index.

What a period holds is read from the totals of its stretch, and from what was not folded into them yet; if that stretch
is not kept, since the bell was silent, from the tallies week by week.
"""

from functools import lru_cache

from tallies.models import ALWAYS, DUE, LATE, OF_WORK, Counted
from tallies.stretches import BESIDE, named

NOW, BEFORE, EVER = "now", "before", "ever"

TOLD = tuple(counted for counted in BESIDE if counted != Counted.SAID_WHY)
"""Of this period and of the one before; why it went so stands on a page of its own."""
OF_TEAMS = (Counted.HEARD, Counted.DEBRIEFS_HEARD, Counted.INVITED)
"""Counted team by team, since teams that are too small are withheld; and over a year, whatever the period."""

OF_THE_TEAMS = "team_id IN (@teams)"
IN_PERIOD = "monday_on BETWEEN %(since)s AND %(until)s"
IN_THE_YEAR = "monday_on BETWEEN %(year)s AND %(until)s"
SO_FAR = "monday_on <= %(until)s"
IN_THE_ONE_BEFORE = "monday_on >= %(before)s AND monday_on < %(since)s"
AS_IT_STANDS = f"monday_on = '{ALWAYS}'"
IS_LATE = "CASE WHEN part < %(today)s THEN 1 ELSE 0 END"
"""The `part` of some is the day something is due; told is whether that is past."""

LETTERS = f"tallies_tally WHERE counted = 'letters' AND {OF_THE_TEAMS} AND monday_on BETWEEN %(usual)s AND %(until)s"
WEEKS = f"""
    SELECT 'letters', CAST(monday_on AS text), 0, kind, 0, 0, CAST(SUM(number) AS bigint), 0
    FROM {LETTERS} GROUP BY monday_on, kind"""
LETTERS_OF_TEAMS = f"""
    SELECT 'letters', CAST(MAX(monday_on) AS text), team_id, '', 0, 0, CAST(SUM(number) AS bigint),
        CAST(SUM(CASE WHEN monday_on >= %(since)s THEN number ELSE 0 END) AS bigint)
    FROM (SELECT team_id, monday_on, SUM(number) AS number FROM {LETTERS} GROUP BY team_id, monday_on) AS weeks
    WHERE number > 0 GROUP BY team_id"""
LETTERS_ALONE = "letters-alone"
"""Those of teams in which only one person works: shares are of all others."""
WEEKS_ALONE = WEEKS.replace("SELECT 'letters'", f"SELECT '{LETTERS_ALONE}'").replace("@teams", "@alone")
FRESH = f"""
    fresh AS MATERIALIZED (
        SELECT counted, team_id, monday_on, kind, cell, part, CAST(SUM(number) AS integer) AS number,
            CAST(SUM(of_which) AS integer) AS of_which
        FROM tallies_tally WHERE NOT is_folded AND {OF_THE_TEAMS}
        GROUP BY counted, team_id, monday_on, kind, cell, part
    )"""
"""What writers left since the bell last rang: where very many letters were logged, mostly the same a thousand times."""
BUT_WHY = f"counted < '{Counted.SAID_WHY.value}'"
"""All but what is counted by factor: its name comes last, so that a walk along the index ends before it."""


@lru_cache
def question(*, is_kept: bool, alone: frozenset[int], is_of_all: bool = True, is_by_team: bool = False) -> str:
    """About all teams together, and of each of them by itself; `is_kept` says whether the stretches of both periods are.

    Of teams in which only one person works, the `alone`, nothing is asked of their work.
    """
    lessons = _weeks(Counted.LESSON, where=AS_IT_STANDS)
    parts = [LETTERS_OF_TEAMS]
    if is_of_all:
        parts += [WEEKS, _summed(lessons), *(_of_totals() if is_kept else _of_weeks())]
    if is_by_team:
        due = _in_period(*DUE, is_kept=is_kept, part=IS_LATE)
        promises = _in_period(Counted.PROMISE, is_kept=is_kept)
        parts += [_summed(rows, by_team=True) for rows in (lessons, due, promises)]
    if alone and is_of_all:
        parts.append(WEEKS_ALONE)
    return _but_work((f"WITH {FRESH} " if is_kept else "") + " UNION ALL ".join(parts), alone)


@lru_cache
def question_why(*, is_kept: bool) -> str:
    """What was said of all these teams, by stage and factor, and in the period before."""
    if not is_kept:
        before = _weeks(Counted.SAID_WHY, where=IN_THE_ONE_BEFORE)
    else:
        before = _stretch(Counted.SAID_WHY, stretch="stretch_before", where=IN_THE_ONE_BEFORE)
    said = _summed(_in_period(Counted.SAID_WHY, is_kept=is_kept)) + " UNION ALL " + _summed(before, when=BEFORE)
    return f"WITH {FRESH} {said}" if is_kept else said


def _but_work(asked: str, alone: frozenset[int]) -> str:
    """The question without what tells of one person's work. All parts say alike which teams they are about."""
    if not alone:
        return asked
    theirs = ", ".join(str(int(team_id)) for team_id in sorted(alone))
    others = f"{OF_THE_TEAMS} AND (team_id NOT IN ({theirs}) OR counted NOT IN ({named(OF_WORK)}))"
    return asked.replace(OF_THE_TEAMS, others).replace("@alone", theirs)


def _of_weeks() -> list[str]:
    """What this period and the one before hold."""
    return [
        _summed(_weeks(*TOLD, where=IN_PERIOD)),
        _summed(_weeks(*DUE, where=IN_PERIOD, part=IS_LATE)),
        _summed(_weeks(*OF_TEAMS, where=IN_THE_YEAR), by_team=True),
        _summed(_weeks(*TOLD, where=IN_THE_ONE_BEFORE), when=BEFORE),
        _summed(_weeks(*LATE, where=f"{SO_FAR} AND part < %(today)s", part="1"), when=EVER),
    ]


def _of_totals() -> list[str]:
    """The same, in one walk over the totals of both stretches; what teams are told apart of once more by itself."""
    is_told = f"(part < %(today)s OR counted NOT IN ({named(LATE)}))"
    rows = (
        "SELECT counted, stretch_id, kind, cell, part, number, of_which FROM tallies_total "
        f"WHERE stretch_id IN (%(stretch)s, %(stretch_before)s) AND {BUT_WHY} AND {OF_THE_TEAMS} AND {is_told} "
        "UNION ALL SELECT counted, CASE WHEN monday_on >= %(since)s THEN %(stretch)s ELSE %(stretch_before)s END, "
        f"kind, cell, part, number, of_which FROM fresh WHERE counted IN ({named((*TOLD, *DUE, *LATE))}) "
        f"AND (({IN_PERIOD}) OR ({IN_THE_ONE_BEFORE} AND counted IN ({named(TOLD)})) "
        f"OR ({SO_FAR} AND counted IN ({named(LATE)}))) AND {is_told}"
    )
    when = (
        f"CASE WHEN counted IN ({named(LATE)}) THEN '{EVER}' WHEN stretch_id = %(stretch)s THEN '{NOW}' "
        f"ELSE '{BEFORE}' END"
    )
    part = f"CASE WHEN counted IN ({named((*DUE, *LATE))}) THEN {IS_LATE} ELSE part END"
    return [
        f"SELECT counted, {when}, 0, kind, cell, {part}, SUM(number), SUM(of_which) "
        f"FROM ({rows}) AS rows_of_it GROUP BY counted, stretch_id, kind, cell, part",
        _summed(_stretch(*OF_TEAMS, stretch="stretch_year", where=IN_THE_YEAR), by_team=True),
    ]


def _summed(rows: str, *, when: str = NOW, by_team: bool = False) -> str:
    """How many of these things, told apart by all that is known of them; by team if wanted."""
    team, by = ("team_id", "counted, team_id") if by_team else ("0", "counted")
    return (
        f"SELECT counted, '{when}', {team}, kind, cell, part, SUM(number), SUM(of_which) "
        f"FROM ({rows}) AS rows_of_it GROUP BY {by}, kind, cell, part"
    )


def _in_period(*counted: Counted, is_kept: bool, part: str = "part") -> str:
    return _stretch(*counted, part=part) if is_kept else _weeks(*counted, where=IN_PERIOD, part=part)


def _weeks(*counted: Counted, where: str, part: str = "part") -> str:
    """The tallies themselves."""
    return f"SELECT {_columns(part)} FROM tallies_tally WHERE {_of_the_teams(counted)} AND {where}"


def _stretch(*counted: Counted, part: str = "part", stretch: str = "stretch", where: str = IN_PERIOD) -> str:
    """The totals of the period, or of another stretch, and what is not among them yet."""
    return (
        f"SELECT {_columns(part)} FROM tallies_total WHERE stretch_id = %({stretch})s AND {_of_the_teams(counted)} "
        f"UNION ALL SELECT {_columns(part)} FROM fresh WHERE {_of_the_teams(counted)} AND {where}"
    )


def _columns(part: str) -> str:
    return f"counted, team_id, kind, cell, {part} AS part, number, of_which"


def _of_the_teams(counted: tuple[Counted, ...]) -> str:
    return f"counted IN ({named(counted)}) AND {OF_THE_TEAMS}"
