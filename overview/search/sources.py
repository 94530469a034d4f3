"""What is looked through: letters, agreed debriefs, lessons, actions and customers, each as far as a person may see it.

A letter that is kept back holds no words, nor does a debrief that is not done: whoever looks for them finds nothing, and
no count gives them away.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Concat, Left
from django.db.models.lookups import In

from foundation.database.prepared import Prepared
from incidents.models import Customer, Incident
from lessons.models import Action, Lesson, Status
from lessons.sharing import telling_common
from overview.paging import PAGE_SIZE, Key, Order, Page, page_of
from overview.search import engine, facets
from overview.search.facets import Facet, Narrowing
from overview.search.newest import reach_of_the_newest
from overview.search.words import BETWEEN, MARK, Words, marked, passage_of
from people.models import User
from rankless.models import Debrief, Part, Phase

M = TypeVar("M", bound=Model)
Since: TypeAlias = date | int


@dataclass(frozen=True)
class Walk:
    """To how many rows is walked, and from how many on that is enough: else all are looked for."""

    most: int
    enough: int


SHOWN, ASIDE = Walk(50, PAGE_SIZE), Walk(10, 10)
FAR_BETWEEN, FAR_BETWEEN_ASIDE = Walk(PAGE_SIZE, PAGE_SIZE), Walk(5, 5)
"""Of the sort that is shown, a page has to be among them, and no more if they lie far between; of another nothing is told
but how many there are, and counted on once the page stands."""

PASSAGES_FROM = 20_000
"""So many characters of a text are looked through for the passage that is shown."""

FIRST_DAY, FIRST_NUMBER = date.min, 1
"""From where on all rows are looked through."""

WALKED_THROUGH = 5_000
"""So many of the newest rows of all teams, or of the only one, are looked through for words that are nearly everywhere."""

FEW_TEAMS = 3
"""So many teams are asked for by their signs among the words; of more, what the others wrote is left out afterwards."""

PARTS = tuple(Part.values)
LONG_AGO = date(2000, 1, 1)
"""Customers have no day; their number alone puts them in order."""


@dataclass(frozen=True)
class Reach:
    """Whose rows a person may see: those of their teams, and what `also` says."""

    team_ids: tuple[int, ...]
    also: Q | None = None
    also_sign: str = ""
    phase: str = ""
    """The only one in which a row may be seen, if it has phases."""

    def condition(self) -> Q:
        """For rows that are walked to in the order of an index."""
        ours = Q(team_id__in=self.team_ids) | (self.also or Q())
        return ours & Q(phase=self.phase) if self.phase else ours

    def condition_afterwards(self) -> Q:
        """For rows that were found by their words, one by one: a sum is no column.

        And the beginning of a phase is no phase, as far as indexes know; how many rows have it, statistics know yet.
        So neither an index of teams or phases nor all that a team has is read beside the few that were found.
        """
        team = ExpressionWrapper(F("team_id") + 0, output_field=BigIntegerField())
        ours = (Q(In(team, self.team_ids)) if self.team_ids else Q(pk__in=[])) | (self.also or Q())
        return ours & Q(phase__startswith=self.phase) if self.phase else ours

    def signs(self) -> list[str]:
        """What stands among the words of these rows and of no others, if it is little enough to ask for."""
        if not 0 < len(self.team_ids) <= FEW_TEAMS:
            return []
        return [f"#{team_id}" for team_id in self.team_ids] + ([self.also_sign] if self.also_sign else [])


@dataclass(frozen=True)
class Source(Generic[M]):
    """One sort of text: its rows, how far a person sees them, the columns that are read, and what is shown of a row."""

    rows: QuerySet[M]
    reach: Reach
    columns: tuple[str, ...]
    order: Order
    related: tuple[str, ...]
    shown: tuple[str, ...]
    facets: tuple[Facet, ...]
    title: str
    passage: tuple[str, ...] = ()
    is_passage_only_if_found: bool = False
    """Where the title tells enough, unless the words stand elsewhere."""
    telling: Callable[[QuerySet[M]], QuerySet[M]] | None = None
    """What else is told of the few rows that are shown."""
    is_walked_by_day: bool = False
    """Whether it grows large, and has an index of its days over all teams, and of one; else its numbers are walked."""
    begins_with_few: bool = False
    """Whether they are narrowed to so few that these are looked into for the words."""

    def narrowed(self, narrowing: Narrowing) -> "Source[M]":
        teams = self.reach.team_ids
        chosen = narrowing.number("team")
        reach = replace(self.reach, team_ids=(chosen,), also=None, also_sign="") if chosen in teams else self.reach
        rows, begins_with_few = narrowing.of(self.rows, self.facets), narrowing.begins_with_few(self.facets)
        return replace(self, rows=rows, reach=reach, begins_with_few=begins_with_few)

    def seen(self) -> QuerySet[M]:
        return self.rows.filter(self.reach.condition())

    def probe(self, question: Any, *, name: str, most: int, is_in_few: bool = False) -> QuerySet[M, Any]:
        """Behind `name`: day, number and own sides of rows that hold the words, in no order; one more than are counted.

        Of few rows of all teams what others wrote is left out once they were read.
        """
        rows = self.rows.filter(self.reach.condition_afterwards())
        if self.begins_with_few:
            found = engine().met(rows, question, columns=self.columns)
        else:
            signs = [] if is_in_few else self.reach.signs()
            found = engine().probed(rows, question, columns=self.columns, signs=signs)
        return self._read_along(found.order_by(), name)[: most + 1]

    def walk(self, question: Any, *, name: str, most: int, since: Since) -> QuerySet[M, Any]:
        """The same of words that are nearly everywhere, newest first: fewer are enough.

        Statistics know nothing of words that shun each other: so only the newest rows are looked through, `since` a day or
        a number.
        """
        by = self.order.day if self.is_walked_by_day else "pk"
        found = engine().met(self.seen().filter(**{f"{by}__gte": since}), question, columns=self.columns)
        in_order = self.order.sorted(found) if self.is_walked_by_day else found.order_by("-pk")
        return self._read_along(in_order, name)[: most + 1]

    def walked_since(self, *, through: int = 0) -> Since:
        """From where on the newest rows are looked through, `through` so many. One query, rarely."""
        most = through or WALKED_THROUGH
        if not self.is_walked_by_day:
            everything = self.rows.model._default_manager.all()
            return reach_of_the_newest(everything, by="pk", first=FIRST_NUMBER, most=most, of=())
        only = self.reach.team_ids if len(self.reach.team_ids) == 1 else ()
        rows = self._among_teams()
        return reach_of_the_newest(rows, by=self.order.day, first=FIRST_DAY, most=most, of=only)

    def _among_teams(self) -> QuerySet[M]:
        """The rows of the only team, which an index has in the order of their days; else those of all teams.

        Of a phase, if it is the only one in which they may be seen: another index has those.
        """
        everything = self.rows.model._default_manager.all()
        if self.reach.phase:
            everything = everything.filter(phase=self.reach.phase)
        ids = self.reach.team_ids
        return everything.filter(team=ids[0]) if len(ids) == 1 else everything

    def newest(self, question: str, *, after: Key | None, before: Key | None) -> Page[Key]:
        """A page of the many rows that hold the words. One query."""
        holding = engine().holding(self.seen(), question, columns=self.columns)
        order = replace(self.order, day="its_day")
        newest = page_of(holding.only("pk").annotate(its_day=F(self.order.day)), order, after=after, before=before)
        return Page([order.key_of(row) for row in newest], newest.before, newest.after)

    def read(self, keys: list[Key], words: Words) -> list[M]:
        """The rows of these keys, in the same order, each with its title and the passage that is shown. One query."""
        if not keys:
            return []
        read = _reading(self.rows.model, self.reach.team_ids)
        by_pk = {row.pk: row for row in read(*(keys[min(place, len(keys) - 1)].pk for place in range(PAGE_SIZE)))}
        found: list[Any] = [by_pk[key.pk] for key in keys if key.pk in by_pk]
        for row in found:
            snippet = passage_of(row.looked_through, words) if self.passage else ""
            row.snippet = "" if self.is_passage_only_if_found and MARK not in snippet else snippet
            row.marked_title = marked(attrgetter(self.title)(row), words)
        return found

    def shown_of(self, *pks: int) -> QuerySet[M]:
        """What is shown of these rows, as far as they may be seen."""
        rows: Any = self.seen().filter(pk__in=pks).select_related(*self.related).only(*self.shown).order_by()
        rows = self.telling(rows) if self.telling else rows
        return rows.annotate(looked_through=self._text) if self.passage else rows

    def _read_along(self, found: QuerySet[M], name: str) -> QuerySet[M, Any]:
        sort = Value(name, output_field=CharField())
        return found.values_list(sort, self.order.day, "pk", *facets.read_along(self.facets))

    @property
    def _text(self) -> Left:
        first, *more = _joined(self.passage)
        return Left(Concat(first, *more, output_field=TextField()) if more else first, PASSAGES_FROM)


Way = tuple[str, int, Since | None]
"""A sort, how many rows are counted, and if the newest are walked to, from where on they are looked through."""


@dataclass(frozen=True)
class Probes:
    """What is asked of some sorts at once by whoever is in these teams and chose this; equal ones ask the same."""

    team_ids: tuple[int, ...]
    chosen: tuple[tuple[str, str], ...]
    of_few: frozenset[Facet]
    in_few: frozenset[str]
    """Sorts of which few rows of all teams are expected to hold the words."""
    ways: frozenset[Way]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    def build(self, question: Any) -> list[QuerySet[Any, Any]]:
        sources = _narrowed_sources(tuple((team_id, "") for team_id in self.team_ids), self.chosen, self.of_few)
        return [
            sources[name].walk(question, name=name, most=most, since=since)
            if since
            else sources[name].probe(question, name=name, most=most, is_in_few=name in self.in_few)
            for name, most, since in self.ways
        ]


def sources_of(person: User, narrowing: Narrowing) -> Mapping[str, Source[Any]]:
    """What `person` may look through: what their teams wrote, and what other teams show of how they do it."""
    named_teams = tuple((team.pk, team.name) for team in person.teams)
    return _narrowed_sources(named_teams, tuple(narrowing.chosen.items()), narrowing.of_few)


@lru_cache(maxsize=500)
def _reading(model: type[M], team_ids: tuple[int, ...]) -> Prepared[M]:
    """A page of what is shown to whoever is in these teams: putting it into SQL and planning it take longer than reading."""
    sources = _narrowed_sources(tuple((team_id, "") for team_id in team_ids)).values()
    source = next(source for source in sources if source.rows.model is model)
    return Prepared(source.shown_of, numbers=PAGE_SIZE)


@lru_cache(maxsize=500)
def _narrowed_sources(
    named_teams: tuple[tuple[int, str], ...],
    chosen: tuple[tuple[str, str], ...] = (),
    of_few: frozenset[Facet] = frozenset(),
) -> Mapping[str, Source[Any]]:
    """Of the teams with these numbers and names. Kept: putting querysets together takes longer than to plan them."""
    teams, narrowing = tuple(team_id for team_id, _ in named_teams), Narrowing(dict(chosen), of_few)
    labels: facets.Labels = {str(team_id): name for team_id, name in named_teams}
    sources: dict[str, Source[Any]] = {
        "letters": _letters(teams, labels),
        "debriefs": _debriefs(teams, labels),
        "lessons": _lessons(teams, labels),
        "actions": _actions(teams, labels),
        "customers": _customers(teams, labels),
    }
    return {name: source.narrowed(narrowing) for name, source in sources.items()}


def _letters(teams: tuple[int, ...], labels: facets.Labels) -> Source[Incident]:
    return Source(
        Incident.objects.filter(title_kept_back=""),
        Reach(teams),
        columns=("title", "text"),
        order=Order("received_on", is_newest_first=True),
        related=("team", "customer"),
        shown=("kind", "title", "received_on", "team__name", "customer__name"),
        facets=(facets.of_team(Incident, "team_id", labels), *facets.LETTERS),
        title="title",
        passage=("text",),
        is_walked_by_day=True,
    )


def _debriefs(teams: tuple[int, ...], labels: facets.Labels) -> Source[Debrief]:
    return Source(
        Debrief.objects.all(),
        Reach(teams, phase=Phase.COMPLETE),
        columns=PARTS,
        order=Order("due_on", is_newest_first=True),
        related=("incident__team",),
        shown=("phase", "incident__kind", "incident__title", "incident__received_on", "incident__team__name"),
        facets=(facets.of_team(Debrief, "team_id", labels), *facets.DEBRIEFS),
        title="incident.title",
        passage=PARTS,
        is_walked_by_day=True,
    )


def _lessons(teams: tuple[int, ...], labels: facets.Labels) -> Source[Lesson]:
    return Source(
        Lesson.objects.all(),
        Reach(teams, also=Q(is_shared=True, status=Status.NORM), also_sign="#shared"),
        columns=("sentence", "expects", "how_to_look"),
        order=Order("drawn_on", is_newest_first=True),
        related=("stage", "team"),
        shown=("kind", "status", "sentence", "drawn_on", "stage__name", "team__name"),
        facets=(facets.of_team(Lesson, "team_id", labels), *facets.LESSONS),
        title="sentence",
        passage=("expects", "how_to_look"),
        is_passage_only_if_found=True,
        telling=telling_common,
    )


def _actions(teams: tuple[int, ...], labels: facets.Labels) -> Source[Action]:
    return Source(
        Action.objects.all(),
        Reach(teams),
        columns=("what",),
        order=Order("due_on", is_newest_first=True),
        related=("lesson__team",),
        shown=("what", "due_on", "done_at", "answer", "lesson__sentence", "lesson__team__name"),
        facets=(facets.of_team(Action, "team_id", labels), *facets.ACTIONS),
        title="what",
    )


def _customers(teams: tuple[int, ...], labels: facets.Labels) -> Source[Customer]:
    return Source(
        Customer.objects.annotate(met_on=Value(LONG_AGO, output_field=DateField())),
        Reach(teams),
        columns=("name", "email", "phone"),
        order=Order("met_on", is_newest_first=True),
        related=("team",),
        shown=("name", "team__name"),
        facets=(facets.of_team(Customer, "team_id", labels),),
        title="name",
        passage=("email", "phone"),
    )


def _joined(columns: tuple[str, ...]) -> Iterable[F | Value]:
    for number, column in enumerate(columns):
        if number:
            yield Value(BETWEEN)
        yield F(column)
