"""Where it goes well and where it goes wrong: points of letters by stage, good and bad.

Every cell leads to the letters behind its number, by the question that the list of letters asks.
"""

from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django.db.models import CharField, Count, IntegerField, QuerySet, Value

from incidents.models import Incident, Point, Polarity, Stage
from overview.filters import LetterFilter

SHADES = 4


@dataclass(frozen=True)
class Cell:
    """How many points of one polarity at one stage; `shade` goes from 0, nothing, to 4, the most on the map."""

    polarity: str
    stage: str
    is_not_sure: bool
    number: int
    shade: int
    url: str

    @property
    def look(self) -> str:
        return f"{'p' if self.polarity == Polarity.GOOD else 'c'}{self.shade}" if self.shade else "s0"


@dataclass(frozen=True)
class HeatMap:
    stages: list[str]
    bad: list[Cell]
    good: list[Cell]

    @property
    def ranked(self) -> list[Cell]:
        """The cells that hold something, fullest first: the map as a phone shows it."""
        return sorted((cell for cell in [*self.bad, *self.good] if cell.number), key=lambda cell: -cell.number)


def heat_map(letters: QuerySet[Incident], *, asked: LetterFilter) -> HeatMap:
    """Count what the letters that `asked` finds say. One query, which brings the stages nobody spoke of as well."""
    counts: dict[tuple[int | None, str], int] = {}
    stages: dict[int | None, Stage] = {}
    for pk, name, position, polarity, number in _counted(letters):
        if pk is not None:
            stages[pk] = Stage(pk=pk, name=name, position=position)
        if polarity:
            counts[pk, polarity] = number
    most = max(counts.values(), default=0)
    columns: list[Stage | None] = [*sorted(stages.values(), key=lambda stage: (stage.position, stage.name)), None]

    def row(polarity: Polarity) -> list[Cell]:
        return [_cell(stage, polarity, counts, most=most, asked=asked) for stage in columns]

    return HeatMap([stage.name if stage else "" for stage in columns], row(Polarity.BAD), row(Polarity.GOOD))


def shade_of(number: int, *, most: int) -> int:
    """A few points are never shown as the darkest: with less than four on the map the number itself is the shade."""
    return number if most <= SHADES else ceil(SHADES * number / most)


def _counted(letters: QuerySet[Incident]) -> QuerySet[Point, Any]:
    said = (
        Point.objects.filter(incident__in=letters.order_by().values("pk"))
        .order_by()
        .values_list("stage_id", "stage__name", "stage__position", "polarity")
        .annotate(number=Count("*"))
    )
    offered = (
        Stage.objects.active()
        .order_by()
        .values_list(
            "pk", "name", "position", Value("", output_field=CharField()), Value(0, output_field=IntegerField())
        )
    )
    return said.union(offered, all=True)


def _cell(
    stage: Stage | None,
    polarity: Polarity,
    counts: dict[tuple[int | None, str], int],
    *,
    most: int,
    asked: LetterFilter,
) -> Cell:
    number = counts.get((stage.pk if stage else None, polarity), 0)
    question = replace(asked, polarity=polarity.value, stage=stage, is_not_sure=stage is None) if number else None
    return Cell(
        polarity=polarity.value,
        stage=stage.name if stage else "",
        is_not_sure=stage is None,
        number=number,
        shade=shade_of(number, most=most),
        url=question.url() if question else "",
    )
