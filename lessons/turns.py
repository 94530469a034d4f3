"""Writing down a turn in the life of a lesson, in the same transaction as the turn itself."""

from datetime import date, datetime

from foundation.text import storable
from lessons.models import Action, Lesson, LessonEvent, Turn
from people.models import Team, User

STANDS = (Turn.TRIED, Turn.NORM, Turn.RELAPSED, Turn.DROPPED)
"""The turns that say where a lesson stands."""


def where_it_was_said(lesson: Lesson) -> LessonEvent | None:
    """The last turn that said where the lesson stands."""
    return LessonEvent.objects.filter(lesson=lesson, what__in=STANDS).order_by("-pk").first()


def tell_turn(
    lesson: Lesson,
    what: Turn,
    *,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    team: Team | None = None,
    due_on: date | None = None,
) -> None:
    """A turn of the lesson itself; `team` is the other team it is about, `due_on` when it was to be looked at."""
    _write_down(lesson, what, at=at, by=by, reason=reason, team=team, due_on=due_on)


def tell_turn_of_action(
    action: Action,
    what: Turn,
    *,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    to_person: User | None = None,
    moved_to_on: date | None = None,
) -> None:
    """A turn of one of its actions: whom it was handed on to, or to which day it was moved."""
    about = {"action": action, "to_person": to_person, "moved_to_on": moved_to_on}
    _write_down(action.lesson, what, at=at, by=by, reason=reason, **about)


def _write_down(
    lesson: Lesson,
    what: Turn,
    *,
    at: datetime,
    by: User | None,
    reason: str,
    **about: Team | Action | User | date | None,
) -> None:
    day, reason = lesson.team.day_of(at), storable(reason).strip()
    LessonEvent.objects.create(lesson=lesson, what=what, happened_on=day, by=by, reason=reason, **about)
