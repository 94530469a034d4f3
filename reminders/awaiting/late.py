"""What is past its day in some teams: debriefs, actions, promises to customers. The longest overdue first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from incidents.models import Promise
from lessons.models import Action
from people.models import Team
from rankless.models import Debrief, Section

M = TypeVar("M", bound=Model)

SHOWN = 5


@dataclass(frozen=True)
class Some(Generic[M]):
    """A few rows, and whether there are more."""

    rows: list[M]
    is_more: bool

    @classmethod
    def of(cls, rows: QuerySet[M]) -> "Some[M]":
        found = list(rows[: SHOWN + 1])
        return cls(found[:SHOWN], len(found) > SHOWN)

    def __bool__(self) -> bool:
        return bool(self.rows)


def late_debriefs(teams: Iterable[Team], *, on: date) -> Some[Debrief]:
    late = Debrief.objects.late(on=on).filter(team__in=ids_of(teams))
    shown = ("due_on", "phase", *(f"{section}_written" for section in Section), "incident__kind", "incident__title")
    return Some.of(late.select_related("incident").only(*shown).order_by("due_on", "pk"))


def late_actions(teams: Iterable[Team], *, on: date) -> Some[Action]:
    late = Action.objects.late(on=on).filter(team__in=ids_of(teams))
    shown = ("what", "due_on", "lesson__sentence")
    return Some.of(late.select_related("lesson").only(*shown).order_by("due_on", "pk"))


def late_promises(teams: Iterable[Team], *, on: date) -> Some[Promise]:
    late = Promise.objects.late(on=on).filter(team__in=ids_of(teams))
    shown = ("what", "due_on", "incident__customer__name")
    return Some.of(late.select_related("incident__customer").only(*shown).order_by("due_on", "pk"))


def ids_of(teams: Iterable[Team]) -> list[int]:
    return [team.pk for team in teams]
