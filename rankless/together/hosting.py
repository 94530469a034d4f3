"""Who hosts a debrief: drawn by lot among everybody invited, so that it never falls to rank.

A host keeps time, draws the order and asks; hosting gives no power over words. Whoever is drawn may pass or hand it on
and never says why: nothing here takes a reason, and none is kept.
"""

from collections.abc import Sequence
from secrets import SystemRandom
from typing import TypeVar

from django.db import transaction

from rankless.errors import DebriefError
from rankless.following import moved
from rankless.locking import held
from rankless.models import Debrief, Voice

T = TypeVar("T")


class NotHosting(DebriefError):
    """Only who hosts now can pass that on."""


class SomebodyHosts(DebriefError):
    """Hosting can be taken only while nobody has it."""


class CannotHost(DebriefError):
    """A host is a person invited to this debrief: no guest, and nobody from outside."""


def by_lot(people: Sequence[T]) -> T:
    """One of the people, nobody likelier than another."""
    return SystemRandom().choice(people)


def draw_host(debrief: Debrief) -> Voice | None:
    """Draw a host by lot among the people invited who have not passed; None when there is nobody left.

    Runs in the transaction of whoever calls it.
    """
    willing = debrief.voices.filter(person__is_active=True, has_passed=False, is_host=False)
    drawn = list(willing.order_by("pk"))
    return _give(debrief, by_lot(drawn)) if drawn else None


@transaction.atomic
def pass_hosting(voice: Voice) -> Voice | None:
    """Pass: the lot falls again, among those who have not passed. Raises NotHosting."""
    debrief = voice.debrief
    held(debrief.pk)
    _give_up(voice)
    host = draw_host(debrief)
    moved(debrief)
    return host


@transaction.atomic
def hand_on(voice: Voice, *, to: Voice) -> None:
    """Hand hosting on to another person invited. Raises NotHosting, CannotHost."""
    debrief = voice.debrief
    held(debrief.pk)
    if to.debrief_id != debrief.pk or to.is_guest:
        raise CannotHost(to)
    _give_up(voice)
    if not debrief.voices.filter(pk=to.pk).exists():
        raise CannotHost(to)
    _give(debrief, to)
    moved(debrief)


@transaction.atomic
def take_hosting(voice: Voice) -> None:
    """Host by one's own choice, also after having passed, while nobody does. Raises SomebodyHosts, CannotHost."""
    debrief = voice.debrief
    held(debrief.pk)
    if voice.is_guest:
        raise CannotHost(voice)
    if debrief.voices.filter(is_host=True).exclude(pk=voice.pk).exists():
        raise SomebodyHosts(debrief)
    _give(debrief, voice)
    moved(debrief)


def _give_up(voice: Voice) -> None:
    hosting = Voice.objects.filter(pk=voice.pk, is_host=True)
    if not hosting.update(is_host=False, has_passed=True):
        raise NotHosting(voice)


def _give(debrief: Debrief, voice: Voice) -> Voice:
    debrief.voices.filter(pk=voice.pk).update(is_host=True, has_passed=False)
    voice.is_host, voice.has_passed = True, False
    return voice
