"""What people say of a letter that looks like a lesson: that it came back, that it shows that it holds, or neither.

Anybody of the team may say so; nobody is named as the one who did when it happens beside a debrief. What came back
reopens the lesson, and those who lead are asked on the next working day what now. That a letter shows that a lesson
holds makes it no norm: only a check does.

Letters of a team that took the lesson up count too. Whether it holds there is kept and stands in the story of the
lesson; where the lesson stands is said by the team that learned it.
"""

from datetime import datetime

from django.db import transaction

from foundation.database.engine import locked
from foundation.text import storable
from incidents.models import Incident
from lessons.learning import AlreadyDropped, LearningError, keep_evidence, report_relapse
from lessons.models import (
    Adoption,
    Answered,
    EvidenceOutcome,
    Lesson,
    LooksLike,
    Sighting,
    Status,
    Turn,
)
from lessons.turns import tell_turn
from people.models import User

LEADS_ASKED_AFTER_DAYS = 1
"""Whoever leads and finds by a check that it came back knows of it; what a letter showed they are to hear."""


class AlreadySettled(LearningError):
    """Somebody said before what this letter is to the lesson."""


class NotAlike(LearningError):
    """The team of the letter neither learned the lesson nor took it up."""


def what_it_would_say(incident: Incident) -> LooksLike:
    """Whether a letter of this kind speaks for or against a lesson about the same thing.

    A complaint speaks against it, also where the lesson is to repeat what other customers praised.
    """
    return LooksLike.RELAPSE if incident.is_complaint else LooksLike.PROOF


def is_worth_saying(incident: Incident, *, is_habit: bool, status: Status) -> bool:
    """Whether people beside the letter are asked: a habit that nobody has tried yet cannot have failed."""
    return not (is_habit and incident.is_complaint and status == Status.PROPOSED)


def holds_to(team_id: int, lesson: Lesson) -> bool:
    """Whether the team learned this lesson, or took it up and does it still."""
    return lesson.team_id == team_id or Adoption.objects.in_force().filter(lesson=lesson, team=team_id).exists()


@transaction.atomic
def say_again(lesson: Lesson, incident: Incident, *, at: datetime, by: User | None = None) -> Sighting:
    """“This is that again”: somebody who read both says so, whether or not the letter was brought to the lesson.

    Raises NotAlike, AlreadySettled and AlreadyDropped.
    """
    if not holds_to(incident.team_id, lesson):
        raise NotAlike(lesson, incident)
    sighting, _ = Sighting.objects.get_or_create(
        lesson=lesson,
        incident=incident,
        defaults={
            "team_id": incident.team_id,
            "looks_like": what_it_would_say(incident),
            "found_on": incident.team.day_of(at),
        },
    )
    if sighting.state == Answered.DISMISSED:
        sighting.state, sighting.dismissed_because = Answered.OPEN, ""
        sighting.save(update_fields=["state", "dismissed_because"])
    confirm(sighting, at=at, by=by)
    return sighting


@transaction.atomic
def confirm(sighting: Sighting, *, at: datetime, by: User | None = None) -> None:
    """So it is: the letter is kept as evidence, and if it says that the lesson did not hold, the lesson is open again
    with the team that learned it.

    Raises AlreadySettled and AlreadyDropped.
    """
    _settle(sighting, Answered.CONFIRMED)
    lesson = locked(Lesson.objects.filter(pk=sighting.lesson_id)).get()
    if lesson.status == Status.DROPPED:
        raise AlreadyDropped(lesson)
    incident = sighting.incident
    is_at_home = lesson.team_id == incident.team_id
    if sighting.is_relapse and is_at_home and lesson.status in {Status.TRYING, Status.NORM}:
        _remember(sighting, lesson)
        report_relapse(lesson, at=at, by=by, incident=incident, after_days=LEADS_ASKED_AFTER_DAYS)
        return
    outcome = EvidenceOutcome.RELAPSED if sighting.is_relapse else EvidenceOutcome.HELD
    keep_evidence(lesson, outcome, note="", incident=incident, on=incident.team.day_of(at))
    if sighting.is_relapse and not is_at_home:
        tell_turn(lesson, Turn.ELSEWHERE, at=at, by=by, team=incident.team)


@transaction.atomic
def dismiss(sighting: Sighting, *, because: str) -> None:
    """It is something else. From then on letters are brought to the lesson only if they are liker to it than this one.

    Raises AlreadySettled.
    """
    _settle(sighting, Answered.DISMISSED, because=storable(because).strip())


def _remember(sighting: Sighting, lesson: Lesson) -> None:
    """Keep where the lesson stands, in case this is taken back."""
    sighting.stood_at, sighting.stood_since_on = lesson.status, lesson.norm_since
    sighting.was_to_be_checked_on = lesson.check_on
    sighting.save(update_fields=["stood_at", "stood_since_on", "was_to_be_checked_on"])


def _settle(sighting: Sighting, state: Answered, *, because: str = "") -> None:
    to_settle = Sighting.objects.to_settle().filter(pk=sighting.pk)
    if not to_settle.update(state=state, dismissed_because=because):
        raise AlreadySettled(sighting)
    sighting.refresh_from_db(fields=["state", "dismissed_because"])
