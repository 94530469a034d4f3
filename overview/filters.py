"""Which letters somebody wants to see, as it stands in the URL of the list.

Every figure of the dashboard leads to such a URL, so both ask the same question. What cannot be understood is left
out and named, never an error: the URL may be old, or typed by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.addresses import read_number
from foundation.database.prepared import Prepared
from incidents.models import Customer, Factor, Incident, Kind, Point, Polarity, Stage, Theme
from overview.paging import Key, Order
from people.models import Team, User
from rankless.models import Phase

N = TypeVar("N", Team, Stage, Theme)

NOT_SURE = "none"
"""In the URL: the stage, or factor, of points that bear none."""
OPEN_PHASES = [phase for phase in Phase if phase != Phase.COMPLETE]

STATES: dict[str, LazyText] = {"open": _("not done yet"), "late": _("late"), "complete": _("done")}
SORTS: dict[str, Order] = {
    "newest": Order("received_on", is_newest_first=True),
    "oldest": Order("received_on", is_newest_first=False),
    "due": Order("debrief__due_on", is_newest_first=False),
}
SORT_NAMES: dict[str, LazyText] = {"newest": _("newest first"), "oldest": _("oldest first"), "due": _("due soonest")}
POLARITIES: dict[str, LazyText] = {"good": _("something good"), "bad": _("something bad")}
NAMES: dict[str, LazyText] = {
    "kind": _("kind"),
    "team": _("team"),
    "stage": _("stage"),
    "factor": _("what helped, what got in the way"),
    "polarity": _("what they said"),
    "theme": _("theme"),
    "customer": _("customer"),
    "debrief": _("debrief"),
    "from": _("from"),
    "to": _("to"),
    "sort": _("order"),
    "after": _("page"),
    "before": _("page"),
}

STAGES = Prepared(Stage.objects.all, numbers=0)
THEMES = Prepared(Theme.objects.all, numbers=0)


@dataclass(frozen=True)
class Choices:
    """What can be chosen from. Two queries; the teams are the person's own."""

    teams: list[Team]
    stages: list[Stage]
    themes: list[Theme]

    @classmethod
    def of(cls, person: User) -> "Choices":
        return cls(person.teams, STAGES(), THEMES())


@dataclass(frozen=True, kw_only=True)
class LetterFilter:
    """One question about letters. An empty field asks nothing."""

    kind: str = ""
    team: Team | None = None
    stage: Stage | None = None
    is_not_sure: bool = False
    factor: Factor | None = None
    is_no_factor: bool = False
    polarity: str = ""
    theme: Theme | None = None
    customer: Customer | None = None
    debrief: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "newest"
    ignored: tuple[str, ...] = field(default=(), compare=False)

    @property
    def order(self) -> Order:
        return SORTS[self.sort]

    @property
    def asks_for_points(self) -> bool:
        return bool(self.stage or self.is_not_sure or self.factor or self.is_no_factor or self.polarity)

    @property
    def asks_anything(self) -> bool:
        return replace(self, sort="newest") != LetterFilter()

    def letters(self, person: User, *, today: date) -> QuerySet[Incident]:
        """The letters asked for among those `person` may see."""
        found = Incident.objects.filter(**self._of_a_letter(person, today=today)).order_by()
        if self.asks_for_points:
            found = found.filter(Exists(self.passages().filter(incident=OuterRef("pk"))))
        return found

    def points(self, person: User, *, today: date) -> QuerySet[Point]:
        """The points asked for in the letters asked for: what a cell of the heat map counts.

        Their letters are joined, not looked for in a list of letters: that would be made whole before a first is counted.
        """
        of_letter = self._of_a_letter(person, today=today).items()
        return self.passages().filter(**{f"incident__{field}": value for field, value in of_letter})

    def passages(self) -> QuerySet[Point]:
        """The points asked for, in any letter."""
        points = Point.objects.filter(polarity=self.polarity) if self.polarity else Point.objects.all()
        if self.is_no_factor:
            points = points.filter(factor__isnull=True)
        elif self.factor:
            points = points.filter(factor=self.factor)
        if self.is_not_sure:
            return points.filter(stage__isnull=True)
        return points.filter(stage=self.stage) if self.stage else points

    def parameters(self) -> dict[str, str]:
        """The question as it is written in a URL."""
        written = {
            "kind": self.kind,
            "team": _number(self.team),
            "stage": NOT_SURE if self.is_not_sure else _number(self.stage),
            "factor": NOT_SURE if self.is_no_factor else _number(self.factor),
            "polarity": self.polarity,
            "theme": _number(self.theme),
            "customer": _number(self.customer),
            "debrief": self.debrief,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "sort": "" if self.sort == "newest" else self.sort,
        }
        return {name: value for name, value in written.items() if value}

    def url(self, **more: str) -> str:
        """The list of letters that answers the question."""
        return _list_url({**self.parameters(), **more})

    def without(self, name: str) -> str:
        """The list that answers the question without one of its parts."""
        return _list_url({other: value for other, value in self.parameters().items() if other != name})

    def _of_a_letter(self, person: User, *, today: date) -> dict[str, Any]:
        """What is asked of a letter, whatever it says at which stage, as conditions: first, that they may see it."""
        asked = {
            "received_on__gte": self.since,
            "received_on__lte": self.until,
            "kind": self.kind,
            "customer": self.customer,
            "themes": self.theme,
            "debrief__due_on__lt": today if self.debrief == "late" else None,
            "debrief__objections_until__isnull": self.debrief == "late",
        }
        return (
            self._of_its_team(person) | {name: value for name, value in asked.items() if value} | self._of_its_debrief()
        )

    def _of_its_team(self, person: User) -> dict[str, Any]:
        """The debrief's team is the letter's: by that a team's open debriefs are found without their letters.

        Said of both, PostgreSQL believes in far fewer letters than there are. That would keep it from walking to those due
        soonest, or from looking for points.
        """
        of_letter = {"team_id__in": [pk for pk in person.team_ids if not self.team or pk == self.team.pk]}
        if not self._is_open or self.asks_for_points:
            return of_letter
        of_debrief = {"debrief__team_id__in": of_letter["team_id__in"]}
        return of_debrief if self.sort == "due" else of_letter | of_debrief

    def _of_its_debrief(self) -> dict[str, Any]:
        if self.debrief == "complete":
            return {"debrief__phase": Phase.COMPLETE}
        return {"debrief__phase__in": OPEN_PHASES} if self._is_open else {}

    @property
    def _is_open(self) -> bool:
        """Whether only letters are asked for whose debrief is not done: by when it is due nothing else is sorted."""
        return self.debrief in {"open", "late"} or (not self.debrief and self.sort == "due")


def read(query: QueryDict, *, person: User, choices: Choices) -> LetterFilter:
    """The question that `query` asks. Unknown values, and what belongs to other teams, are left out alike."""
    readers: dict[str, Callable[[str], Any]] = {
        "kind": lambda text: text if text in Kind.values else None,
        "team": lambda text: one_of(choices.teams, text),
        "stage": lambda text: text if text == NOT_SURE else one_of(choices.stages, text),
        "factor": lambda text: text if text == NOT_SURE else _factor(text),
        "polarity": lambda text: text if text in Polarity.values else None,
        "theme": lambda text: one_of(choices.themes, text),
        "customer": lambda text: _customer(text, person=person),
        "debrief": lambda text: text if text in STATES else None,
        "from": _day,
        "to": _day,
        "sort": lambda text: text if text in SORTS else None,
        "after": Key.read,
        "before": Key.read,
    }
    values, ignored = {}, []
    for name, reader in readers.items():
        text = query.get(name, "").strip()
        if not text:
            continue
        values[name] = reader(text)
        if values[name] is None:
            ignored.append(name)
    return _filter_from({name: value for name, value in values.items() if value is not None}, ignored)


def said_of(asked: LetterFilter, *, say: Callable[[date], str]) -> dict[str, str | LazyText]:
    """What was asked, part by part in words; empty where nothing was. Days are said by `say`."""
    return {
        "kind": Kind(asked.kind).label if asked.kind else "",
        "team": str(asked.team or ""),
        "debrief": gettext("debrief: %(state)s") % {"state": STATES[asked.debrief]} if asked.debrief else "",
        "polarity": POLARITIES[asked.polarity] if asked.polarity else "",
        "stage": gettext("stage not sure") if asked.is_not_sure else str(asked.stage or ""),
        "factor": gettext("nothing said of why") if asked.is_no_factor else str(asked.factor or ""),
        "theme": str(asked.theme or ""),
        "customer": str(asked.customer or ""),
        "from": gettext("from %(day)s") % {"day": say(asked.since)} if asked.since else "",
        "to": gettext("to %(day)s") % {"day": say(asked.until)} if asked.until else "",
    }


def _filter_from(values: dict[str, Any], ignored: Iterable[str]) -> LetterFilter:
    renamed = {"since": values.pop("from", None), "until": values.pop("to", None)}
    is_not_sure = values.get("stage") == NOT_SURE
    is_no_factor = values.get("factor") == NOT_SURE
    left_out = {"after", "before", "stage" if is_not_sure else "", "factor" if is_no_factor else ""}
    values = {name: value for name, value in values.items() if name not in left_out}
    values |= {"is_not_sure": is_not_sure, "is_no_factor": is_no_factor}
    return LetterFilter(**values, **renamed, ignored=tuple(ignored))


def _list_url(parameters: dict[str, str]) -> str:
    return reverse("overview:letters") + (f"?{urlencode(parameters)}" if parameters else "")


def one_of(things: list[N], text: str) -> N | None:
    number = read_number(text)
    return next((thing for thing in things if thing.pk == number), None)


def _customer(text: str, *, person: User) -> Customer | None:
    number = read_number(text)
    return Customer.objects.visible_to(person).filter(pk=number).first() if number else None


def _factor(text: str) -> Factor | None:
    number = read_number(text)
    return Factor.objects.filter(pk=number).first() if number else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(thing: Team | Stage | Factor | Theme | Customer | None) -> str:
    return str(thing.pk) if thing else ""
