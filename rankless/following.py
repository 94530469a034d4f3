"""Following a debrief live: every screen that shows it asks whether it moved, and nobody's presence is known.

A screen asks by a token of the debrief, not as a person: the answer needs no sign-in, and holds the phase and a number and
no word of what was written.
"""

from django.core.signing import BadSignature, Signer
from django.db.models import F

from rankless.models import Debrief

_signer = Signer(salt="rankless.following")


def moved(debrief: Debrief) -> None:
    """Count one more change that other screens have to show; in the transaction of the change itself.

    Never for handing in, withdrawing, casting, answering or objecting: a number that moves then would tell of it.
    """
    Debrief.objects.filter(pk=debrief.pk).update(moves=F("moves") + 1)


def token_of(debrief: Debrief) -> str:
    """What a screen asks by: the same for everybody, and not to be guessed."""
    return _signer.sign(str(debrief.pk))


def state_by(token: str) -> str | None:
    """Where the debrief of `token` stands now, as one word; None if there is none."""
    try:
        number = _signer.unsign(token)
    except BadSignature:
        return None
    found = Debrief.objects.filter(pk=number).values_list("phase", "moves").first()
    return _state(*found) if found else None


def state_of(debrief: Debrief) -> str:
    """Where the debrief stood when it was read: a page carries it, and asks whether it still holds."""
    return _state(debrief.phase, debrief.moves)


def _state(phase: str, moves: int) -> str:
    return f"{phase}-{moves}"
