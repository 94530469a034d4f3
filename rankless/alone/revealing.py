"""The reveal: all notes at once, shuffled, the same order for all, and nothing left that says who handed in what.

It comes when all are heard, at the set moment, or when those who are present agree to it; with fewer than three hand-ins
only if each writer agrees. One transaction deletes the envelopes and writes all notes in random order, so that neither keys
nor row order nor transaction ids tell notes apart (docs/anonymity.md).
"""

import secrets
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from incidents.models import Stage
from rankless.alone.gathering import BATCH, LEAST_HAND_INS, Note, NotGathering, Tally, held_gathering, tallies
from rankless.envelopes import forget_on_commit, opened
from rankless.errors import DebriefError
from rankless.following import moved
from rankless.models import Contribution, Debrief, Gathering, Phase, Purpose, Voice
from rankless.one_by_one import one_by_one

ENOUGH_TO_AGREE = 2
"""So many of those present have to say so: nobody reveals alone."""


LEAST_NOTICE = timedelta(hours=1)
"""Of a new moment for the reveal: whoever sets it alone must not show the notes by it."""
FURTHEST_REVEAL = timedelta(days=60)


class TooFewToRead(DebriefError):
    """Those present want to read, but fewer than three have handed in."""


class NotThen(DebriefError):
    """The reveal cannot be set for this moment: it is over, too soon for others to hear of it, or too far ahead."""


@transaction.atomic(durable=True)
def reveal_if_due(debrief_id: int, *, at: datetime) -> bool:
    """Reveal the notes if their time has come, or ask the writers if they are too few; say whether they were revealed.

    Called after everything that may bring that time about; a second call changes nothing.
    """
    return reveal_within(debrief_id, at=at)


def reveal_within(debrief_id: int, *, at: datetime) -> bool:
    """As `reveal_if_due`, inside a longer transaction: only where nobody's own words are shown, as in a made-up story."""
    try:
        gathering = held_gathering(debrief_id)
    except NotGathering:
        return False
    tally = tallies([debrief_id])[debrief_id]
    if not _has_time_come(gathering, tally, at=at):
        return False
    if tally.heard >= LEAST_HAND_INS or 0 < tally.heard == tally.accepting:
        _reveal(gathering)
        return True
    if not gathering.asks_writers:
        Gathering.objects.filter(pk=debrief_id).update(asks_writers=True, reveal_at=None)
        moved(gathering.debrief)
    return False


def agree_to_read(voice: Voice) -> None:
    """Note that somebody present wants to read now. Raises NotGathering, TooFewToRead.

    Where too few have handed in, the wish of everybody is forgotten: it is said anew when there is something to read.
    """
    if _note_the_wish(voice) and not _can_be_read(voice.debrief_id):
        forget_wishes(voice.debrief_id)
        raise TooFewToRead(voice)


@transaction.atomic
def forget_wishes(*debrief_ids: int) -> None:
    """Forget who wanted to read; with no debrief named, everywhere: who was there an hour ago may have left."""
    gathering = Debrief.objects.filter(gathering__isnull=False, voices__wants_reveal=True)
    if debrief_ids:
        gathering = gathering.filter(pk__in=debrief_ids)
    for debrief in gathering.only("pk").distinct():
        Voice.objects.filter(debrief=debrief, wants_reveal=True).update(wants_reveal=False)
        moved(debrief)


@transaction.atomic
def accept_few(voice: Voice) -> None:
    """Let one's own notes be shown although fewer than three handed in. Raises NotGathering.

    Nobody is asked before the time of the reveal has passed; what is said earlier counts for nothing.
    """
    if held_gathering(voice.debrief_id).asks_writers:
        Voice.objects.filter(pk=voice.pk, has_handed_in=True).update(accepts_few=True)


@transaction.atomic
def set_reveal(debrief: Debrief, *, reveal_at: datetime, at: datetime) -> None:
    """Set the moment at which notes are shown at the latest. Raises NotGathering, NotThen.

    Where too few were asked whether theirs may be shown, they are asked anew once that moment has passed.
    """
    if not at + LEAST_NOTICE <= reveal_at <= at + FURTHEST_REVEAL:
        raise NotThen(reveal_at)
    held_gathering(debrief.pk)
    Gathering.objects.filter(pk=debrief.pk).update(reveal_at=reveal_at, asks_writers=False)
    Voice.objects.filter(debrief=debrief).update(accepts_few=False)
    moved(debrief)


def reveal_what_is_due(*, at: datetime) -> None:
    """Reveal every debrief whose set moment has come, each in its own transaction."""
    due = Gathering.objects.filter(reveal_at__lte=at).order_by("reveal_at").values_list("pk", flat=True)
    one_by_one(list(due[:BATCH]), partial(reveal_if_due, at=at))


@transaction.atomic
def _note_the_wish(voice: Voice) -> bool:
    """Note the wish of one voice; say whether enough have it now."""
    held_gathering(voice.debrief_id)
    if Voice.objects.filter(pk=voice.pk, wants_reveal=False).update(wants_reveal=True):
        moved(voice.debrief)
    return tallies([voice.debrief_id])[voice.debrief_id].wanting >= ENOUGH_TO_AGREE


def _can_be_read(debrief_id: int) -> bool:
    return tallies([debrief_id])[debrief_id].heard >= LEAST_HAND_INS


def _has_time_come(gathering: Gathering, tally: Tally, *, at: datetime) -> bool:
    return (
        gathering.reveal_at is None
        or gathering.reveal_at <= at
        or tally.heard >= tally.invited
        or (tally.wanting >= ENOUGH_TO_AGREE and tally.heard >= LEAST_HAND_INS)
    )


def _reveal(gathering: Gathering) -> None:
    debrief_id = gathering.pk
    contents = opened(debrief_id, Purpose.NOTES)
    stages = set(Stage.objects.values_list("pk", flat=True))
    notes = [_shown(Note.unsealed(note), debrief_id, stages) for content in contents for note in content]
    secrets.SystemRandom().shuffle(notes)
    Contribution.objects.bulk_create(notes)
    Voice.objects.filter(debrief_id=debrief_id).update(
        has_handed_in=False, wants_reveal=False, accepts_few=False, guest_key=""
    )
    gathering.delete()
    Debrief.objects.filter(pk=debrief_id).update(phase=Phase.REVEAL, hand_ins=len(contents), moves=F("moves") + 1)
    forget_on_commit(Gathering)


def _shown(note: Note, debrief_id: int, stages: set[int]) -> Contribution:
    """The note as a row of its own; a stage that is gone since it was written is left out, and the note is not."""
    stage_id = note.stage_id if note.stage_id in stages else None
    shown = Contribution(debrief_id=debrief_id, section=note.section, stage_id=stage_id, text=note.text)
    shown.pile = shown.key
    return shown
