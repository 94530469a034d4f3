"""The sides by which what was found can be narrowed down: kind, team, stage, theme, status.

What is chosen stands in the URL. A sort of text that knows nothing of a side, or not of what was chosen there, is not
narrowed by it. Only rows that a person may see are counted, since only those were found.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Case, CharField, Count, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from foundation.addresses import read_number
from foundation.database.prepared import Prepared
from incidents.models import Incident, Kind, Point
from lessons.models import Action, Answer, Lesson, LessonKind, Status
from overview.paging import COUNT_LIMIT
from rankless.models import Debrief, Phase

NAMES: dict[str, LazyText] = {
    "letters": _("Letters"),
    "debriefs": _("Debriefs"),
    "lessons": _("Lessons"),
    "actions": _("Actions"),
    "customers": _("Customers"),
}
"""The sorts of text, in the order of the page."""
TITLES: dict[str, LazyText] = {
    "kind": _("Kind"),
    "team": _("Team"),
    "stage": _("Stage"),
    "theme": _("Theme"),
    "status": _("Status"),
}
READ_ALONG = ("kind", "team", "status")
SIZES = (20, 50, COUNT_LIMIT)
"""Rows are asked about so many at a time, the last one again and again where there are fewer: then few queries are kept.

About more, which no page waits for, a query is put together each time.
"""
MOST_VALUES = 8
"""So many values of a side are offered: those found most."""

Labels = Mapping[str, str | LazyText]


@dataclass(frozen=True)
class Counted:
    """One value of a side, and how many of the rows have it."""

    key: str
    label: str | LazyText
    number: int


NOTHING_SAID: Mapping[str, Sequence[Counted]] = {}


@dataclass(frozen=True, eq=False)
class Facet:
    """One side of a sort of rows: `model` has the value, and leads to the rows by `of`; without that it is theirs.

    What a value is called stands in `labels`, or in the column `label`. Rows that have their value themselves are read
    with it; of others it is counted afterwards. `meeting` are the columns of the model and of a row by which the two
    meet without a table between them; `conditions` say what a value means that stands in no column.
    """

    name: str
    model: type[Model]
    value: str | Combinable
    of: str = "pk"
    label: str = ""
    labels: Labels = field(default_factory=dict)
    meeting: tuple[str, str] | None = None
    conditions: Mapping[str, Q] = field(default_factory=dict)

    @property
    def is_read_along(self) -> bool:
        return self.of == "pk" and self.name in READ_ALONG

    def knows(self, key: str) -> bool:
        return key in self.labels if self.labels else read_number(key) is not None

    @property
    def may_be_of_few(self) -> bool:
        """Whether a value may be so rare that it is sooner begun with than looked up for whatever holds the words."""
        return self.of != "pk" and bool(self.conditions or not self.labels)

    def having(self, key: str) -> QuerySet[Any]:
        """What has this value, of the model that has it."""
        return self.model._default_manager.filter(self._condition(key)).order_by()

    def narrow(self, rows: QuerySet[Any], key: str, *, is_of_few: bool = False) -> QuerySet[Any]:
        """Those of `rows` that have this value.

        It is looked up for one row after the other, until there are enough: what is asked whether it exists, PostgreSQL
        would read for all letters at once, and for more the more there are. If few have it, it is begun with those.
        """
        if self.of == "pk":
            return rows.filter(self._condition(key))
        theirs, ours = self.meeting or (self.of, "pk")
        if is_of_few:
            return rows.filter(**{f"{ours}__in": self.having(key).values(theirs)})
        place = f"in_{self.name}"
        looked_up = self.having(key).filter(**{theirs: OuterRef(ours)}).values(theirs)
        return rows.alias(**{place: Subquery(looked_up[:1])}).filter(**{f"{place}__isnull": False})

    def _condition(self, key: str) -> Q:
        return self.conditions.get(key) or Q(**{str(self.value): key})

    def counted(self, pks: Sequence[int]) -> QuerySet[Any, tuple[str, str, str, int]]:
        """Name, value, what it is called, and how many of these rows have it."""
        is_one_of = "in" if len(pks) <= SIZES[-1] else "among"
        having = self.model._default_manager.filter(**{f"{self.of}__{is_one_of}": pks}).order_by()
        called = F(self.label) if self.label else Value("", output_field=CharField())
        values = having.values(
            side=Value(self.name, output_field=CharField()), key=Cast(self.key, CharField()), called=called
        )
        return values.annotate(number=Count(self.of, distinct=True)).values_list("side", "key", "called", "number")

    @property
    def key(self) -> Combinable:
        return F(self.value) if isinstance(self.value, str) else self.value


@dataclass(frozen=True)
class Narrowing:
    """What was chosen: the value of each side, as it stands in the URL. Few rows have the value on the sides `of_few`."""

    chosen: Mapping[str, str]
    of_few: frozenset[Facet] = frozenset()

    @classmethod
    def read(cls, query: QueryDict) -> "Narrowing":
        given = {name: query.get(name, "").strip() for name in TITLES}
        return cls({name: key for name, key in given.items() if key})

    def __bool__(self) -> bool:
        return bool(self.chosen)

    def number(self, name: str) -> int | None:
        return read_number(self.chosen.get(name, ""))

    def applied_to(self, facets: Sequence[Facet]) -> list[tuple[Facet, str]]:
        """The sides of this sort on which something was chosen that they know."""
        asked = [(facet, self.chosen.get(facet.name, "")) for facet in facets]
        return [(facet, key) for facet, key in asked if key and facet.knows(key)]

    def of(self, rows: QuerySet[Any], facets: Sequence[Facet]) -> QuerySet[Any]:
        for facet, key in self.applied_to(facets):
            rows = facet.narrow(rows, key, is_of_few=facet in self.of_few)
        return rows

    def begins_with_few(self, facets: Sequence[Facet]) -> bool:
        """Whether rows of this sort are found by what they have, and looked into for the words."""
        return any(facet in self.of_few for facet, _ in self.applied_to(facets))


def read_along(facets: Sequence[Facet]) -> list[Combinable]:
    """What rows say of their own sides, as text, in the order of `READ_ALONG`."""
    own = {facet.name: Cast(facet.key, CharField()) for facet in facets if facet.is_read_along}
    return [own.get(name, Value("", output_field=CharField())) for name in READ_ALONG]


def counts_of(
    facets: Sequence[Facet], rows: Sequence[tuple[Any, ...]], *, said: Mapping[str, Sequence[Counted]] = NOTHING_SAID
) -> dict[str, list[Counted]]:
    """The values of each side among these rows (day, number, and what was read along), those found most first.

    What was `said` already keeps its place before all others. One query at most.
    """
    counted = {facet.name: _counted_along(facet, rows) for facet in facets if facet.is_read_along}
    others = {facet.name: facet for facet in facets if not facet.is_read_along}
    if others and rows:
        for name, key, called, number in _asked_of(tuple(others.values()), [row[1] for row in rows]):
            if key:
                counted.setdefault(name, []).append(Counted(key, others[name].labels.get(key, called), number))
    return {facet.name: _in_order(counted.get(facet.name, []), said.get(facet.name, ())) for facet in facets}


def _in_order(values: Iterable[Counted], said: Iterable[Counted]) -> list[Counted]:
    places = {value.key: place for place, value in enumerate(said)}
    return sorted(values, key=lambda value: (places.get(value.key, MOST_VALUES), -value.number))[:MOST_VALUES]


def _asked_of(facets: tuple[Facet, ...], pks: Sequence[int]) -> list[tuple[Any, ...]]:
    """Count the values of these sides. Repeating a row changes no count of different ones."""
    size = next((size for size in SIZES if size >= len(pks)), None)
    if size is None:
        return [*_counting(facets, pks)]
    return _prepared(facets, size)(*pks, *[pks[-1]] * (size - len(pks)))


def _counting(facets: tuple[Facet, ...], pks: Sequence[int]) -> QuerySet[Any, tuple[Any, ...]]:
    first, *more = [facet.counted(pks) for facet in facets]
    return first.union(*more, all=True)


@lru_cache(maxsize=32)
def _prepared(facets: tuple[Facet, ...], size: int) -> Prepared[tuple[Any, ...]]:
    """The query for so many rows: building it takes longer than asking it, and planning it as long."""
    return Prepared(lambda *pks: _counting(facets, pks), numbers=size)


def _counted_along(facet: Facet, rows: Sequence[tuple[Any, ...]]) -> list[Counted]:
    place = 2 + READ_ALONG.index(facet.name)
    numbers = Counter(row[place] for row in rows)
    return [Counted(key, label, numbers[key]) for key, label in facet.labels.items() if numbers[key]]


def _case(conditions: Mapping[str, Q]) -> Case:
    """The first of these that is true of a row."""
    whens = [When(condition, then=Value(key)) for key, condition in conditions.items()]
    return Case(*whens, output_field=CharField())


_LETTER_THEMES, _LESSON_THEMES = Incident.themes.through, Lesson.themes.through
_KINDS: Labels = dict(Kind.choices)
_OPEN_OR_DONE: Labels = {"open": _("debrief not done yet"), "complete": _("debrief done")}
_ACTION_STATES: Labels = {"todo": _("to do"), "done": _("done"), "let_go": Answer.LET_GO.label}


_IS_DONE = {"complete": Q(phase=Phase.COMPLETE), "open": ~Q(phase=Phase.COMPLETE)}
_ACTION_IS = {
    "done": Q(done_at__isnull=False),
    "let_go": Q(done_at__isnull=True, answer=Answer.LET_GO),
    "todo": Q(done_at__isnull=True) & ~Q(answer=Answer.LET_GO),
}


def _stage_of_letter(of: str, meeting: tuple[str, str] | None = None) -> Facet:
    return Facet("stage", Point, "stage_id", of=of, label="stage__name", meeting=meeting)


def _theme_of_letter(of: str, meeting: tuple[str, str] | None = None) -> Facet:
    return Facet("theme", _LETTER_THEMES, "theme_id", of=of, label="theme__name", meeting=meeting)


LETTERS = (
    Facet("kind", Incident, "kind", labels=_KINDS),
    _stage_of_letter("incident"),
    _theme_of_letter("incident"),
    Facet("status", Debrief, _case(_IS_DONE), of="incident", labels=_OPEN_OR_DONE, conditions=_IS_DONE),
)
DEBRIEFS = (
    Facet("kind", Incident, "kind", of="debrief", labels=_KINDS, meeting=("pk", "incident_id")),
    _stage_of_letter("incident__debrief", meeting=("incident", "incident_id")),
    _theme_of_letter("incident__debrief", meeting=("incident", "incident_id")),
)
LESSONS = (
    Facet("kind", Lesson, "kind", labels=dict(LessonKind.choices)),
    Facet("stage", Lesson, "stage_id", label="stage__name"),
    Facet("theme", _LESSON_THEMES, "theme_id", of="lesson", label="theme__name"),
    Facet("status", Lesson, "status", labels=dict(Status.choices)),
)
ACTIONS = (
    Facet("stage", Action, "lesson__stage_id", label="lesson__stage__name"),
    Facet("status", Action, _case(_ACTION_IS), labels=_ACTION_STATES, conditions=_ACTION_IS),
)


SORTS = (LETTERS, DEBRIEFS, LESSONS, ACTIONS)


def of_team(model: type[Model], path: str, teams: Labels) -> Facet:
    """The side that every sort has; `teams` are those a person may choose from."""
    return Facet("team", model, path, labels=teams)
