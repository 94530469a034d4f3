"""What every kind of thing somebody can be awaited for has in common, and how one of them is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise as LazyText

from people.models import Team, User
from rankless.models import Debrief
from reminders.cadence import Ladder, Step
from reminders.crew import Crew
from reminders.models import Subject

Key = tuple[str, int]
"""Subject and id: which thing it is, among those of every kind."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Awaited:
    """One thing that awaits a person: what it is, by when, and the page where it is done.

    `asks` says in a few words what is to be done (“Debrief this letter”); `title` is the thing itself: the letter's
    title, what was promised, the lesson's sentence; `about` is the letter or lesson it belongs to, where that is
    something else. `kind` is the letter's, for its stamp, and empty for a letter still to sort. `url` is the very page,
    without the host. Where the thing is a debrief, `debrief` holds as much of it as its three-part mark shows, and
    `team` and `letter_of` say whose letter of which day it is about.
    """

    subject: Subject
    pk: int
    asks: str | LazyText
    title: str
    due_on: date
    url: str
    kind: str = ""
    about: str = ""
    debrief: Debrief | None = None
    team: str = ""
    letter_of: date | None = None

    @property
    def key(self) -> Key:
        return self.subject.value, self.pk

    @property
    def is_standing(self) -> bool:
        """Whether it is a debrief that waits for nothing but objections: nobody has to do anything by a day."""
        return self.debrief is not None and self.debrief.is_standing

    def is_late(self, *, on: date) -> bool:
        return self.due_on < on and not self.is_standing


class Things(Generic[M]):
    """One kind of thing. Each kind answers the same questions, so nobody else needs to know which one they hold."""

    subject: ClassVar[Subject]
    model: type[M]
    ladder: ClassVar[Ladder]
    soonest_first: ClassVar[tuple[str, ...]] = ("due_on", "pk")
    shown: ClassVar[tuple[str, ...]]
    """The columns of which `awaited` tells: far cheaper to read than the whole row with all it hangs on."""

    def still_open(self) -> QuerySet[M]:
        """Every open one."""
        raise NotImplementedError

    def rows(self) -> QuerySet[M]:
        """Every one that has a next moment, with what it takes to plan its reminders and without long texts."""
        raise NotImplementedError

    def awaiting(self, person: User, *, on: date) -> QuerySet[M]:
        """What awaits this person on a day."""
        raise NotImplementedError

    def still_told_to(self, person: User) -> QuerySet[M]:
        """The open ones this person may be told of: asked again just before a mail goes out."""
        raise NotImplementedError

    def team(self, row: M) -> Team:
        raise NotImplementedError

    def begun_on(self, row: M) -> date:
        raise NotImplementedError

    def due_on(self, row: Any) -> date:
        due_on: date = row.due_on
        return due_on

    def people(self, row: M, step: Step, crew: Crew) -> list[User]:
        """Who is told of this step, all of them in the same words."""
        raise NotImplementedError

    def awaited(self, row: Any) -> Awaited:
        """Tell of one row of `read`."""
        raise NotImplementedError

    def read(self, things: QuerySet[M]) -> Iterable[Any]:
        """The columns `awaited` tells of, as named tuples."""
        return things.values_list(*self.shown, named=True)
