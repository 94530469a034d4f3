"""What becomes of an action: its owner takes it on, declines it, hands it on, moves its day, and does it.

Whoever is named in a debrief is asked and may say no. What nobody takes on comes to those who lead the team: they ask
somebody else, or let it go. What rests is not asked of anybody yet; it begins sooner for a reason.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from foundation.database.engine import locked
from foundation.text import storable
from lessons.learning import LearningError
from lessons.models import OPEN_ANSWERS, Action, Answer, Lesson, Status, Strength, Turn
from lessons.resting import shortened
from lessons.turns import tell_turn, tell_turn_of_action
from people.models import User


class AlreadyDone(LearningError):
    """The action was done before, or let go."""


class NoReason(LearningError):
    """To decline, move or let go of an action takes a reason, which the others read."""


class StillResting(LearningError):
    """Nobody is asked yet, so that nobody takes it on; to begin now takes a reason."""


class NotOfTheTeam(LearningError):
    """An action is handed on only to somebody of the team."""


class AnsweredMeanwhile(LearningError):
    """Somebody answered for it, or handed it on, after this person had opened its page."""


def answer_seen(action: Action) -> str:
    """A mark of whose it is and what they said; it is another one once somebody else is asked, or they answer."""
    return f"{action.owner_id}-{action.answer}"


@transaction.atomic
def finish_action(action: Action, *, at: datetime, by: User | None = None) -> None:
    """Mark an action as done; a lesson whose actions have begun to be done is being tried.

    Raises AlreadyDone when it was done before, or let go.
    """
    _change(action, done_at=at, remind_at=None, answer=Answer.ACCEPTED, declined_because="", rests_until=None)
    tell_turn_of_action(action, Turn.DONE, at=at, by=by)
    if Lesson.objects.filter(pk=action.lesson_id, status=Status.PROPOSED).update(status=Status.TRYING):
        tell_turn(action.lesson, Turn.TRIED, at=at, by=by)


@transaction.atomic
def accept_action(action: Action, *, at: datetime, by: User) -> None:
    """Its owner takes it on. Saying so twice says it once. Raises AlreadyDone, StillResting."""
    if _rest_of(action, at=at, by=by):
        raise StillResting(action)
    taken_on: dict[str, Any] = {"answer": Answer.ACCEPTED, "declined_because": "", "rests_until": None}
    if _change(action, **taken_on, remind_at=at, only=~Q(answer=Answer.ACCEPTED)):
        tell_turn_of_action(action, Turn.ACCEPTED, at=at, by=by)


@transaction.atomic
def decline_action(action: Action, *, because: str, at: datetime, by: User) -> None:
    """Its owner does not do it, for a reason that the team reads; those who lead it are told. Saying so twice says it once.

    Raises AlreadyDone, NoReason.
    """
    because = _reason(because)
    declined: dict[str, Any] = {"answer": Answer.DECLINED, "declined_because": because}
    asked = {"asked_on": _today(action, at), "remind_at": at, "rests_until": None}
    if _change(action, **declined, **asked, only=~Q(**declined)):
        tell_turn_of_action(action, Turn.DECLINED, at=at, by=by, reason=because)


@transaction.atomic
def hand_on_action(
    action: Action, *, to: User, at: datetime, by: User, because: str = "", seen: str | None = None
) -> None:
    """Ask somebody else of the team for it; whoever hands it to themself has taken it on. What rests goes on resting.

    `seen` is the `answer_seen` that its writer had before them. Raises AlreadyDone, AnsweredMeanwhile, NotOfTheTeam.
    """
    if not User.objects.in_team(action.lesson.team_id).filter(pk=to.pk).exists():
        raise NotOfTheTeam(to)
    held = locked(Action.objects.filter(pk=action.pk)).get()
    if held.is_open and seen and seen != answer_seen(held):
        raise AnsweredMeanwhile(action)
    rest = _rest_of(action, at=at, by=by)
    answer = Answer.ACCEPTED if to == by and not rest else Answer.ASKED
    asked_on = rest or _today(action, at)
    _change(action, owner=to, answer=answer, declined_because="", asked_on=asked_on, rests_until=rest, remind_at=at)
    tell_turn_of_action(action, Turn.HANDED_ON, at=at, by=by, reason=because, to_person=to)


@transaction.atomic
def move_action(action: Action, *, to: date, because: str, at: datetime, by: User) -> None:
    """Have it done by another day, for a reason that the team reads. It never rests until that day or beyond.

    Raises AlreadyDone, NoReason.
    """
    because, rest = _reason(because), _rest_of(action, at=at, by=by)
    rests: dict[str, Any] = {}
    if rest:
        today, days = _today(action, at), action.lesson.team.working_days
        until = shortened(days, until=rest, due_on=to, today=today)
        rests = {"rests_until": until, "asked_on": until or today}
    if _change(action, due_on=to, remind_at=at, **rests, only=~Q(due_on=to)):
        tell_turn_of_action(action, Turn.MOVED, at=at, by=by, reason=because, moved_to_on=to)


@transaction.atomic
def begin_action(action: Action, *, because: str, at: datetime, by: User) -> None:
    """Ask its owner now, though it was to rest, for a reason that the team reads. What rests no more is left as it is.

    Raises AlreadyDone, NoReason.
    """
    because = _reason(because)
    resting = Q(rests_until__gt=_day_of(by, at))
    if _change(action, rests_until=None, asked_on=_today(action, at), remind_at=at, only=resting):
        tell_turn_of_action(action, Turn.BEGUN, at=at, by=by, reason=because)


@transaction.atomic
def let_go_of_action(action: Action, *, because: str, at: datetime, by: User) -> None:
    """It is not done after all, for a reason that the team reads. Raises AlreadyDone, NoReason."""
    because = _reason(because)
    _change(action, answer=Answer.LET_GO, remind_at=None, rests_until=None)
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


def _rest_of(action: Action, *, at: datetime, by: User) -> date | None:
    """Until when it rests, if it does; nobody changes it before the end of the transaction."""
    held = locked(Action.objects.filter(pk=action.pk)).get()
    return held.rests_until if held.is_resting(on=_day_of(by, at)) else None


def _day_of(person: User, at: datetime) -> date:
    """The day it is for whoever acts: on its morning they are asked, wherever their team is."""
    return at.astimezone(person.zone).date()


def _today(action: Action, at: datetime) -> date:
    return action.lesson.team.day_of(at)
