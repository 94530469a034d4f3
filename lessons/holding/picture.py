"""The small picture of letters before and since: a bar a month, and lines where it began and where it came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lessons.holding.counting import Around

COLUMN, GAP, HEIGHT = 12, 4, 48
FEWEST_COLUMNS = 12
"""So that a few months are not stretched to walls."""


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int
    is_since: bool


@dataclass(frozen=True)
class Picture:
    """Bars in the units of the drawing; it is stretched to the width there is."""

    width: int
    bars: tuple[Bar, ...]
    began_at: int
    came_back_at: tuple[int, ...]
    height: int = HEIGHT

    @property
    def before(self) -> str:
        """All bars of what came before, as one path of the drawing: each by itself would take longer to write."""
        return _path(bar for bar in self.bars if not bar.is_since)

    @property
    def since(self) -> str:
        return _path(bar for bar in self.bars if bar.is_since)


def picture_of(around: Around) -> Picture:
    """Months side by side; in the month it began, what came before stands beneath what came since."""
    bars: list[Bar] = []
    began_at, came_back_at = 0, []
    scale = (HEIGHT - 2) / max(around.most, 1)
    for number, month in enumerate(around.months):
        x = number * COLUMN + GAP // 2
        foot = HEIGHT
        for letters, is_since in ((month.before, False), (month.since, True)):
            height = round(letters * scale)
            if height:
                bars.append(Bar(x, foot - height, height, is_since))
                foot -= height
        if (month.first_day.year, month.first_day.month) == (around.began_on.year, around.began_on.month):
            began_at = _across(number, around.began_on)
        came_back_at += [_across(number, day) for day in month.came_back_on]
    return Picture(max(len(around.months), FEWEST_COLUMNS) * COLUMN, tuple(bars), began_at, tuple(came_back_at))


def _path(bars: Iterable[Bar]) -> str:
    column = COLUMN - GAP
    return "".join(f"M{bar.x} {bar.y}h{column}v{bar.height}h-{column}z" for bar in bars)


def _across(number: int, day: date) -> int:
    """Where a day of the month in this column lies."""
    return number * COLUMN + COLUMN * (day.day - 1) // 31
