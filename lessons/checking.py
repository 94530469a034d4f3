"""What becomes of a lesson when somebody who leads has looked whether it holds."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from foundation.database.engine import locked
from incidents.models import Incident
from lessons.learning import LearningError, confirm_held, drop, keep_trying, report_relapse
from lessons.models import Lesson, LessonEvent, Turn
from lessons.turns import where_it_was_said
from people.models import User


class Finding(TextChoices):
    HOLDS = "holds", _("It holds")
    TRYING = "trying", _("Still being tried")
    CAME_BACK = "came_back", _("It came back")
    DROP = "drop", _("Drop it")


TURN_OF = {
    Finding.HOLDS: Turn.NORM,
    Finding.TRYING: Turn.TRIED,
    Finding.CAME_BACK: Turn.RELAPSED,
    Finding.DROP: Turn.DROPPED,
}


@dataclass(frozen=True)
class Found:
    """What was found, a note, and the letter that shows it; `seen` is the last turn that its writer had before them."""

    finding: Finding
    note: str
    letter: Incident | None
    seen: int | None


class DecidedMeanwhile(LearningError):
    """Somebody else said where the lesson stands while this person was looking."""


@transaction.atomic
def settle(lesson: Lesson, found: Found, *, at: datetime, by: User) -> None:
    """Let the lesson become what was found by somebody who leads. The same said twice, as by two presses, is kept once.

    Raises AlreadyDropped and DecidedMeanwhile.
    """
    locked(Lesson.objects.filter(pk=lesson.pk)).get()
    last = where_it_was_said(lesson)
    if found.seen is not None and found.seen != (last.pk if last else 0):
        if last and _says_the_same(last, found, by=by):
            return
        raise DecidedMeanwhile(lesson)
    match found.finding:
        case Finding.HOLDS:
            confirm_held(lesson, at=at, by=by, note=found.note, incident=found.letter)
        case Finding.CAME_BACK:
            report_relapse(lesson, at=at, by=by, note=found.note, incident=found.letter)
        case Finding.DROP:
            drop(lesson, reason=found.note, at=at, by=by)
        case _:
            keep_trying(lesson, at=at, by=by, note=found.note)


def _says_the_same(last: LessonEvent, found: Found, *, by: User) -> bool:
    return (last.what, last.by_id, last.reason) == (TURN_OF[found.finding], by.pk, found.note.strip())
