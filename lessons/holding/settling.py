"""What people say of a letter that looks like a lesson: that it came back, that it shows that it holds, or neither.

Anybody of the team may say so; nobody is named as the one who did when it happens beside a debrief. What came back
reopens the lesson, and those who lead hear of it as of every relapse. That a letter shows that a lesson holds makes it
no norm: only a check does.
"""

from datetime import datetime

from django.db import transaction

from foundation.engine import locked
from foundation.text import storable
from incidents.models import Incident
from lessons.learning import AlreadyDropped, LearningError, keep_evidence, report_relapse
from lessons.models import Answered, EvidenceOutcome, Lesson, LessonKind, LooksLike, Sighting, Status
from people.models import User


class AlreadySettled(LearningError):
    """Somebody said before what this letter is to the lesson."""


class NotAlike(LearningError):
    """The lesson is another team's, or the letter can neither contradict it nor show that it holds."""


def what_it_would_say(lesson_kind: LessonKind | str, incident: Incident) -> LooksLike | None:
    """What a letter of this kind says of a lesson of that kind, if it is about the same."""
    if not incident.is_complaint:
        return LooksLike.PROOF
    return LooksLike.RELAPSE if lesson_kind == LessonKind.PREVENT else None


@transaction.atomic
def say_again(lesson: Lesson, incident: Incident, *, at: datetime, by: User | None = None) -> Sighting:
    """“This is that again”: somebody who read both says so, whether or not the letter was brought to the lesson.

    Raises NotAlike, AlreadySettled and AlreadyDropped.
    """
    looks_like = what_it_would_say(lesson.kind, incident)
    if looks_like is None or lesson.team_id != incident.team_id:
        raise NotAlike(lesson, incident)
    sighting, _ = Sighting.objects.get_or_create(
        lesson=lesson,
        incident=incident,
        defaults={"looks_like": looks_like, "found_on": lesson.team.day_of(at)},
    )
    if sighting.state == Answered.DISMISSED:
        sighting.state, sighting.dismissed_because = Answered.OPEN, ""
        sighting.save(update_fields=["state", "dismissed_because"])
    confirm(sighting, at=at, by=by)
    return sighting


@transaction.atomic
def confirm(sighting: Sighting, *, at: datetime, by: User | None = None) -> None:
    """So it is: the letter is kept as evidence, and if it says that the lesson did not hold, the lesson is open again.

    Raises AlreadySettled and AlreadyDropped.
    """
    _settle(sighting, Answered.CONFIRMED)
    lesson = locked(Lesson.objects.filter(pk=sighting.lesson_id)).get()
    if lesson.status == Status.DROPPED:
        raise AlreadyDropped(lesson)
    if sighting.is_relapse and lesson.status in {Status.TRYING, Status.NORM}:
        report_relapse(lesson, at=at, by=by, incident=sighting.incident)
        return
    outcome = EvidenceOutcome.RELAPSED if sighting.is_relapse else EvidenceOutcome.HELD
    keep_evidence(lesson, outcome, note="", incident=sighting.incident, on=lesson.team.day_of(at))


@transaction.atomic
def dismiss(sighting: Sighting, *, because: str) -> None:
    """It is something else. From then on letters are brought to the lesson only if they are liker to it than this one.

    Raises AlreadySettled.
    """
    _settle(sighting, Answered.DISMISSED, because=storable(because).strip())


def _settle(sighting: Sighting, state: Answered, *, because: str = "") -> None:
    to_settle = Sighting.objects.to_settle().filter(pk=sighting.pk)
    if not to_settle.update(state=state, dismissed_because=because):
        raise AlreadySettled(sighting)
    sighting.refresh_from_db(fields=["state", "dismissed_because"])
