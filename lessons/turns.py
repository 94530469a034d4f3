"""Writing down a turn in the life of a lesson, in the same transaction as the turn itself."""

from datetime import date, datetime

from foundation.text import storable
from lessons.models import Action, Lesson, LessonEvent, Turn
from people.models import Team, User


def day_of(team: Team, at: datetime) -> date:
    """The day it is for the team at that moment."""
    return at.astimezone(team.zone).date()


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
    LessonEvent.objects.create(
        lesson=lesson,
        what=what,
        happened_on=day_of(lesson.team, at),
        by=by,
        reason=storable(reason).strip(),
        team=team,
        due_on=due_on,
    )


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
    lesson = action.lesson
    LessonEvent.objects.create(
        lesson=lesson,
        action=action,
        what=what,
        happened_on=day_of(lesson.team, at),
        by=by,
        reason=storable(reason).strip(),
        to_person=to_person,
        moved_to_on=moved_to_on,
    )
