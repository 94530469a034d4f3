"""The names that a dashboard's counts stand for, and what people said after debriefs. One query for all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast

from incidents.models import Stage, Theme
from overview.dashboard.small_groups import LEAST
from rankless.models import TeamPulse

NOTHING = Value(0, output_field=IntegerField())


@dataclass(frozen=True)
class Pulse:
    """How many of a team answered the two questions, and with yes."""

    answers: int
    could_say: int
    come_again: int

    def __add__(self, other: "Pulse") -> "Pulse":
        return Pulse(self.answers + other.answers, self.could_say + other.could_say, self.come_again + other.come_again)


@dataclass(frozen=True)
class Words:
    """Stages in their order, all themes, and the pulses of teams in which enough people answered."""

    stages: list[Stage] = field(default_factory=list)
    themes: dict[int, Theme] = field(default_factory=dict)
    pulses: dict[int, Pulse] = field(default_factory=dict)

    @property
    def pulse(self) -> Pulse | None:
        """Of all these teams together; those that are withheld are not in the sum either."""
        return sum(self.pulses.values(), Pulse(0, 0, 0)) if self.pulses else None


def read_words(team_ids: Collection[int]) -> Words:
    """Retired stages and themes come too: letters still bear them."""
    words = Words()
    for sort, pk, name, one, two, three in _stages().union(_themes(), _pulses(team_ids), all=True):
        if sort == "stage":
            words.stages.append(Stage(pk=pk, name=name, position=one, is_active=bool(two)))
        elif sort == "theme":
            words.themes[pk] = Theme(pk=pk, name=name)
        else:
            words.pulses[pk] = Pulse(one, two, three)
    words.stages.sort(key=lambda stage: (stage.position, stage.name))
    return words


def _stages() -> QuerySet[Any, Any]:
    is_active = Case(When(is_active=True, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = Stage.objects.order_by().annotate(sort=Value("stage"), place=Cast("position", IntegerField()))
    return rows.annotate(two=is_active, three=NOTHING).values_list("sort", "pk", "name", "place", "two", "three")


def _themes() -> QuerySet[Any, Any]:
    rows = Theme.objects.order_by().annotate(sort=Value("theme"), one=NOTHING, two=NOTHING, three=NOTHING)
    return rows.values_list("sort", "pk", "name", "one", "two", "three")


def _pulses(team_ids: Collection[int]) -> QuerySet[Any, Any]:
    return (
        TeamPulse.objects.filter(team__in=list(team_ids), answers__gte=LEAST)
        .order_by()
        .annotate(sort=Value("pulse"), name=Value("", output_field=CharField()))
        .values_list("sort", "pk", "name", "answers", "could_say", "come_again")
    )
