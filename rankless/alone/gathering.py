"""Writing alone: each voice hands in its notes sealed, and until the reveal nobody sees any but their own.

What is handed in lies in an envelope without a name; a mark on the voice keeps anybody from handing in twice. The two are
written together and are parted for good by the reveal. Whoever holds the one-time key of an envelope can change or
withdraw it until then: the server keeps a hash of it, together with the voice it was made for, so that nobody can use a
key on another's notes (docs/anonymity.md).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction
from django.db.models import Count, Q

from foundation.database.engine import locked
from rankless.envelopes import forget_on_commit, mark, sealed
from rankless.errors import DebriefError
from rankless.following import moved
from rankless.locking import held
from rankless.models import Debrief, Envelope, Gathering, Progress, Purpose, Section, Voice

LEAST_HAND_INS = 3
"""With fewer the notes can be guessed, so that each writer is asked before they are shown."""
SMALL_GROUP = 5
"""With fewer invited, a way of writing gives its writer away; people are told before they write."""
LONGEST_NOTE = 5_000
MOST_NOTES = 60
BATCH = 500


class NotGathering(DebriefError):
    """The time to write alone is over: the notes have been shown, or the team chose the short way."""


class NotTakingPart(DebriefError):
    """This voice stepped out, or was a guest whose time is over."""


class AlreadyHandedIn(DebriefError):
    """This voice has handed in; with its key the notes can be changed."""


class UnknownKey(DebriefError):
    """No envelope of this voice belongs to the key."""


@dataclass(frozen=True)
class Note:
    """One thought of one voice: in which section, about which stage of the customer's way if any."""

    section: Section
    text: str
    stage_id: int | None = None

    def sealed(self) -> dict[str, Any]:
        return {"section": self.section.value, "stage": self.stage_id, "text": self.text}

    @classmethod
    def unsealed(cls, content: dict[str, Any]) -> Self:
        return cls(Section(content["section"]), content["text"], content["stage"])


@dataclass(frozen=True)
class Tally:
    """How many voices there are, and how many of them did what while they gather. Never shown as it is."""

    invited: int
    heard: int
    accepting: int
    wanting: int

    @property
    def progress(self) -> Progress:
        if self.heard == 0:
            return Progress.NONE
        if self.heard >= self.invited:
            return Progress.ALL
        return Progress.MOST if self.heard * 2 > self.invited else Progress.SOME


NOBODY = Tally(invited=0, heard=0, accepting=0, wanting=0)


@transaction.atomic
def hand_in(voice: Voice, notes: Iterable[Note], *, key: str) -> None:
    """Seal what `voice` wrote; no notes at all is “nothing to add” and is heard like any other.

    Sending the same again with the same key changes nothing. Raises NotGathering, NotTakingPart, AlreadyHandedIn.
    """
    held_gathering(voice.debrief_id)
    content = [note.sealed() for note in notes]
    if not Voice.objects.filter(pk=voice.pk, has_handed_in=False).exists():
        if not Voice.objects.filter(pk=voice.pk).exists():
            raise NotTakingPart(voice)
        envelope = envelope_of(voice, key)
        if envelope and envelope.content == content:
            return
        raise AlreadyHandedIn(voice)
    mark(voice, "has_handed_in")
    Envelope.objects.create(
        debrief_id=voice.debrief_id, purpose=Purpose.NOTES, content=content, key_hash=_hash(voice, key)
    )
    _look_again_at(voice.debrief_id)


@transaction.atomic
def change(voice: Voice, notes: Iterable[Note], *, key: str) -> None:
    """Put other notes into the envelope. Raises NotGathering, UnknownKey."""
    held_gathering(voice.debrief_id)
    envelope = _opened_with(voice, key)
    envelope.content = [note.sealed() for note in notes]
    envelope.save(update_fields=["content"])
    forget_on_commit()


@transaction.atomic
def withdraw(voice: Voice, *, key: str) -> list[Note]:
    """Take the notes back, as if they had never been handed in, and return them. Raises NotGathering, UnknownKey.

    Others may have let theirs be shown among more than are left now: they are asked anew, so that nobody brings another's
    notes to light by taking back their own.
    """
    held_gathering(voice.debrief_id)
    envelope = _opened_with(voice, key)
    envelope.delete()
    mark(voice, "has_handed_in", is_set=False)
    Voice.objects.filter(debrief_id=voice.debrief_id).update(accepts_few=False)
    _look_again_at(voice.debrief_id)
    forget_on_commit()
    return [Note.unsealed(content) for content in envelope.content]


def envelope_of(voice: Voice, key: str) -> Envelope | None:
    """What `voice` handed in under this key, if it is still sealed."""
    return sealed(voice.debrief_id, Purpose.NOTES).filter(key_hash=_hash(voice, key)).first() if key else None


def sealed_notes(voice: Voice, key: str) -> list[Note] | None:
    """What `voice` handed in, for its own eyes; None when the key opens nothing."""
    envelope = envelope_of(voice, key)
    return [Note.unsealed(content) for content in envelope.content] if envelope else None


def held_gathering(debrief_id: int) -> Gathering:
    """The gathering, held against a reveal at the same moment. Raises NotGathering when it is over."""
    held(debrief_id)
    gathering = Gathering.objects.filter(pk=debrief_id).first()
    if gathering is None:
        raise NotGathering(debrief_id)
    return gathering


def tallies(debrief_ids: Iterable[int]) -> Mapping[int, Tally]:
    """Count the voices of each debrief; people who can no longer sign in are not waited for."""
    awaited = Q(person__isnull=True) | Q(person__is_active=True) | Q(has_handed_in=True)
    rows = (
        Voice.objects.filter(awaited, debrief_id__in=debrief_ids)
        .values("debrief_id")
        .annotate(
            invited=Count("pk"),
            heard=Count("pk", filter=Q(has_handed_in=True)),
            accepting=Count("pk", filter=Q(has_handed_in=True, accepts_few=True)),
            wanting=Count("pk", filter=Q(wants_reveal=True)),
        )
        .order_by()
    )
    counted = defaultdict(lambda: NOBODY)
    for row in rows:
        counted[row["debrief_id"]] = Tally(row["invited"], row["heard"], row["accepting"], row["wanting"])
    return counted


@transaction.atomic
def refresh_progress() -> None:
    """Reckon anew what everybody is told of the progress, for some of the gatherings in which something happened.

    Called at fixed times, so that the word never moves because of one person.
    """
    something_happened = Gathering.objects.filter(is_stale=True).values("pk")
    held_now = locked(Debrief.objects.filter(pk__in=something_happened).only("pk"), skip=True)[:BATCH]
    stale = list(Gathering.objects.filter(pk__in=[debrief.pk for debrief in held_now], is_stale=True))
    counted = tallies(gathering.pk for gathering in stale)
    for gathering in stale:
        progress = counted[gathering.pk].progress
        if progress != gathering.progress:
            gathering.progress = progress
            moved(gathering.debrief)
        gathering.is_stale = False
    Gathering.objects.bulk_update(stale, ["progress", "is_stale"])


def _opened_with(voice: Voice, key: str) -> Envelope:
    envelope = envelope_of(voice, key)
    if envelope is None:
        raise UnknownKey(voice)
    return envelope


def _look_again_at(debrief_id: int) -> None:
    Gathering.objects.filter(pk=debrief_id).update(is_stale=True)


def _hash(voice: Voice, key: str) -> str:
    return hashlib.sha256(f"{voice.pk}:{key}".encode()).hexdigest()
