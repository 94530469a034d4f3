"""The small picture of letters before and since: a bar for each month, and a line at the day the lesson began."""

from dataclasses import dataclass

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
    height: int = HEIGHT
    column: int = COLUMN - GAP


def picture_of(around: Around) -> Picture:
    """Months side by side; in the month it began, what came before stands beneath what came since."""
    bars: list[Bar] = []
    began_at = 0
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
            began_at = number * COLUMN + COLUMN * (around.began_on.day - 1) // 31
    return Picture(max(len(around.months), FEWEST_COLUMNS) * COLUMN, tuple(bars), began_at)
