"""What lies sealed in a debrief, opening all of one kind together, and the marks that keep a voice from sealing twice."""

from typing import Any

from django.db import transaction
from django.db.models import Case, F, Model, QuerySet, Value, When

from foundation.database.engine import forget_deleted
from rankless.models import Envelope, Purpose, Voice


def sealed(debrief_id: int, purpose: Purpose) -> QuerySet[Envelope]:
    return Envelope.objects.filter(debrief_id=debrief_id, purpose=purpose)


def opened(debrief_id: int, purpose: Purpose) -> list[Any]:
    """What lay in all of them; the envelopes go in the same transaction, which is that of whoever opens them."""
    envelopes = sealed(debrief_id, purpose)
    contents = list(envelopes.values_list("content", flat=True))
    envelopes.delete()
    return contents


def forget_on_commit(*also: type[Model]) -> None:
    """Once the transaction is done, clear from the disk what it took out of envelopes and off voices.

    What is left there could still tell who handed in what, as an older state of the ballot box would tell the last ballot.
    `also` are other tables to clear.
    """
    transaction.on_commit(lambda: forget_deleted(Envelope, Voice, *also))


def mark(voice: Voice, name: str, *, is_set: bool = True) -> None:
    """Set or take off one mark of a voice, in the transaction that writes its envelope; the debrief is held.

    All voices of the debrief are written, so that none of their rows tells by its transaction id whose envelope that is.
    """
    others_keep_theirs = Case(When(pk=voice.pk, then=Value(is_set)), default=F(name))
    Voice.objects.filter(debrief_id=voice.debrief_id).update(**{name: others_keep_theirs})
