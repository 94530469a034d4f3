"""The sides by which what was found can be narrowed down: kind, team, stage, theme, status.

What is chosen stands in the URL. A sort of text that knows nothing of a side, or not of what was chosen there, is not
narrowed by it. Only rows that a person may see are counted, since only those were found.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, Model, OuterRef, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from foundation.addresses import read_number
from incidents.models import Customer, Incident, Kind, Point
from lessons.models import Action, Answer, Lesson, LessonKind, Status
from rankless.models import Debrief, Phase

TITLES: dict[str, LazyText] = {
    "kind": _("Kind"),
    "team": _("Team"),
    "stage": _("Stage"),
    "theme": _("Theme"),
    "status": _("Status"),
}
MOST_VALUES = 8
"""So many values of a side are offered: those found most."""

Labels = Mapping[str, str | LazyText]


@dataclass(frozen=True)
class Counted:
    """One value of a side, and how many of the rows have it."""

    key: str
    label: str | LazyText
    number: int


@dataclass(frozen=True)
class Facet:
    """One side of a sort of rows: `model` has the value, and leads to the rows by `of`.

    What it is called stands in `labels`, or in the column `label`.
    """

    name: str
    model: type[Model]
    value: str | Combinable
    of: str = "pk"
    label: str = ""
    labels: Labels = field(default_factory=dict)

    def knows(self, key: str) -> bool:
        return key in self.labels if self.labels else read_number(key) is not None

    def narrow(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """Those of `rows` that have this value."""
        value = key if self.labels else read_number(key)
        if self.of == "pk":
            return rows.alias(**{f"own_{self.name}": self._value}).filter(**{f"own_{self.name}": value})
        having = self.model._default_manager.alias(side=self._value).filter(side=value)
        return rows.filter(Exists(having.filter(**{self.of: OuterRef("pk")})))

    def counted(self, pks: Sequence[int]) -> QuerySet[Any, tuple[str, str, str, int]]:
        """Name, value, what it is called, and how many of these rows have it."""
        having = self.model._default_manager.filter(**{f"{self.of}__in": pks}).order_by()
        called = F(self.label) if self.label else Value("", output_field=CharField())
        values = having.values(
            side=Value(self.name, output_field=CharField()), key=Cast(self._value, CharField()), called=called
        )
        return values.annotate(number=Count(self.of, distinct=True)).values_list("side", "key", "called", "number")

    @property
    def _value(self) -> Combinable:
        return F(self.value) if isinstance(self.value, str) else self.value


@dataclass(frozen=True)
class Narrowing:
    """What was chosen: the value of each side, as it stands in the URL."""

    chosen: Mapping[str, str]

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
            rows = facet.narrow(rows, key)
        return rows


def counts_of(facets: Sequence[Facet], pks: Sequence[int]) -> dict[str, list[Counted]]:
    """The values of each side among these rows, those found most first. One query."""
    if not (facets and pks):
        return {}
    labels = {facet.name: facet.labels for facet in facets}
    parts = [facet.counted(pks) for facet in facets]
    values: dict[str, list[Counted]] = defaultdict(list)
    for name, key, called, number in parts[0].union(*parts[1:], all=True):
        if key:
            values[name].append(Counted(key, labels[name].get(key, called), number))
    return {name: sorted(own, key=lambda value: -value.number)[:MOST_VALUES] for name, own in values.items()}


def _case(default: str, **conditions: Mapping[str, Any]) -> Case:
    whens = [When(**condition, then=Value(key)) for key, condition in conditions.items()]
    return Case(*whens, default=Value(default), output_field=CharField())


_LETTER_THEMES, _LESSON_THEMES = Incident.themes.through, Lesson.themes.through
_KINDS: Labels = dict(Kind.choices)
_OPEN_OR_DONE: Labels = {"open": _("debrief not done yet"), "complete": _("debrief done")}
_ACTION_STATES: Labels = {"todo": _("to do"), "done": _("done"), "let_go": Answer.LET_GO.label}

LETTERS = (
    Facet("kind", Incident, "kind", labels=_KINDS),
    Facet("team", Incident, "team_id", label="team__name"),
    Facet("stage", Point, "stage_id", of="incident", label="stage__name"),
    Facet("theme", _LETTER_THEMES, "theme_id", of="incident", label="theme__name"),
    Facet(
        "status",
        Debrief,
        _case("open", complete={"phase": Phase.COMPLETE}),
        of="incident",
        labels=_OPEN_OR_DONE,
    ),
)
DEBRIEFS = (
    Facet("kind", Debrief, "incident__kind", labels=_KINDS),
    Facet("team", Debrief, "team_id", label="team__name"),
    Facet("stage", Point, "stage_id", of="incident__debrief", label="stage__name"),
    Facet("theme", _LETTER_THEMES, "theme_id", of="incident__debrief", label="theme__name"),
)
LESSONS = (
    Facet("kind", Lesson, "kind", labels=dict(LessonKind.choices)),
    Facet("team", Lesson, "team_id", label="team__name"),
    Facet("stage", Lesson, "stage_id", label="stage__name"),
    Facet("theme", _LESSON_THEMES, "theme_id", of="lesson", label="theme__name"),
    Facet("status", Lesson, "status", labels=dict(Status.choices)),
)
ACTIONS = (
    Facet("team", Action, "lesson__team_id", label="lesson__team__name"),
    Facet("stage", Action, "lesson__stage_id", label="lesson__stage__name"),
    Facet(
        "status",
        Action,
        _case("todo", done={"done_at__isnull": False}, let_go={"answer": Answer.LET_GO}),
        labels=_ACTION_STATES,
    ),
)
CUSTOMERS = (Facet("team", Customer, "team_id", label="team__name"),)
