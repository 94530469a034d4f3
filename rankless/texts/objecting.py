"""Objecting to what was agreed: sealed, and shown with all other objections at the next full quarter hour.

They come in random order, so that no moment tells of anybody. The standing of the texts ends with it, and they are written
further. How many fit is a bound on the debrief: one on each person would have to keep who objected (docs/anonymity.md).
"""

import hashlib
from secrets import SystemRandom

from django.db import transaction
from django.db.models import F

from foundation.database.engine import forget_deleted
from rankless.envelopes import opened, sealed
from rankless.errors import DebriefError
from rankless.locking import held
from rankless.models import Debrief, Envelope, Purpose
from rankless.one_by_one import one_by_one
from rankless.texts.seen import as_stored

ROOM_AT_LEAST = 30
"""So many objections fit until they are shown; where more people take part, one for each of them."""
BATCH = 100


class NotStanding(DebriefError):
    """There is nothing to object to: the texts are being written, or the debrief is complete."""


class NoRoomLeft(DebriefError):
    """As many objections lie sealed as fit; all of them are shown at the next full quarter hour."""


@transaction.atomic
def object_to(debrief: Debrief, *, reason: str, key: str) -> None:
    """Seal what somebody objects; sending it twice with the same `key` seals it once. Raises NotStanding, NoRoomLeft.

    Nothing else is written, so that nothing shows of it before all objections are opened.
    """
    now = held(debrief.pk)
    if now is None or not now.is_standing:
        raise NotStanding(debrief)
    waiting = sealed(debrief.pk, Purpose.OBJECTION)
    key_hash = hashlib.sha256(f"{debrief.pk}:{key}".encode()).hexdigest()
    if waiting.filter(key_hash=key_hash).exists():
        return
    if waiting.count() >= max(ROOM_AT_LEAST, now.voices.count()):
        raise NoRoomLeft(debrief)
    content = {"text": as_stored(reason)}
    Envelope.objects.create(debrief=debrief, purpose=Purpose.OBJECTION, content=content, key_hash=key_hash)


def open_objections() -> None:
    """Show what was objected since the last time, some debriefs at a time; each goes back to writing.

    Called at fixed times, so that nobody's moment is seen.
    """
    waiting = (
        Envelope.objects.filter(purpose=Purpose.OBJECTION).order_by("debrief_id").values_list("debrief_id", flat=True)
    )
    one_by_one(list(waiting.distinct()[:BATCH]), _open_objections_to)


@transaction.atomic
def _open_objections_to(debrief_id: int) -> None:
    now = held(debrief_id)
    if now is None or now.is_complete:
        return
    reasons = list(dict.fromkeys(content["text"] for content in opened(debrief_id, Purpose.OBJECTION)))
    if not reasons:
        return
    SystemRandom().shuffle(reasons)
    Debrief.objects.filter(pk=debrief_id).update(objections=reasons, objections_until=None, moves=F("moves") + 1)
    transaction.on_commit(lambda: forget_deleted(Envelope))
