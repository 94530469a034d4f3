"""Picking what matters: notes that say the same are put together, then each voice has three equal votes.

Votes go into one ballot box, which holds nothing but how often each pile was picked: not one ballot can be told from
another in it, not even before they are counted. All are counted at once; nobody sees a number before.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, takewhile
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When

from foundation.database.engine import forget_deleted, locked
from rankless.envelopes import forget_on_commit, mark, opened, sealed
from rankless.errors import DebriefError
from rankless.following import moved
from rankless.locking import held
from rankless.models import Contribution, Debrief, Envelope, Phase, Purpose, Voice
from rankless.notes.piles import Pile, heaviest_first, piles_of
from rankless.texts.forms import LONGEST_TEXT

VOTES = 3
LEAST_VOTERS = 5
"""With fewer people invited, or fewer ballots cast, the count would tell who picked what."""


class NotWeighing(DebriefError):
    """The notes are not shown yet, or the votes have been counted already."""


class UnknownNote(DebriefError):
    """A key that no note of this debrief has."""


class SectionsDiffer(DebriefError):
    """Notes of different sections do not say the same."""


class NoBallot(DebriefError):
    """This voice has no vote here: a guest's, or one of too few."""


class AlreadyCast(DebriefError):
    """This voice has cast its ballot, and the first one counts."""


class TooManyPicks(DebriefError):
    """More picks than votes."""


class PickedTwice(DebriefError):
    """Two picks lie in one pile, which takes one vote of each voice."""


class SignedByAnother(DebriefError):
    """Somebody else's name stands on the note."""


def start_weighing(debrief: Debrief) -> None:
    """Go on from reading together; a second press changes nothing."""
    reading = Debrief.objects.filter(pk=debrief.pk, phase=Phase.REVEAL)
    reading.update(phase=Phase.WEIGH, moves=F("moves") + 1)


@transaction.atomic
def put_together(debrief: Debrief, keys: Iterable[UUID]) -> None:
    """Make one pile of all the piles in which these notes lie. Raises NotWeighing, UnknownNote, SectionsDiffer."""
    _hold(debrief)
    notes = _named(debrief, keys)
    if len({note.section for note in notes}) > 1:
        raise SectionsDiffer(debrief)
    piles = {note.pile for note in notes}
    if len(piles) > 1:
        debrief.contributions.filter(pile__in=piles).update(pile=min(piles))
        moved(debrief)


@transaction.atomic
def take_apart(debrief: Debrief, key: UUID) -> None:
    """Take one note out of its pile; the others stay together. Raises NotWeighing, UnknownNote."""
    _hold(debrief)
    [note] = _named(debrief, [key])
    pile = debrief.contributions.filter(pile=note.pile)
    others = list(pile.exclude(pk=key).values_list("key", flat=True))
    if others:
        pile.update(pile=Case(When(key=key, then=Value(key)), default=Value(min(others))))
        moved(debrief)


def has_ballot(debrief: Debrief) -> bool:
    """Whether there are people enough to vote."""
    return debrief.voices.filter(person__is_active=True).count() >= LEAST_VOTERS


def shuts_somebody_out(debrief: Debrief) -> bool:
    """Whether a count now would keep anybody from voting; where nothing is voted on, it keeps nobody."""
    if debrief.phase != Phase.WEIGH or not has_ballot(debrief):
        return False
    return debrief.voices.filter(person__is_active=True, has_cast=False).exists()


@transaction.atomic
def cast(debrief: Debrief, voice: Voice, picks: Iterable[UUID]) -> None:
    """Put the votes of `voice` into the box, for up to three piles, each named by one of its notes; none is a ballot too.

    Raises NotWeighing, NoBallot, AlreadyCast, UnknownNote, TooManyPicks, PickedTwice.
    """
    _hold(debrief)
    if voice.debrief_id != debrief.pk or voice.is_guest or not has_ballot(debrief):
        raise NoBallot(voice)
    if not debrief.voices.filter(pk=voice.pk, has_cast=False).exists():
        raise AlreadyCast(voice)
    _drop_into_box(debrief, _checked(debrief, picks))
    mark(voice, "has_cast")
    forget_on_commit()  # the box as it was before would tell this ballot


@transaction.atomic
def count_ballots(debrief: Debrief) -> None:
    """Open the box, write on every note what its pile was given, and begin the texts with the heaviest piles.

    With fewer than five ballots in it the box is thrown away unopened, and the biggest piles come first. Texts that somebody
    wrote already are left alone. A second press changes nothing.
    """
    weighed = locked(Debrief.objects.filter(pk=debrief.pk, phase=Phase.WEIGH)).first()
    if weighed is None:
        return
    weights = _count(weighed)
    weighed.contributions.update(weight=_weight_by_pile(weights))
    weighed.voices.update(has_cast=False)
    texts = _first_texts(weighed)
    Debrief.objects.filter(pk=weighed.pk).update(phase=Phase.AGREE, moves=F("moves") + 1, **texts)
    forget_on_commit()


@transaction.atomic
def sign(contribution: Contribution, name: str) -> None:
    """Put a name to a note, because its writer said: that was me. Raises SignedByAnother."""
    _rewrite_name(contribution, name, on="")


@transaction.atomic
def unsign(contribution: Contribution, name: str) -> None:
    """Take that name off again. Raises SignedByAnother."""
    _rewrite_name(contribution, "", on=name)
    transaction.on_commit(lambda: forget_deleted(Contribution))


def _hold(debrief: Debrief) -> None:
    """Hold the debrief, so that moves and votes come one after the other and none after the count."""
    now = held(debrief.pk)
    if now is None or now.phase != Phase.WEIGH:
        raise NotWeighing(debrief)


def _named(debrief: Debrief, keys: Iterable[UUID]) -> list[Contribution]:
    wanted = set(keys)
    notes = list(debrief.contributions.filter(key__in=wanted))
    if len(notes) != len(wanted):
        raise UnknownNote(debrief)
    return notes


def _checked(debrief: Debrief, picks: Iterable[UUID]) -> list[UUID]:
    notes = _named(debrief, picks)
    if len(notes) > VOTES:
        raise TooManyPicks(debrief)
    if len({note.pile for note in notes}) < len(notes):
        raise PickedTwice(debrief)
    return [note.key for note in notes]


def _drop_into_box(debrief: Debrief, keys: list[UUID]) -> None:
    """Picks lie in the box sorted, so that nothing tells which of them came together."""
    box = sealed(debrief.pk, Purpose.BALLOT).first() or Envelope(debrief=debrief, purpose=Purpose.BALLOT)
    box.content = sorted([*box.content, *map(str, keys)])
    box.save()


def _count(debrief: Debrief) -> Counter[UUID]:
    """The votes of each pile as it lies now: what was picked may have been put together since. None if too few voted."""
    if debrief.voices.filter(has_cast=True).count() < LEAST_VOTERS:
        sealed(debrief.pk, Purpose.BALLOT).delete()
        return Counter()
    piles = dict(debrief.contributions.values_list("key", "pile"))
    return Counter(piles[UUID(key)] for box in opened(debrief.pk, Purpose.BALLOT) for key in box)


def _weight_by_pile(weights: Counter[UUID]) -> Case:
    return Case(*(When(pile=pile, then=Value(votes)) for pile, votes in weights.items()), default=Value(0))


def _first_texts(debrief: Debrief) -> dict[str, Any]:
    """What stands in the empty sections when the talk about their text begins."""
    piles = piles_of(debrief.contributions.order_by("pile", "key"))
    texts: dict[str, Any] = {}
    for section in debrief.unwritten:
        if text := _first_text(pile for pile in piles if pile.notes[0].section == section):
            texts |= {section.value: text, f"{section.value}_version": F(f"{section.value}_version") + 1}
    return texts


def _first_text(piles: Iterable[Pile]) -> str:
    """One line for each note, those of the heaviest pile first; of very many, as much as a section takes."""
    lines = [f"– {' '.join(note.text.split())}" for pile in heaviest_first(piles) for note in pile.notes]
    lengths = accumulate(len(line) + 1 for line in lines)
    return "\n".join(
        line for line, _ in takewhile(lambda pair: pair[1] <= LONGEST_TEXT, zip(lines, lengths, strict=True))
    )


def _rewrite_name(contribution: Contribution, name: str, *, on: str) -> None:
    """Write `name` where `on` stands; where it stands already, nothing changes."""
    note = Contribution.objects.filter(pk=contribution.pk)
    if note.filter(signed=on).update(signed=name):
        moved(contribution.debrief)
    elif not note.filter(signed=name).exists():
        raise SignedByAnother(contribution)
