"""After the talk: everybody who was invited reads the same words, and may answer two questions.

An answer is sealed until the time for it is over; then all answers of a debrief are opened together and only counted. What
is shown of a team rests on five answers at least and changes by five at least, so no look at it tells of one person.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial, reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import GreaterThan

from foundation.database.engine import locked
from foundation.zones import hindmost_day
from people.models import User
from rankless.envelopes import forget_on_commit, mark, opened
from rankless.errors import DebriefError
from rankless.models import Afterwards, Debrief, Envelope, Purpose, TeamPulse, Voice
from rankless.one_by_one import one_by_one

ANSWER_WITHIN_WORKING_DAYS = 5
FEWEST_ANSWERS = 5
BATCH = 100
BITS = 62
"""Fewer than a column has, so that none is its sign."""

QUESTIONS = ("could_say", "come_again")


class NotAsked(DebriefError):
    """Nothing is asked: the debrief is not complete, or the time to answer is over."""


class AlreadyAnswered(DebriefError):
    """This voice has answered; an answer that was given cannot be found again."""


def begin(debrief: Debrief, *, at: datetime) -> None:
    """Ask everybody who is invited, in the transaction that completes the debrief.

    One that was opened again and completed anew asks anew: what was answered the first time is counted before.
    """
    asked = locked(Afterwards.objects.filter(pk=debrief.pk, closed_at__isnull=True)).first()
    if asked and _count(asked, team_id=debrief.team_id):
        forget_on_commit()
    team = debrief.team
    due_on = team.working_days.add(team.day_of(at), ANSWER_WITHIN_WORKING_DAYS)
    people = Voice.objects.filter(debrief=debrief, person__isnull=False).values_list("person_id", flat=True)
    anew = {"begun_at": at, "due_on": due_on, "closed_at": None, "remind_at": at, "people_bits": bits_of(people)}
    Afterwards.objects.update_or_create(debrief=debrief, defaults=anew)


def is_asking(debrief: Debrief) -> bool:
    """Whether answers are taken now."""
    return _asking(debrief.pk).exists()


@transaction.atomic
def answer(voice: Voice, *, could_say: bool, come_again: bool) -> None:
    """Seal what `voice` answers, once. Raises NotAsked, AlreadyAnswered."""
    if locked(_asking(voice.debrief_id)).first() is None:
        raise NotAsked(voice)
    if not Voice.objects.filter(pk=voice.pk, has_answered=False).exists():
        raise AlreadyAnswered(voice)
    mark(voice, "has_answered")
    content = {"could_say": could_say, "come_again": come_again}
    Envelope.objects.create(debrief_id=voice.debrief_id, purpose=Purpose.ANSWERS, content=content)


def close_due(*, at: datetime) -> int:
    """Count the answers of debriefs whose time to answer is over, and ask no more; return how many were closed."""
    due = Afterwards.objects.filter(closed_at__isnull=True, due_on__lt=hindmost_day(at)).order_by("due_on", "pk")
    closed = one_by_one(list(due.values_list("pk", flat=True)[:BATCH]), partial(close, at=at))
    if closed:
        forget_on_commit()
    return closed


@transaction.atomic
def close(pk: int, *, at: datetime) -> bool:
    """Count the answers of one debrief and ask no more, unless another worker has done it or is about to."""
    asked = locked(Afterwards.objects.filter(pk=pk, closed_at__isnull=True), skip=True).first()
    if asked is None:
        return False
    _count(asked, team_id=asked.debrief.team_id)
    Afterwards.objects.filter(pk=pk).update(closed_at=at, remind_at=None)
    return True


def unanswered_by(person: User | int) -> Q:
    """Of words that are read by voices: those this person has not answered. For nobody's eyes but their own."""
    return Q(debrief__voices__person=person, debrief__voices__has_answered=False)


def bits_of(people: Iterable[int | None]) -> int:
    """The bit of each of these people, by number, in one sum."""
    return reduce(or_, (1 << (person % BITS) for person in people if person), 0)


def has_bit(bit: int) -> Q:
    """Of words that are read by voices: those that may await whoever has this bit. Of all others it is sure they do not."""
    return Q(GreaterThan(F("people_bits").bitand(bit), 0))


def _asking(debrief_id: int) -> QuerySet[Afterwards]:
    still_open = Afterwards.objects.filter(pk=debrief_id, closed_at__isnull=True)
    return still_open.filter(debrief__in=Debrief.objects.complete())


def _count(asked: Afterwards, *, team_id: int) -> bool:
    """Open all answers of the debrief at once, count them, and forget who gave one; say whether there were any."""
    answers = opened(asked.pk, Purpose.ANSWERS)
    if not answers:
        return False
    _add(answers, team_id=team_id)
    Voice.objects.filter(debrief_id=asked.pk).update(has_answered=False)
    return True


def _add(answers: Collection[Mapping[str, bool]], *, team_id: int) -> None:
    """Add answers to those that wait; all that wait are shown together as soon as there are enough of them."""
    TeamPulse.objects.get_or_create(team_id=team_id)
    pulse = locked(TeamPulse.objects.filter(pk=team_id)).get()
    pulse.pending_answers += len(answers)
    pulse.pending_could_say += sum(given["could_say"] for given in answers)
    pulse.pending_come_again += sum(given["come_again"] for given in answers)
    if pulse.pending_answers >= FEWEST_ANSWERS:
        for name in ("answers", *QUESTIONS):
            setattr(pulse, name, getattr(pulse, name) + getattr(pulse, f"pending_{name}"))
            setattr(pulse, f"pending_{name}", 0)
    pulse.save()
