"""Letters by week as a picture that needs no script: what is printed, and what is shown until the chart is there."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from overview.dashboard.figures import Week

WIDTH, HEIGHT = 720, 170
LEFT, TOP, FOOT = 26, 10, 150
MOST_LABELS = 12
PICTURES_KEPT = 256


@dataclass(frozen=True)
class Bar:
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """A word or number, and where it stands."""

    at: float
    words: str


@dataclass(frozen=True)
class Picture:
    """In the units of the drawing: bars, a line for each number at the side, and the days beneath."""

    bars: tuple[Bar, ...]
    heights: tuple[Mark, ...]
    days: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def day_on_chart(day: date) -> str:
    """As it stands beneath a week."""
    return date_format(day, pgettext("day on a chart", "j M"))


def picture_of(weeks: tuple[Week, ...]) -> Picture:
    return _picture_of(weeks, get_language())


@lru_cache(maxsize=PICTURES_KEPT)
def _picture_of(weeks: tuple[Week, ...], language: str | None) -> Picture:
    """Complaints and praise side by side in each week. The language is the active one, named to be told apart."""
    most = max(max(week.complaints, week.praises) for week in weeks) or 1
    scale, column = (FOOT - TOP) / most, (WIDTH - LEFT) / len(weeks)
    bar = round(min(column * 0.36, 18), 1)
    bars: list[Bar] = []
    days: list[Mark] = []
    for number, week in enumerate(weeks):
        middle = LEFT + column * (number + 0.5)
        for kind, letters, x in (("complaint", week.complaints, middle - bar), ("praise", week.praises, middle)):
            if letters:
                height = letters * scale
                bars.append(Bar(kind, round(x, 1), round(FOOT - height, 1), bar - 1, round(height, 1)))
        if number % -(-len(weeks) // MOST_LABELS) == 0:
            days.append(Mark(round(middle, 1), day_on_chart(week.monday)))
    heights = tuple(Mark(round(FOOT - number * scale, 1), str(number)) for number in sorted({0, most // 2, most}))
    return Picture(tuple(bars), heights, tuple(days))
