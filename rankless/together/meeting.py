"""A debrief together in a room: one shared screen with a timer, and an order of speaking that is drawn by lot.

In each round every voice speaks once before anybody speaks twice, and nobody twice in a row. What is here is seen by all
screens; whoever takes part may press its buttons, since hosting gives no rights.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from secrets import SystemRandom

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rankless.errors import DebriefError
from rankless.following import moved
from rankless.locking import held
from rankless.models import Debrief, Meeting, Voice

MINUTES = (5, 10, 15)


class UnknownTime(DebriefError):
    """A timer runs for one of a few times."""


@dataclass(frozen=True)
class Speaking:
    """Whose turn it is and who comes after in this round, by name; `turn` is sent along with the wish to go on."""

    now: str
    then: list[str]
    turn: str


def draw_round(voices: Collection[int], *, last: int | None, chance: Random) -> list[int]:
    """Every voice once, in an order drawn by lot in which `last`, who spoke just now, does not speak again at once."""
    order = sorted(voices)
    chance.shuffle(order)
    if len(order) > 1 and order[0] == last:
        other = chance.randrange(1, len(order))
        order[0], order[other] = order[other], order[0]
    return order


def go_on(order: Sequence[int], turn: int, *, voices: Collection[int], chance: Random) -> tuple[list[int], int]:
    """The order and the place in it after the next turn.

    Who left is passed over, and who came speaks in this round too. At its end another round is drawn.
    """
    spoken, waiting = list(order[: turn + 1]), [voice for voice in order[turn + 1 :] if voice in voices]
    for newcomer in sorted(set(voices) - set(order)):
        waiting.insert(chance.randint(0, len(waiting)), newcomer)
    if spoken and waiting:
        return spoken + waiting, len(spoken)
    return draw_round(voices, last=spoken[-1] if spoken else None, chance=chance), 0


@transaction.atomic
def next_speaker(debrief: Debrief, *, after: str) -> None:
    """Give the word to the next voice. `after` is the turn that was seen: two people who press at once go on by one."""
    held(debrief.pk)
    meeting, _is_new = Meeting.objects.get_or_create(debrief=debrief)
    if after != _turn_of(meeting):
        return
    voices = set(_voices_of(debrief).values_list("pk", flat=True))
    meeting.order, meeting.turn = go_on(meeting.order, meeting.turn, voices=voices, chance=SystemRandom())
    meeting.save(update_fields=["order", "turn"])
    moved(debrief)


@transaction.atomic
def start_timer(debrief: Debrief, *, minutes: int, at: datetime) -> None:
    """Let the same time end on all screens. Raises UnknownTime."""
    if minutes not in MINUTES:
        raise UnknownTime(minutes)
    held(debrief.pk)
    Meeting.objects.update_or_create(debrief=debrief, defaults={"ends_at": at + timedelta(minutes=minutes)})
    moved(debrief)


@transaction.atomic
def stop_timer(debrief: Debrief) -> None:
    held(debrief.pk)
    if Meeting.objects.filter(debrief=debrief, ends_at__isnull=False).update(ends_at=None):
        moved(debrief)


def meeting_of(debrief: Debrief) -> Meeting:
    """The meeting as it stands; an unsaved one before the first button was pressed."""
    return Meeting.objects.filter(debrief=debrief).first() or Meeting(debrief=debrief)


def speaking_in(meeting: Meeting) -> Speaking:
    """Who speaks now and after; whoever left meanwhile is passed over."""
    voices = _voices_of(meeting.debrief).select_related("person").in_bulk(meeting.order[meeting.turn :])
    names = [_named(voices[key]) for key in meeting.order[meeting.turn + 1 :] if key in voices]
    now = voices.get(meeting.order[meeting.turn]) if meeting.order else None
    return Speaking(now=_named(now) if now else "", then=names, turn=_turn_of(meeting))


def _voices_of(debrief: Debrief) -> QuerySet[Voice]:
    """Everybody who can speak: the people invited who still come, and guests."""
    return debrief.voices.filter(Q(person=None) | Q(person__is_active=True))


def _turn_of(meeting: Meeting) -> str:
    return f"{meeting.turn}-{meeting.order[meeting.turn]}" if meeting.order else ""


def _named(voice: Voice) -> str:
    return str(voice.person) if voice.person else _("A guest")
