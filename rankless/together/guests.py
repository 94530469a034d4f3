"""Guests: people without an account who write as a voice from their phone while a debrief gathers.

They come in by a code that stands on the shared screen. A guest is known by the hash of a random key that only their
browser holds; the reveal takes that away too. How many guests there are, and how many of them wrote, is shown nowhere.
"""

import hashlib
import secrets
import unicodedata

from django.db import transaction
from django.db.models import F

from rankless.alone.gathering import held_gathering
from rankless.errors import DebriefError
from rankless.following import moved
from rankless.locking import held
from rankless.models import Debrief, Gathering, Phase, Voice

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a code: none that is taken for another when read from a wall."""
CODE_LENGTH = 8
MOST_GUESTS = 30


class UnknownCode(DebriefError):
    """No debrief gathers under this code, or none any more."""


class NoPlaceLeft(DebriefError):
    """As many guests as a debrief takes have joined."""


def read_code(typed: str) -> str | None:
    """The code as it is stored, however it was typed: small letters, spaces and dashes do not matter. None for others."""
    plain = unicodedata.normalize("NFKC", typed[: CODE_LENGTH * 4]).upper()
    code = "".join(
        character for character in plain if not (character.isspace() or unicodedata.category(character) == "Pd")
    )
    return code if len(code) == CODE_LENGTH and set(code) <= set(LETTERS) else None


def spoken(code: str) -> str:
    """The code in two halves, to be read out and typed."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


@transaction.atomic
def open_door(debrief: Debrief) -> str:
    """Let guests join with a code; one that is open already stays as it is. Raises NotGathering."""
    gathering = held_gathering(debrief.pk)
    if gathering.join_code is None:
        gathering.join_code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        gathering.save(update_fields=["join_code"])
        moved(debrief)
    return gathering.join_code


@transaction.atomic
def close_door(debrief: Debrief) -> None:
    """The code lets nobody in any more; guests who joined go on writing."""
    held(debrief.pk)
    if Gathering.objects.filter(pk=debrief.pk, join_code__isnull=False).update(join_code=None):
        moved(debrief)


@transaction.atomic
def send_guests_away(debrief: Debrief) -> None:
    """Close the door and wait no longer for guests who have not handed in; what others handed in stays."""
    held(debrief.pk)
    Gathering.objects.filter(pk=debrief.pk).update(join_code=None, is_stale=True)
    Voice.objects.filter(debrief=debrief, person=None, has_handed_in=False).exclude(guest_key="").delete()
    moved(debrief)


@transaction.atomic
def join(code: str) -> tuple[Voice, str]:
    """Join as a guest: return the voice, and the key that the guest's browser keeps. Raises UnknownCode, NoPlaceLeft."""
    found = Gathering.objects.filter(join_code=code)
    held(found.values_list("pk", flat=True).first() or 0)
    gathering = found.first()
    if gathering is None:
        raise UnknownCode(code)
    if gathering.guests_joined >= MOST_GUESTS:
        raise NoPlaceLeft(code)
    Gathering.objects.filter(pk=gathering.pk).update(guests_joined=F("guests_joined") + 1, is_stale=True)
    key = secrets.token_urlsafe(32)
    return Voice.objects.create(debrief_id=gathering.pk, guest_key=_hash(key)), key


def guest_with(key: str) -> Voice | None:
    """The guest whose browser holds `key`, while their debrief gathers."""
    known = Voice.objects.select_related("debrief__incident__team").filter(debrief__phase=Phase.GATHER)
    return known.filter(guest_key=_hash(key)).first() if key else None


def behind_door(code: str) -> Debrief | None:
    """The debrief that guests can join by `code` now."""
    return Debrief.objects.select_related("incident").filter(gathering__join_code=code).first()


def have_joined(debrief: Debrief) -> bool:
    """Whether there are guests; nobody is told before the notes are shown."""
    return debrief.voices.filter(person=None).exists()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
