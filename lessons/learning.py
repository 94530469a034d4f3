"""Drawing lessons and checking whether they hold. Only a check makes a norm.

A lesson is checked after 30 days and, once it is the norm, every 90, unless its team said otherwise. Nobody is named as
the one who drew it; who checked it is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.database.engine import locked
from foundation.text import storable
from incidents.models import Incident, Point, Polarity, Stage
from lessons.models import (
    Action,
    Answer,
    Evidence,
    EvidenceOutcome,
    Lesson,
    LessonKind,
    Status,
    Strength,
    Turn,
)
from lessons.resting import rest_day
from lessons.turns import tell_turn, tell_turn_of_action
from people.models import Team, User
from rankless.models import Debrief
from rankless.opening import pace_of

FIRST_CHECK_AFTER_DAYS = 30
"""Until a team says otherwise of a lesson; once it is the norm it is looked at every 90 days."""


class LearningError(Exception):
    """A lesson or action cannot be changed in this way."""


class TooManyActions(LearningError):
    """A debrief gives at most so many actions as the pace of its team says: few that are done beat many that are not."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.message = ngettext(
            "A debrief gives one action at most. Choose the one that matters most.",
            "A debrief gives at most %(most)s actions. Choose those that matter most.",
            most,
        ) % {"most": most}


class AlreadyDropped(LearningError):
    """The lesson was dropped before; it is no longer checked."""

    message = _("This lesson was dropped, so nothing is to be done for it.")


@dataclass(frozen=True)
class PlannedAction:
    """One piece of work as it is agreed: what, whose, by when, and what kind of change it is, if somebody said so."""

    what: str
    owner: User
    due_on: date
    strength: Strength | None = None


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

    Themes are taken over from the letter; the passages it comes from, with their factors, from what the letter says of
    the kind that this lesson is about; so is the stage, if none is named. Its actions rest as long as the pace of the team
    says. Raises TooManyActions when the debrief would have more than that pace allows.
    """
    locked(Debrief.objects.filter(pk=debrief.pk)).get()
    incident = debrief.incident
    points = taught_by(incident, kind)
    today = incident.team.day_of(at)
    lesson, is_new = Lesson.objects.get_or_create(
        debrief=debrief,
        sentence=storable(sentence).strip(),
        defaults={
            "team": incident.team,
            "kind": kind,
            "stage": stage or _stage_of(points),
            "drawn_on": today,
            "check_on": check_day(incident.team, today, FIRST_CHECK_AFTER_DAYS),
            "remind_at": at,
        },
    )
    if is_new:
        lesson.themes.set(incident.themes.all())
        lesson.points.set(points)
        lesson.factors.set({point.factor for point in points if point.factor})
    plan_actions(lesson, actions or [], at=at, rests_for=pace_of(incident.team).rest_days if actions else 0)
    return lesson


def taught_by(incident: Incident, kind: LessonKind | str) -> list[Point]:
    """What a letter says that such a lesson is about: what was bad to prevent, what was good to repeat; else all of it."""
    points = list(incident.points.select_related("stage", "factor"))
    polarity = Polarity.BAD if kind == LessonKind.PREVENT else Polarity.GOOD
    return [point for point in points if point.polarity == polarity] or points


def _stage_of(points: list[Point]) -> Stage | None:
    """The stage that most of these are about; of as many the one that is named first."""
    stages = Counter(point.stage for point in points if point.stage)
    return stages.most_common(1)[0][0] if stages else None


@transaction.atomic
def ask_for_one_more(lesson: Lesson, action: PlannedAction, *, at: datetime, by: User) -> None:
    """Ask somebody for one more piece of work after the lesson was drawn; its story says who did.

    Raises TooManyActions.
    """
    for added in plan_actions(lesson, [action], at=at):
        tell_turn_of_action(added, Turn.ADDED, at=at, by=by, to_person=added.owner)


@transaction.atomic
def plan_actions(lesson: Lesson, actions: list[PlannedAction], *, at: datetime, rests_for: int = 0) -> list[Action]:
    """Ask people for actions that make the lesson real; one that it has already is not asked for again.

    They rest for so many working days before anybody is asked. Returns those that are new. Raises TooManyActions.
    """
    locked(Debrief.objects.filter(pk=lesson.debrief_id)).get()
    planned = set(lesson.actions.values_list("what", flat=True))
    wanted = {storable(action.what).strip(): action for action in actions}
    new = {what: action for what, action in wanted.items() if what not in planned}
    if len(new) > actions_left(lesson):
        raise TooManyActions(pace_of(lesson.team).most_actions)
    return Action.objects.bulk_create(
        _to_be_asked(lesson, what, action, at=at, rests_for=rests_for) for what, action in new.items()
    )


def _to_be_asked(lesson: Lesson, what: str, action: PlannedAction, *, at: datetime, rests_for: int) -> Action:
    today = lesson.team.day_of(at)
    rests_until = rest_day(lesson.team.working_days, today=today, due_on=action.due_on, count=rests_for)
    return Action(
        lesson=lesson,
        team_id=lesson.team_id,
        what=what,
        owner=action.owner,
        due_on=action.due_on,
        strength=action.strength or "",
        asked_on=rests_until or today,
        rests_until=rests_until,
        remind_at=at,
    )


def given_actions() -> Subquery:
    """How many actions the debrief of a lesson gave; what is not done after all makes room."""
    given = Action.objects.filter(lesson__debrief=OuterRef("debrief")).exclude(answer=Answer.LET_GO).order_by()
    counted = given.values("lesson__debrief").annotate(n=Count("pk")).values("n")
    return Subquery(counted)


def actions_left(lesson: Lesson) -> int:
    """How many more actions the debrief of this lesson may give; what is not done after all makes room."""
    given = Action.objects.filter(lesson__debrief=lesson.debrief_id).exclude(answer=Answer.LET_GO)
    return max(0, pace_of(lesson.team).most_actions - given.count())


@transaction.atomic
def confirm_held(
    lesson: Lesson, *, at: datetime, by: User | None = None, note: str = "", incident: Incident | None = None
) -> None:
    """A check says this is how things are done: the lesson is the norm, and is looked at again later.

    Raises AlreadyDropped.
    """
    today, due_on = lesson.team.day_of(at), lesson.check_on
    since = lesson.norm_since or today
    _look_again(lesson, Status.NORM, at=at, after_days=lesson.later_check_after, norm_since=since)
    keep_evidence(lesson, EvidenceOutcome.HELD, note=note, incident=incident, on=today)
    tell_turn(lesson, Turn.NORM, at=at, by=by, reason=note, due_on=due_on)


@transaction.atomic
def report_relapse(
    lesson: Lesson,
    *,
    at: datetime,
    by: User | None = None,
    note: str = "",
    incident: Incident | None = None,
    after_days: int | None = None,
) -> None:
    """It came back: the lesson no longer counts as the norm and is soon looked at again, or after so many days.

    Raises AlreadyDropped.
    """
    due_on = lesson.check_on
    after_days = lesson.first_check_after if after_days is None else after_days
    _look_again(lesson, Status.RELAPSED, at=at, after_days=after_days)
    keep_evidence(lesson, EvidenceOutcome.RELAPSED, note=note, incident=incident, on=lesson.team.day_of(at))
    tell_turn(lesson, Turn.RELAPSED, at=at, by=by, reason=note, due_on=due_on)


@transaction.atomic
def keep_trying(lesson: Lesson, *, at: datetime, by: User | None = None, note: str = "") -> None:
    """Too early to tell: the lesson is being tried, and is soon looked at again.

    Raises AlreadyDropped.
    """
    due_on = lesson.check_on
    _look_again(lesson, Status.TRYING, at=at, after_days=lesson.first_check_after)
    tell_turn(lesson, Turn.TRIED, at=at, by=by, reason=note, due_on=due_on)


@transaction.atomic
def drop(lesson: Lesson, *, reason: str, at: datetime, by: User | None = None) -> None:
    """Give a lesson up, for a reason everybody can read. It is not checked any more, and what was to be done for it is
    let go.

    Raises AlreadyDropped.
    """
    due_on = lesson.check_on
    _move(lesson, status=Status.DROPPED, norm_since=None, check_on=None, remind_at=None, dropped_because=reason)
    lesson.actions.unfinished().update(answer=Answer.LET_GO, remind_at=None, rests_until=None)
    tell_turn(lesson, Turn.DROPPED, at=at, by=by, reason=reason, due_on=due_on)


def _look_again(
    lesson: Lesson, status: Status, *, at: datetime, after_days: int, norm_since: date | None = None
) -> None:
    """Say where the lesson stands after it was looked at, and when it is looked at next."""
    check_on = check_day(lesson.team, lesson.team.day_of(at), after_days)
    _move(lesson, status=status, norm_since=norm_since, check_on=check_on, remind_at=at)


def keep_evidence(lesson: Lesson, outcome: EvidenceOutcome, *, note: str, incident: Incident | None, on: date) -> None:
    """Keep what was seen of a lesson. It changes nothing of where the lesson stands."""
    team_id = incident.team_id if incident else lesson.team_id
    Evidence.objects.create(
        lesson=lesson, incident=incident, team_id=team_id, outcome=outcome, note=storable(note), noted_on=on
    )


def _move(lesson: Lesson, **fields: object) -> None:
    if not Lesson.objects.filter(pk=lesson.pk).exclude(status=Status.DROPPED).update(**fields):
        raise AlreadyDropped(lesson)
    lesson.refresh_from_db()


def check_day(team: Team, today: date, after_days: int) -> date:
    """So many days later, or the next working day after that."""
    return team.working_days.on_or_after(today + timedelta(days=after_days))
