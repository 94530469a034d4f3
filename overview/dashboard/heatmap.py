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
from overview.dashboard.reading import Row
from overview.dashboard.words import NamedStage
from overview.filters import NOT_SURE, LetterFilter

SHADES = 4
FEWEST = 3
"""Less than that says little: such a cell is not coloured."""


class Cell(NamedTuple):
    """How many passages of one polarity at one place; the shade in `look` goes from 0, little, to 4, the most on the map."""

    polarity: str
    name: str
    is_not_sure: bool
    number: int
    look: str
    url: str

    @property
    def said(self) -> str:
        return number_format(self.number)


class Line(NamedTuple):
    """A cell as a line of a list: its sign, what it says with the shape and where."""

    url: str
    sign: str
    said: str
    place: str
    number: str


@dataclass(frozen=True)
class HeatMap:
    """`stages` are the columns, the last of them for what nobody placed; `bad` and `good` have a cell for each."""

    stages: tuple[str, ...]
    bad: tuple[Cell, ...]
    good: tuple[Cell, ...]

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
            Line(cell.url, *said[cell.polarity], not_sure if cell.is_not_sure else cell.name, cell.said)
            for cell in self.ranked
        ]

    @property
    def worst(self) -> Cell | None:
        return _most(self.bad)

    @property
    def best(self) -> Cell | None:
        return _most(self.good)


def heat_map(said: Iterable[Row], stages: tuple[NamedStage, ...], *, asked: LetterFilter) -> HeatMap:
    """The map of what was counted, with all stages that are offered, and those that are not but were spoken of."""
    counts = passages(said)
    spoken_of = {stage_id for stage_id, _ in counts}
    columns: list[NamedStage | None] = [stage for stage in stages if stage.is_active or stage.pk in spoken_of]
    columns.append(None)
    most = max(counts.values(), default=0)
    # Putting an address together takes longer than the rest of a cell.
    address = asked.url()

    def row(polarity: Polarity) -> tuple[Cell, ...]:
        return tuple(_cell(stage, polarity, counts, most=most, address=address) for stage in columns)

    names = tuple(stage.name if stage else "" for stage in columns)
    return HeatMap(names, row(Polarity.BAD), row(Polarity.GOOD))


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


def _cell(
    stage: NamedStage | None, polarity: Polarity, counts: Counter[tuple[Any, str]], *, most: int, address: str
) -> Cell:
    number = counts[stage.pk if stage else 0, polarity.value]
    return Cell(
        polarity=polarity.value,
        name=stage.name if stage else "",
        is_not_sure=stage is None,
        number=number,
        look=look_of(polarity, shade_of(number, most=most)),
        url=f"{address}&polarity={polarity.value}&stage={stage.pk if stage else NOT_SURE}" if number else "",
    )


def look_of(polarity: Polarity, shade: int) -> str:
    return f"{'p' if polarity == Polarity.GOOD else 'c'}{shade}" if shade else "s0"


def _most(cells: Iterable[Cell]) -> Cell | None:
    """The fullest cell of a stage, if it holds enough to be told of."""
    fullest = max((cell for cell in cells if not cell.is_not_sure), key=lambda cell: cell.number, default=None)
    return fullest if fullest and fullest.number >= FEWEST else None
