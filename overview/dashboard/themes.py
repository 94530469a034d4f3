"""The themes that letters of a period were about, the most frequent first; those as frequent as each other by name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from incidents.models import Kind
from overview.dashboard.reading import Row
from overview.filters import LetterFilter

SHOWN = 8


class ThemeLine(NamedTuple):
    """One theme: how many letters of each kind, and where they are."""

    name: str
    complaints: int
    praises: int
    url: str


def theme_lines(rows: Iterable[Row], themes: Mapping[int, str], *, asked: LetterFilter) -> tuple[ThemeLine, ...]:
    by_kind: Counter[tuple[int, str]] = Counter()
    totals: Counter[int] = Counter()
    for row in rows:
        by_kind[row.cell, row.kind] += row.number
        totals[row.cell] += row.number
    address = asked.url()
    frequent = sorted((pk for pk in totals if pk in themes and totals[pk]), key=lambda pk: (-totals[pk], themes[pk]))
    return tuple(
        ThemeLine(
            themes[pk],
            by_kind[pk, Kind.COMPLAINT],
            by_kind[pk, Kind.PRAISE],
            f"{address}&theme={pk}",
        )
        for pk in frequent[:SHOWN]
    )
