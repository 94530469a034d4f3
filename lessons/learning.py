"""Drawing lessons, doing their actions, and checking whether they hold.

A lesson is checked after 30 days and, once it is the norm, every 90. Nobody is named as the one who drew it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.engine import locked
from foundation.text import storable
from incidents.models import Incident, Stage
from lessons.models import Action, Evidence, EvidenceOutcome, Lesson, LessonKind, Status
from people.models import Team, User
from rankless.models import Debrief

FIRST_CHECK_AFTER_DAYS = 30
LATER_CHECK_AFTER_DAYS = 90
ACTIONS_PER_DEBRIEF = 3


class LearningError(Exception):
    """A lesson or action cannot be changed in this way."""


class TooManyActions(LearningError):
    """A debrief gives at most three actions: few that are done beat many that are not."""

    message = _("A debrief gives at most three actions. Choose the three that matter most.")


class AlreadyDone(LearningError):
    """The action was done before."""


class AlreadyDropped(LearningError):
    """The lesson was dropped before; it is no longer checked."""


@dataclass(frozen=True)
class PlannedAction:
    """One piece of work as it is agreed: what, whose, and by when."""

    what: str
    owner: User
    due_on: date


@transaction.atomic
def draw_lesson(
    *,
    debrief: Debrief,
    sentence: str,
    kind: LessonKind,
    at: datetime,
    stage: Stage | None = None,
    actions: list[PlannedAction] | None = None,
) -> Lesson:
    """Keep one sentence of what the team does from now on, with its actions. The same sentence twice is kept once,
    and so is each of its actions.

    Themes are taken over from the letter. Raises TooManyActions when the debrief would have more than three.
    """
    locked(Debrief.objects.filter(pk=debrief.pk)).get()
    incident = debrief.incident
    today = _day_of(incident.team, at)
    lesson, is_new = Lesson.objects.get_or_create(
        debrief=debrief,
        sentence=storable(sentence).strip(),
        defaults={
            "team": incident.team,
            "kind": kind,
            "stage": stage,
            "drawn_on": today,
            "check_on": _check_day(incident.team, today, FIRST_CHECK_AFTER_DAYS),
            "remind_at": at,
        },
    )
    if is_new:
        lesson.themes.set(incident.themes.all())
    _plan_actions(lesson, actions or [], at=at)
    return lesson


def _plan_actions(lesson: Lesson, actions: list[PlannedAction], *, at: datetime) -> None:
    planned = set(lesson.actions.values_list("what", flat=True))
    wanted = {storable(action.what).strip(): action for action in actions}
    new = {what: action for what, action in wanted.items() if what not in planned}
    if len(new) > actions_left(lesson.debrief):
        raise TooManyActions
    Action.objects.bulk_create(
        Action(lesson=lesson, what=what, owner=action.owner, due_on=action.due_on, remind_at=at)
        for what, action in new.items()
    )


def actions_left(debrief: Debrief) -> int:
    """How many more actions the debrief may give."""
    return ACTIONS_PER_DEBRIEF - Action.objects.filter(lesson__debrief=debrief).count()


@transaction.atomic
def finish_action(action: Action, *, at: datetime) -> None:
    """Mark an action as done; a lesson whose actions have begun to be done is being tried.

    Raises AlreadyDone when it was done before.
    """
    if not Action.objects.unfinished().filter(pk=action.pk).update(done_at=at, remind_at=None):
        raise AlreadyDone(action)
    Lesson.objects.filter(pk=action.lesson_id, status=Status.PROPOSED).update(status=Status.TRYING)


@transaction.atomic
def confirm_held(lesson: Lesson, *, at: datetime, note: str = "", incident: Incident | None = None) -> None:
    """A check says this is how things are done: the lesson is the norm, and is looked at again in 90 days.

    Raises AlreadyDropped.
    """
    today = _day_of(lesson.team, at)
    since = lesson.norm_since or today
    _look_again(lesson, Status.NORM, at=at, after_days=LATER_CHECK_AFTER_DAYS, norm_since=since)
    _keep_evidence(lesson, EvidenceOutcome.HELD, note=note, incident=incident, on=today)


@transaction.atomic
def report_relapse(lesson: Lesson, *, at: datetime, note: str = "", incident: Incident | None = None) -> None:
    """It came back: the lesson no longer counts as the norm and is looked at again in 30 days.

    Raises AlreadyDropped.
    """
    _look_again(lesson, Status.RELAPSED, at=at, after_days=FIRST_CHECK_AFTER_DAYS)
    _keep_evidence(lesson, EvidenceOutcome.RELAPSED, note=note, incident=incident, on=_day_of(lesson.team, at))


@transaction.atomic
def keep_trying(lesson: Lesson, *, at: datetime) -> None:
    """Too early to tell: the lesson is being tried, and is looked at again in 30 days.

    Raises AlreadyDropped.
    """
    _look_again(lesson, Status.TRYING, at=at, after_days=FIRST_CHECK_AFTER_DAYS)


@transaction.atomic
def drop(lesson: Lesson, *, reason: str) -> None:
    """Give a lesson up, for a reason everybody can read. It is not checked any more.

    Raises AlreadyDropped.
    """
    _move(lesson, status=Status.DROPPED, norm_since=None, check_on=None, remind_at=None, dropped_because=reason)


def _look_again(
    lesson: Lesson, status: Status, *, at: datetime, after_days: int, norm_since: date | None = None
) -> None:
    """Say where the lesson stands after it was looked at, and when it is looked at next."""
    check_on = _check_day(lesson.team, _day_of(lesson.team, at), after_days)
    _move(lesson, status=status, norm_since=norm_since, check_on=check_on, remind_at=at)


def _keep_evidence(lesson: Lesson, outcome: EvidenceOutcome, *, note: str, incident: Incident | None, on: date) -> None:
    Evidence.objects.create(lesson=lesson, incident=incident, outcome=outcome, note=storable(note), noted_on=on)


def _move(lesson: Lesson, **fields: object) -> None:
    if not Lesson.objects.filter(pk=lesson.pk).exclude(status=Status.DROPPED).update(**fields):
        raise AlreadyDropped(lesson)
    lesson.refresh_from_db()


def _check_day(team: Team, today: date, after_days: int) -> date:
    return team.working_days.on_or_after(today + timedelta(days=after_days))


def _day_of(team: Team, at: datetime) -> date:
    return at.astimezone(team.zone).date()
