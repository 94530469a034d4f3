"""The themes that letters of a period were about, the most frequent first; those as frequent as each other by name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from incidents.models import Kind
from overview.dashboard.compared import most_risen, say_before
from overview.dashboard.reading import Counts
from overview.filters import LetterFilter
from tallies.models import Counted

SHOWN = 8

Letters = Counter[tuple[int, str]]
"""So many of a theme and a kind."""


class ThemeLine(NamedTuple):
    """One theme: how many letters of each kind, now and in the weeks before, and where they are.

    `is_new` is what no letter of the weeks before was about, if they can be compared at all.
    """

    name: str
    complaints: int
    praises: int
    number_before: int
    complaints_before: str
    praises_before: str
    is_new: bool
    url: str

    @property
    def number(self) -> int:
        return self.complaints + self.praises


@dataclass(frozen=True)
class Themes:
    """The most frequent ones; `is_comparable` says that the weeks before weigh as much as these."""

    lines: tuple[ThemeLine, ...]
    is_comparable: bool

    @cached_property
    def risen(self) -> ThemeLine | None:
        """The one that more letters are about than before by more than chance explains."""
        return most_risen(self.lines) if self.is_comparable else None


def themes_of(counts: Counts, names: Mapping[int, str], *, kind: str, asked: LetterFilter) -> Themes:
    """Those of one kind of letters, if it is named."""
    now, before = Letters(), Letters()
    for rows, letters in ((counts.now(Counted.THEME), now), (counts.before(Counted.THEME), before)):
        for row in rows:
            if not kind or row.kind == kind:
                letters[row.cell, row.kind] += row.number
    totals = {theme: of_both(now, theme) for theme, _ in now if theme in names}
    frequent = sorted((theme for theme in totals if totals[theme]), key=lambda theme: (-totals[theme], names[theme]))
    address = asked.url()

    def said_before(theme: int, of: Kind, *, is_new: bool) -> str:
        number, earlier = now[theme, of], before[theme, of]
        return say_before(earlier) if counts.has_before and not is_new and (number or earlier) else ""

    def line(theme: int) -> ThemeLine:
        is_new = counts.has_whole_before and not of_both(before, theme)
        return ThemeLine(
            names[theme],
            now[theme, Kind.COMPLAINT],
            now[theme, Kind.PRAISE],
            of_both(before, theme),
            said_before(theme, Kind.COMPLAINT, is_new=is_new),
            said_before(theme, Kind.PRAISE, is_new=is_new),
            is_new=is_new,
            url=f"{address}&theme={theme}",
        )

    return Themes(tuple(line(theme) for theme in frequent[:SHOWN]), is_comparable=counts.has_whole_before)


def of_both(letters: Letters, theme: int) -> int:
    return letters[theme, Kind.COMPLAINT] + letters[theme, Kind.PRAISE]
