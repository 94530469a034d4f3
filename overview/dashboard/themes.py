"""The themes that letters of a period were about, the most frequent first."""

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
    return tuple(
        ThemeLine(
            themes[pk],
            by_kind[pk, Kind.COMPLAINT],
            by_kind[pk, Kind.PRAISE],
            f"{address}&theme={pk}",
        )
        for pk, total in totals.most_common(SHOWN)
        if pk in themes and total
    )
