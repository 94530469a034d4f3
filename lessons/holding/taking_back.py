"""Taking back what was said of a letter by mistake: that it is that again, or that it shows that a lesson holds.

Anybody of the team may, with a reason, as anybody may say it. What was said stays in the story of the lesson, beside that it
was taken back. The lesson stands again where it stood, unless something else was said of it since: no letter undoes a check.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from foundation.database.engine import locked
from foundation.text import storable
from lessons.holding.settling import AlreadySettled
from lessons.models import Answered, Evidence, EvidenceOutcome, Lesson, LessonEvent, LooksLike, Sighting, Status, Turn
from lessons.turns import tell_turn, where_it_was_said
from people.models import User


@transaction.atomic
def take_back(sighting: Sighting, *, because: str, at: datetime, by: User | None = None) -> bool:
    """The letter was something else. It is no evidence any more, and letters like it are not asked about again.

    Whether the lesson stands again where it stood before. Raises AlreadySettled where nobody said that it is so.
    """
    because = storable(because).strip()
    confirmed = Sighting.objects.filter(pk=sighting.pk, state=Answered.CONFIRMED)
    if not confirmed.update(state=Answered.DISMISSED, dismissed_because=because):
        raise AlreadySettled(sighting)
    sighting.refresh_from_db()
    lesson = locked(Lesson.objects.filter(pk=sighting.lesson_id)).get()
    seen = _no_evidence_any_more(sighting, lesson)
    if not sighting.is_relapse:
        return False
    if sighting.incident.team_id != lesson.team_id:
        _forget_elsewhere(sighting, lesson)
        return False
    opened_by_it = _that_opened(lesson, sighting, seen)
    Sighting.objects.filter(pk=sighting.pk).update(stood_at="", stood_since_on=None, was_to_be_checked_on=None)
    if opened_by_it:
        LessonEvent.objects.filter(pk=opened_by_it.pk).update(what=Turn.MISTAKEN, due_on=None)
        Lesson.objects.filter(pk=lesson.pk).update(
            status=sighting.stood_at,
            norm_since=sighting.stood_since_on,
            check_on=sighting.was_to_be_checked_on,
            remind_at=at,
        )
    tell_turn(lesson, Turn.RIGHTED, at=at, by=by, reason=because)
    return opened_by_it is not None


def _no_evidence_any_more(sighting: Sighting, lesson: Lesson) -> Evidence | None:
    """What was kept as it was confirmed; what a check found with the same letter stays."""
    outcome = EvidenceOutcome.RELAPSED if sighting.is_relapse else EvidenceOutcome.HELD
    kept = Evidence.objects.filter(lesson=lesson, incident=sighting.incident_id, outcome=outcome, note="")
    seen = kept.order_by("pk").first()
    if seen:
        Evidence.objects.filter(pk=seen.pk).delete()
    return seen


def _that_opened(lesson: Lesson, sighting: Sighting, seen: Evidence | None) -> LessonEvent | None:
    """The turn by which this letter opened the lesson, if nothing has been said of where it stands since.

    Where other letters said so too, the next of them is the one that keeps it open.
    """
    if not sighting.stood_at or lesson.status != Status.RELAPSED or seen is None:
        return None
    others = Evidence.objects.seen_at_home().filter(lesson=lesson, outcome=EvidenceOutcome.RELAPSED)
    later = list(others.filter(pk__gt=seen.pk).order_by("pk").values_list("incident", flat=True))
    last = where_it_was_said(lesson)
    if last is None or last.what != Turn.RELAPSED:
        return None
    if later:
        _leave_open_by_the_next(sighting, later)
        return None
    return last


def _leave_open_by_the_next(sighting: Sighting, later: Sequence[int | None]) -> None:
    """Keep beside the next letter where the lesson stood, if none but letters said since that it came back."""
    confirmed = Sighting.objects.filter(
        lesson=sighting.lesson_id, looks_like=LooksLike.RELAPSE, state=Answered.CONFIRMED, incident__in=later
    )
    if set(confirmed.values_list("incident", flat=True)) != set(later):
        return
    Sighting.objects.filter(lesson=sighting.lesson_id, incident=later[0]).update(
        stood_at=sighting.stood_at,
        stood_since_on=sighting.stood_since_on,
        was_to_be_checked_on=sighting.was_to_be_checked_on,
    )


def _forget_elsewhere(sighting: Sighting, lesson: Lesson) -> None:
    """The team that learned the lesson reads no more that it came back in the other; why is the other team's own."""
    told = LessonEvent.objects.filter(lesson=lesson, what=Turn.ELSEWHERE, team=sighting.incident.team_id)
    last = told.order_by("-pk").first()
    if last:
        last.delete()
