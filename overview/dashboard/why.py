"""What helped and what got in the way at each stage: passages by stage and factor, every number leading to its passages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from incidents.models import Polarity
from overview.dashboard.compared import say_before_of_many
from overview.dashboard.heatmap import FEWEST, look_of, shade_of
from overview.dashboard.reading import COUNTS_KEPT, Counts, Row, read_why
from overview.dashboard.scope import Scope
from overview.dashboard.words import Words, read_words
from overview.filters import NOT_SURE, LetterFilter
from people.requests import PersonRequest
from reminders.awaiting.late import ids_of
from tallies.models import Counted

SAID_WHY = Counted.SAID_WHY
Numbers = Counter[tuple[int, int, str]]


class Place(NamedTuple):
    """How many passages of one polarity name this factor at this stage."""

    stage: str
    factor: str
    number: int
    look: str
    url: str
    before: str


class Line(NamedTuple):
    """One factor, over all stages; `total` counts them all, and `before` says how many it was in the weeks before."""

    factor: str
    places: tuple[Place, ...]
    total: int
    before: str


@dataclass(frozen=True, eq=False)
class Map:
    """Of one polarity: the factors, those named most first. Of the same counts it is the very same, and known by that."""

    polarity: str
    stages: tuple[str, ...]
    lines: tuple[Line, ...]

    @cached_property
    def ranked(self) -> list[Place]:
        """The places that hold something, fullest first and what nobody said last: the map as a phone shows it."""
        held = (place for line in self.lines for place in line.places if place.number)
        return sorted(held, key=lambda place: (not place.factor, -place.number))

    @property
    def most(self) -> Place | None:
        """The fullest place, if it holds enough to be told of."""
        return next((place for place in self.ranked if place.factor and place.number >= FEWEST), None)


@require_safe
def why(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    scope = Scope.read(request.GET, person=person, today=today)
    ids = ids_of(scope.teams)
    words = read_words(ids, period=scope.period)
    counts = read_why(ids, period=scope.period, stretches=words.stretches)
    context = {
        "scope": scope,
        "has_before": any(row.number for row in counts.before(SAID_WHY)),
        "maps": maps_of(counts, words, kind=scope.kind, asked=scope.asked, language=get_language()),
        "query": urlencode(scope.parameters),
    }
    return render(request, "overview/dashboard/why.html", context)


@lru_cache(maxsize=COUNTS_KEPT)
def maps_of(counts: Counts, words: Words, *, kind: str, asked: LetterFilter, language: str | None) -> tuple[Map, Map]:
    """What got in the way, and what helped; of one kind of letters, if it is named.

    The language is the active one, named to be told apart.
    """
    now, before = (numbers_of(rows, kind=kind) for rows in (counts.now(SAID_WHY), counts.before(SAID_WHY)))
    bad, good = (map_of(now, before, polarity, words, asked=asked) for polarity in (Polarity.BAD, Polarity.GOOD))
    return bad, good


def numbers_of(rows: Iterable[Row], *, kind: str = "") -> Numbers:
    """Passages by stage, factor and polarity; 0 stands for none."""
    numbers: Numbers = Counter()
    for row in rows:
        if not kind or row.kind == kind:
            numbers[row.cell, row.part, Polarity.GOOD.value] += row.of_which
            numbers[row.cell, row.part, Polarity.BAD.value] += row.number - row.of_which
    return +numbers


def map_of(numbers: Numbers, before: Numbers, polarity: Polarity, words: Words, *, asked: LetterFilter) -> Map:
    """What was before is told where anything was said before at all."""
    said = {(stage, factor): number for (stage, factor, of), number in numbers.items() if of == polarity}
    spoken_of = {stage for stage, _ in said}
    columns = [(stage.pk, stage.name) for stage in words.stages if stage.pk in spoken_of]
    columns += [(0, "")] if 0 in spoken_of else []
    most = max(said.values(), default=0)
    of_factor: Counter[int] = Counter()
    for (_, factor_id, of), number in before.items():
        of_factor[factor_id] += number if of == polarity else 0
    # Putting an address together takes longer than the rest of a place.
    address = f"{asked.url()}&polarity={polarity.value}"

    def told_before(number: int, earlier: int) -> str:
        """Of a place that nobody names now nothing is listed."""
        return say_before_of_many(earlier, beside=number) if number and before else ""

    def place(stage: tuple[int, str], factor: tuple[int, str]) -> Place:
        number = said.get((stage[0], factor[0]), 0)
        url = f"{address}&stage={stage[0] or NOT_SURE}&factor={factor[0] or NOT_SURE}" if number else ""
        told = told_before(number, before[stage[0], factor[0], polarity.value])
        return Place(stage[1], factor[1], number, look_of(polarity, shade_of(number, most=most)), url, told)

    lines = []
    for factor in [*words.factors.items(), (0, "")]:
        places = tuple(place(stage, factor) for stage in columns)
        total = sum(place.number for place in places)
        if total:
            lines.append(Line(factor[1], places, total, told_before(total, of_factor[factor[0]])))
    lines.sort(key=lambda line: (not line.factor, -line.total))
    return Map(polarity.value, tuple(name for _, name in columns), tuple(lines))
