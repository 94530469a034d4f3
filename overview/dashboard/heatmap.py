"""Where it goes well and where it goes wrong: what letters say by stage, good and bad.

Every cell leads to the passages behind its number, by the question that the list of letters asks.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext

from incidents.models import Polarity
from incidents.templatetags.stamps import sign
from overview.dashboard.compared import most_risen, say_before_of_many
from overview.dashboard.reading import Counts, Row
from overview.dashboard.words import NamedStage
from overview.filters import NOT_SURE, LetterFilter
from tallies.models import Counted

SHADES = 4
FEWEST = 3
"""Less than that says little: such a cell is not coloured."""


class Cell(NamedTuple):
    """How many passages of one polarity at one place; the shade in `look` goes from 0, little, to 4, the most on the map.

    `before` says how many there were in the weeks before: nothing where that, too, is little, or none are known.
    """

    polarity: str
    name: str
    is_not_sure: bool
    number: int
    look: str
    url: str
    number_before: int = 0
    before: str = ""

    @property
    def said(self) -> str:
        return number_format(self.number)

    @property
    def said_before(self) -> str:
        return number_format(self.number_before)


class Line(NamedTuple):
    """A cell as a line of a list: its sign, what it says with the shape and where."""

    url: str
    sign: str
    said: str
    place: str
    number: str
    before: str


@dataclass(frozen=True)
class HeatMap:
    """`stages` are the columns, the last of them for what nobody placed; `bad` and `good` have a cell for each."""

    stages: tuple[str, ...]
    bad: tuple[Cell, ...]
    good: tuple[Cell, ...]
    is_comparable: bool = False
    """Whether the weeks before weigh as much as these."""

    @cached_property
    def ranked(self) -> list[Cell]:
        """The cells that hold something, fullest first and what nobody placed last: the map as a phone shows it."""
        held = (cell for cell in [*self.bad, *self.good] if cell.number)
        return sorted(held, key=lambda cell: (cell.is_not_sure, -cell.number))

    @property
    def lines(self) -> list[Line]:
        """The same, in words that are made once."""
        said = {
            polarity.value: (sign(polarity.value), words)
            for polarity, words in ((Polarity.GOOD, gettext("Went well")), (Polarity.BAD, gettext("Went wrong")))
        }
        not_sure = gettext("Not sure where")
        return [
            Line(cell.url, *said[cell.polarity], not_sure if cell.is_not_sure else cell.name, cell.said, cell.before)
            for cell in self.ranked
        ]

    @property
    def worst(self) -> Cell | None:
        return _most(self.bad)

    @property
    def best(self) -> Cell | None:
        return _most(self.good)

    @cached_property
    def risen(self) -> Cell | None:
        """The place of which more is said than before by more than chance explains."""
        placed = (cell for cell in [*self.bad, *self.good] if not cell.is_not_sure)
        return most_risen(placed) if self.is_comparable else None


def heat_map(counts: Counts, stages: tuple[NamedStage, ...], *, kind: str, asked: LetterFilter) -> HeatMap:
    """The map of what was counted, with all stages that are offered, and those that are not but were spoken of.

    Of one kind of letters, if it is named.
    """
    now, before = (
        passages(row for row in rows if not kind or row.kind == kind)
        for rows in (counts.now(Counted.SAID), counts.before(Counted.SAID))
    )
    spoken_of = {stage_id for stage_id, _ in now}
    columns: list[NamedStage | None] = [stage for stage in stages if stage.is_active or stage.pk in spoken_of]
    columns.append(None)
    most = max(now.values(), default=0)
    # Putting an address together takes longer than the rest of a cell.
    address = asked.url()

    def cell(stage: NamedStage | None, polarity: Polarity) -> Cell:
        key = (stage.pk if stage else 0, polarity.value)
        number, number_before = now[key], before[key]
        return Cell(
            polarity=polarity.value,
            name=stage.name if stage else "",
            is_not_sure=stage is None,
            number=number,
            look=look_of(polarity, shade_of(number, most=most)),
            url=f"{address}&polarity={polarity.value}&stage={stage.pk if stage else NOT_SURE}" if number else "",
            number_before=number_before,
            before=say_before_of_many(number_before, beside=number) if counts.has_before else "",
        )

    def row(polarity: Polarity) -> tuple[Cell, ...]:
        return tuple(cell(stage, polarity) for stage in columns)

    names = tuple(stage.name if stage else "" for stage in columns)
    return HeatMap(names, row(Polarity.BAD), row(Polarity.GOOD), is_comparable=counts.has_whole_before)


def passages(said: Iterable[Row]) -> Counter[tuple[Any, str]]:
    """How many good and bad ones at each stage, 0 for none."""
    counts: Counter[tuple[Any, str]] = Counter()
    for row in said:
        counts[row.cell, Polarity.GOOD.value] += row.of_which
        counts[row.cell, Polarity.BAD.value] += row.number - row.of_which
    return +counts


def shade_of(number: int, *, most: int) -> int:
    """None of what says little; a few passages are never the darkest."""
    if number < FEWEST:
        return 0
    return min(number, ceil(SHADES * number / max(most, SHADES)))


def look_of(polarity: Polarity, shade: int) -> str:
    return f"{'p' if polarity == Polarity.GOOD else 'c'}{shade}" if shade else "s0"


def _most(cells: Iterable[Cell]) -> Cell | None:
    """The fullest cell of a stage, if it holds enough to be told of."""
    fullest = max((cell for cell in cells if not cell.is_not_sure), key=lambda cell: cell.number, default=None)
    return fullest if fullest and fullest.number >= FEWEST else None
