"""Putting a lesson differently: its words, what it is about, what is expected of it and when it is looked at.

Anyone of the team may. Where it stands is not among it: only a check says that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from foundation.database.engine import locked
from foundation.text import storable
from incidents.models import Factor, Point, Stage, Theme
from lessons.learning import AlreadyDropped, LearningError
from lessons.models import Lesson, LessonKind, Status, Turn
from lessons.turns import tell_turn
from people.models import User


class ChangedMeanwhile(LearningError):
    """Somebody else changed it after this person had opened it."""


class SaidAlready(LearningError):
    """Another lesson of the same debrief has these very words."""


@dataclass(frozen=True)
class Put:
    """Everything about a lesson that people may put differently."""

    sentence: str
    kind: LessonKind
    stage: Stage | None
    themes: list[Theme]
    factors: list[Factor]
    points: list[Point]
    expects: str
    how_to_look: str
    first_check_after: int
    later_check_after: int


Chosen = dict[str, list[int]]
"""What a lesson is about besides its stage, by their ids: factors, themes, and the points it came from."""


def chosen_of(lesson: Lesson) -> Chosen:
    return {
        name: sorted(getattr(lesson, name).values_list("pk", flat=True)) for name in ("factors", "themes", "points")
    }


def seen_of(lesson: Lesson, chosen: Chosen | None = None) -> str:
    """A mark of what somebody sees who opens it; it is another one as soon as anything of it was changed."""
    chosen = chosen_of(lesson) if chosen is None else chosen
    words = (lesson.sentence, str(lesson.kind), lesson.stage_id, lesson.expects, lesson.how_to_look)
    return _mark((*words, lesson.first_check_after, lesson.later_check_after), chosen)


def _mark_of(put: Put) -> str:
    """The mark that a lesson has once it is put so."""
    chosen = {name: sorted(row.pk for row in getattr(put, name)) for name in ("factors", "themes", "points")}
    expects, how_to_look = _as_kept(put.expects), _as_kept(put.how_to_look)
    words = (_as_kept(put.sentence), str(put.kind), put.stage.pk if put.stage else None, expects, how_to_look)
    return _mark((*words, put.first_check_after, put.later_check_after), chosen)


def _mark(shown: tuple[str | int | None, ...], chosen: Chosen) -> str:
    return sha256(repr((*shown, *sorted(chosen.items()))).encode()).hexdigest()[:16]


def _as_kept(words: str) -> str:
    return storable(words).strip()


@transaction.atomic
def put_differently(lesson: Lesson, put: Put, *, seen: str, at: datetime, by: User) -> None:
    """Keep it as somebody put it. Its story says what its words were before. What is so already, as by a press that came
    twice, stays as it is.

    Raises AlreadyDropped, ChangedMeanwhile and SaidAlready.
    """
    lesson = locked(Lesson.objects.filter(pk=lesson.pk)).get()
    before, was = lesson.sentence, seen_of(lesson)
    if lesson.status == Status.DROPPED:
        raise AlreadyDropped(lesson)
    if was != seen:
        if was == _mark_of(put):
            return
        raise ChangedMeanwhile(lesson)
    lesson.sentence = _as_kept(put.sentence)
    if (
        lesson.sentence != before
        and Lesson.objects.filter(debrief=lesson.debrief_id, sentence=lesson.sentence).exists()
    ):
        raise SaidAlready(lesson)
    lesson.kind, lesson.stage = put.kind, put.stage
    lesson.expects, lesson.how_to_look = _as_kept(put.expects), _as_kept(put.how_to_look)
    _look_at_other_times(lesson, put, at=at)
    lesson.save(update_fields=_KEPT)
    lesson.themes.set(put.themes)
    lesson.factors.set(put.factors)
    lesson.points.set(put.points)
    if seen_of(lesson) != was:
        tell_turn(lesson, Turn.CHANGED, at=at, by=by, reason=before if lesson.sentence != before else "")


def _look_at_other_times(lesson: Lesson, put: Put, *, at: datetime) -> None:
    """The next look moves by as many days as were added or taken away; whoever is to look is reminded anew."""
    is_norm = lesson.status == Status.NORM
    before = lesson.later_check_after if is_norm else lesson.first_check_after
    lesson.first_check_after, lesson.later_check_after = put.first_check_after, put.later_check_after
    after = put.later_check_after if is_norm else put.first_check_after
    if after != before and lesson.check_on:
        moved = lesson.check_on + timedelta(days=after - before)
        lesson.check_on, lesson.remind_at = lesson.team.working_days.on_or_after(moved), at


_KEPT = [
    *("sentence", "kind", "stage", "expects", "how_to_look"),
    *("first_check_after", "later_check_after", "check_on", "remind_at"),
]
