"""What becomes of an action: its owner takes it on, declines it, hands it on, moves its day, and does it.

Whoever is named in a debrief is asked and may say no. What nobody takes on comes to those who lead the team: they ask
somebody else, or let it go.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from foundation.text import storable
from lessons.learning import LearningError
from lessons.models import OPEN_ANSWERS, Action, Answer, Lesson, Status, Strength, Turn
from lessons.turns import tell_turn, tell_turn_of_action
from people.models import User


class AlreadyDone(LearningError):
    """The action was done before, or let go."""


class NoReason(LearningError):
    """To decline, move or let go of an action takes a reason, which the others read."""


class NotOfTheTeam(LearningError):
    """An action is handed on only to somebody of the team."""


@transaction.atomic
def finish_action(action: Action, *, at: datetime, by: User | None = None) -> None:
    """Mark an action as done; a lesson whose actions have begun to be done is being tried.

    Raises AlreadyDone when it was done before, or let go.
    """
    _change(action, done_at=at, remind_at=None, answer=Answer.ACCEPTED, declined_because="")
    tell_turn_of_action(action, Turn.DONE, at=at, by=by)
    if Lesson.objects.filter(pk=action.lesson_id, status=Status.PROPOSED).update(status=Status.TRYING):
        tell_turn(action.lesson, Turn.TRIED, at=at, by=by)


@transaction.atomic
def accept_action(action: Action, *, at: datetime, by: User) -> None:
    """Its owner takes it on. Saying so twice says it once. Raises AlreadyDone."""
    if _change(action, answer=Answer.ACCEPTED, declined_because="", remind_at=at, only=~Q(answer=Answer.ACCEPTED)):
        tell_turn_of_action(action, Turn.ACCEPTED, at=at, by=by)


@transaction.atomic
def decline_action(action: Action, *, because: str, at: datetime, by: User) -> None:
    """Its owner does not do it, for a reason that the team reads; those who lead it are told.

    Raises AlreadyDone, NoReason.
    """
    because = _reason(because)
    _change(action, answer=Answer.DECLINED, declined_because=because, asked_on=_today(action, at), remind_at=at)
    tell_turn_of_action(action, Turn.DECLINED, at=at, by=by, reason=because)


@transaction.atomic
def hand_on_action(action: Action, *, to: User, at: datetime, by: User, because: str = "") -> None:
    """Ask somebody else of the team for it; whoever hands it to themself has taken it on.

    Raises AlreadyDone, NotOfTheTeam.
    """
    if not User.objects.in_team(action.lesson.team_id).filter(pk=to.pk).exists():
        raise NotOfTheTeam(to)
    answer = Answer.ACCEPTED if to == by else Answer.ASKED
    _change(action, owner=to, answer=answer, declined_because="", asked_on=_today(action, at), remind_at=at)
    tell_turn_of_action(action, Turn.HANDED_ON, at=at, by=by, reason=because, to_person=to)


@transaction.atomic
def move_action(action: Action, *, to: date, because: str, at: datetime, by: User) -> None:
    """Have it done by another day, for a reason that the team reads. Raises AlreadyDone, NoReason."""
    because = _reason(because)
    if _change(action, due_on=to, remind_at=at, only=~Q(due_on=to)):
        tell_turn_of_action(action, Turn.MOVED, at=at, by=by, reason=because, moved_to_on=to)


@transaction.atomic
def let_go_of_action(action: Action, *, because: str, at: datetime, by: User) -> None:
    """It is not done after all, for a reason that the team reads. Raises AlreadyDone, NoReason."""
    because = _reason(because)
    _change(action, answer=Answer.LET_GO, remind_at=None)
    tell_turn_of_action(action, Turn.LET_GO, at=at, by=by, reason=because)


@transaction.atomic
def say_strength(action: Action, strength: Strength) -> None:
    """Say what kind of change it is. Raises AlreadyDone."""
    _change(action, strength=strength)


def _change(action: Action, *, only: Q | None = None, **fields: object) -> bool:
    """Whether anything was changed: False if it was so already. Raises AlreadyDone when it is not to be done any more."""
    still_open = Action.objects.filter(pk=action.pk, done_at__isnull=True, answer__in=OPEN_ANSWERS)
    is_changed = bool(still_open.filter(only or Q()).update(**fields))
    if not is_changed and not still_open.exists():
        raise AlreadyDone(action)
    action.refresh_from_db()
    return is_changed


def _reason(because: str) -> str:
    because = storable(because).strip()
    if not because:
        raise NoReason
    return because


def _today(action: Action, at: datetime) -> date:
    return action.lesson.team.day_of(at)
