"""What helped and what got in the way at each stage: passages by stage and factor, every number leading to its passages."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.models import Factor, Polarity, Stage
from overview.dashboard.heatmap import look_of, shade_of
from overview.dashboard.scope import Scope
from people.requests import PersonRequest
from reminders.awaiting.late import ids_of
from tallies.models import Counted, Tally

Numbers = Counter[tuple[int, int, str]]


@dataclass(frozen=True)
class Place:
    """How many passages of one polarity name this factor at this stage."""

    stage: str
    factor: str
    polarity: str
    number: int
    look: str
    url: str


@dataclass(frozen=True)
class Line:
    """One factor, over all stages; `total` counts them all."""

    factor: str
    places: list[Place]
    total: int


@dataclass(frozen=True)
class Map:
    """Of one polarity: the factors, those named most first."""

    polarity: str
    stages: list[str]
    lines: list[Line]

    @property
    def ranked(self) -> list[Place]:
        return sorted((place for line in self.lines for place in line.places if place.number), key=lambda p: -p.number)


@require_safe
def why(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    scope = Scope.read(request.GET, person=person, today=today)
    stages, factors = list(Stage.objects.all()), list(Factor.objects.all())
    numbers = read_numbers(scope)
    maps = [map_of(numbers, polarity, stages, factors, scope=scope) for polarity in (Polarity.BAD, Polarity.GOOD)]
    context = {
        "scope": scope,
        "maps": maps,
        "query": urlencode(scope.parameters),
    }
    return render(request, "overview/why.html", context)


def read_numbers(scope: Scope) -> Numbers:
    """Passages of the period by stage, factor and polarity; 0 stands for none. One query."""
    period = scope.period
    asked = Tally.objects.filter(
        counted=Counted.SAID_WHY,
        team__in=ids_of(scope.teams),
        monday_on__gte=period.since,
        monday_on__lte=period.until,
        **({"kind": scope.kind} if scope.kind else {}),
    )
    numbers: Numbers = Counter()
    sums = asked.order_by().values_list("cell", "part").annotate(Sum("number"), Sum("of_which"))
    for stage, factor, number, good in sums:
        numbers[stage, factor, Polarity.GOOD.value] += good
        numbers[stage, factor, Polarity.BAD.value] += number - good
    return +numbers


def map_of(numbers: Numbers, polarity: Polarity, stages: list[Stage], factors: list[Factor], *, scope: Scope) -> Map:
    spoken_of = {stage for stage, _, said in numbers if said == polarity}
    columns: list[Stage | None] = [stage for stage in stages if stage.pk in spoken_of]
    columns += [None] if 0 in spoken_of else []
    named: list[Factor | None] = [*factors, None]
    most = max((number for (_, _, said), number in numbers.items() if said == polarity), default=0)
    lines = []
    for factor in named:
        places = [_place(numbers, stage, factor, polarity, most=most, scope=scope) for stage in columns]
        total = sum(place.number for place in places)
        if total:
            lines.append(Line(factor.name if factor else "", places, total))
    lines.sort(key=lambda line: (not line.factor, -line.total))
    return Map(polarity.value, [stage.name if stage else "" for stage in columns], lines)


def _place(
    numbers: Numbers, stage: Stage | None, factor: Factor | None, polarity: Polarity, *, most: int, scope: Scope
) -> Place:
    number = numbers[_pk(stage), _pk(factor), polarity.value]
    shade = shade_of(number, most=most)
    question = replace(
        scope.asked,
        polarity=polarity.value,
        stage=stage,
        is_not_sure=stage is None,
        factor=factor,
        is_no_factor=factor is None,
    )
    return Place(
        stage=stage.name if stage else "",
        factor=factor.name if factor else "",
        polarity=polarity.value,
        number=number,
        look=look_of(polarity, shade),
        url=question.url() if number else "",
    )


def _pk(word: Any) -> int:
    return word.pk if word else 0
