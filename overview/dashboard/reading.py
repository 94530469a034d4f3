"""One question to the tallies, whose answer is all that a dashboard counts.

The database does the adding up: over all teams at once, and once more team by team where there are several. What it
answers is as long as there are weeks, stages and numbers of days, however many letters and teams there are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from foundation.working_days import ONE_WEEK
from overview.dashboard.periods import Period, Stretches
from overview.dashboard.sums import BEFORE, EVER, LETTERS_ALONE, NOW, question, question_why
from people.asking import ask
from tallies.models import Counted, number_of

Letters = Counter[tuple[date, str]]
"""So many of a week and a kind."""

COUNTS_KEPT = 64
"""Of so many answers, and of as many figures and pictures that are made of them."""

USUAL_WEEKS = 26
"""So many weeks of letters tell what is usual, whatever the period."""


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
    """All that was read, by what it counts. It does not change."""

    def __init__(self, rows: Iterable[Row], *, period: Period) -> None:
        self.period = period
        self.letters: Letters = Counter()
        """Of each week and kind, over as many weeks as it takes to know what is usual, or what was before."""
        self.letters_alone: Letters = Counter()
        """Those among them of teams in which only one person works."""
        self.letters_of: dict[int, LettersOfATeam] = {}
        self._rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self._of_teams: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in rows:
            if row.counted == Counted.LETTERS:
                self._add_letters(row)
            elif row.counted == LETTERS_ALONE:
                self.letters_alone[date.fromisoformat(row.when), row.kind] = row.number
            elif row.team_id:
                self._of_teams[row.counted, row.team_id].append(row)
            else:
                self._rows[row.counted, row.when].append(row)

    @cached_property
    def letters_told(self) -> Letters:
        """Those of which it is told what became of them."""
        return self.letters - self.letters_alone

    @cached_property
    def first_on(self) -> date:
        """The week of the first letter that is known of: of this period, the one before, or as long as it takes to know what
        is usual."""
        return min((monday for (monday, _), number in self.letters.items() if number), default=date.max)

    @property
    def has_before(self) -> bool:
        """Whether letters came before this period; else nothing is to be said of what was before."""
        return self.first_on < self.period.since

    @property
    def has_whole_before(self) -> bool:
        """Whether they came from about the beginning of the period before on, so that it weighs as much as this one."""
        return self.first_on <= self.period.before + ONE_WEEK * (self.period.weeks // 4)

    def now(self, counted: Counted) -> list[Row]:
        """Those of this period."""
        return self._rows.get((counted, NOW), [])

    def before(self, counted: Counted) -> list[Row]:
        """Those of the period before."""
        return self._rows.get((counted, BEFORE), [])

    def late(self, counted: Counted) -> list[Row]:
        """Those whose day is past, whenever that was."""
        return self._rows.get((counted, EVER), [])

    def of_team(self, counted: Counted, team_id: int) -> list[Row]:
        """Those of one team: how many were heard; where teams are told apart, more."""
        return self._of_teams.get((counted, team_id), [])

    def _add_letters(self, row: Row) -> None:
        monday = date.fromisoformat(row.when)
        if row.team_id:
            self.letters_of[row.team_id] = LettersOfATeam(row.of_which, row.number, monday)
        else:
            self.letters[monday, row.kind] = row.number


def read_counts(
    team_ids: Collection[int],
    *,
    period: Period,
    stretches: Stretches,
    alone: frozenset[int],
    is_by_team: bool = False,
) -> Counts:
    """Everything that is counted of these teams, and of each of them if wanted; nothing of work where one is `alone`.

    One query.
    """
    asked = question(is_kept=stretches.are_kept, is_by_team=is_by_team, alone=alone)
    return _read(asked, team_ids, period=period, stretches=stretches)


def read_teams(team_ids: Collection[int], *, period: Period, stretches: Stretches, alone: frozenset[int]) -> Counts:
    """What is counted of each of these teams by itself; nothing of work where one is `alone`. One query."""
    asked = question(is_kept=stretches.are_kept, is_of_all=False, is_by_team=True, alone=alone)
    return _read(asked, team_ids, period=period, stretches=stretches)


def read_why(team_ids: Collection[int], *, period: Period, stretches: Stretches) -> Counts:
    """What was said of all these teams, by stage and factor, and in the period before. One query."""
    return _read(question_why(is_kept=stretches.are_kept), team_ids, period=period, stretches=stretches)


def _read(asked: str, team_ids: Collection[int], *, period: Period, stretches: Stretches) -> Counts:
    rows = ask(
        asked,
        teams=team_ids,
        today=number_of(period.until),
        until=period.until,
        since=period.since,
        before=period.before,
        year=period.year,
        usual=min(period.before, period.since + ONE_WEEK * (period.weeks - USUAL_WEEKS)),
        stretch=stretches.now,
        stretch_before=stretches.before,
        stretch_year=stretches.year,
    )
    return _counts(tuple(rows), period)


@lru_cache(maxsize=COUNTS_KEPT)
def _counts(rows: tuple[tuple[Any, ...], ...], period: Period) -> Counts:
    """From one visit to the next most often nothing happened: the same rows are the very same counts, and whatever was made
    of them is known."""
    return Counts(map(Row._make, rows), period=period)
