"""Choosing the other way: notes first instead of three boxes, or three boxes instead of notes.

The long way is chosen while nothing is written. The short way is chosen while nothing is handed in; but whether something
is, nobody may learn by asking for it. It therefore begins at the next of the fixed times at which progress is told.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from foundation.database.engine import locked
from rankless.alone.gathering import BATCH, NotGathering, held_gathering
from rankless.envelopes import forget_on_commit
from rankless.errors import DebriefError
from rankless.following import moved
from rankless.models import Debrief, Gathering, Part, Phase, Voice, Way
from rankless.one_by_one import one_by_one
from rankless.opening import begin_gathering, pace_of
from rankless.together.hosting import draw_host


class SomethingWritten(DebriefError):
    """There are texts, so that writing alone comes too late."""


def may_choose_long(debrief: Debrief) -> bool:
    """Whether the short way is still without a word."""
    return debrief.is_short and not debrief.is_complete and not any(debrief.text_of(part) for part in Part)


@transaction.atomic
def choose_long(debrief: Debrief, *, at: datetime) -> None:
    """Write notes first. A debrief that is on the long way stays as it is. Raises SomethingWritten."""
    held: Debrief = locked(Debrief.objects.filter(pk=debrief.pk)).get()
    if not held.is_short:
        return
    if not may_choose_long(held):
        raise SomethingWritten(debrief)
    Debrief.objects.filter(pk=held.pk).update(way=Way.LONG, phase=Phase.GATHER, moves=F("moves") + 1)
    if not held.voices.filter(is_host=True).exists():
        draw_host(held)
    begin_gathering(held, pace=pace_of(held.team), at=at)


@transaction.atomic
def choose_short(debrief: Debrief) -> None:
    """Ask for the short way, which begins soon if nothing is handed in by then. Raises NotGathering."""
    gathering = held_gathering(debrief.pk)
    if not gathering.wants_short:
        Gathering.objects.filter(pk=gathering.pk).update(wants_short=True)
        moved(debrief)


def take_short_ways() -> None:
    """Take the short way wherever somebody chose it and nothing is handed in, some debriefs at a time.

    Called at the fixed times at which progress is told: that it was not taken tells no more than that.
    """
    wanting = Gathering.objects.filter(wants_short=True).order_by("pk").values_list("pk", flat=True)
    one_by_one(list(wanting[:BATCH]), take_short_way)


@transaction.atomic
def take_short_way(debrief_id: int) -> bool:
    """Go to the three boxes unless something is handed in; say whether it was done."""
    try:
        gathering = held_gathering(debrief_id)
    except NotGathering:
        return False
    if Voice.objects.filter(debrief_id=debrief_id, has_handed_in=True).exists():
        Gathering.objects.filter(pk=debrief_id).update(wants_short=False)
        moved(gathering.debrief)
        return False
    Voice.objects.filter(debrief_id=debrief_id).update(wants_reveal=False, accepts_few=False, guest_key="")
    gathering.delete()
    Debrief.objects.filter(pk=debrief_id).update(way=Way.SHORT, phase=Phase.AGREE, moves=F("moves") + 1)
    forget_on_commit(Gathering)
    return True
