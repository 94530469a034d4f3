"""Who takes part in a debrief: everybody of the team when it opens, and anyone else who can help, from other teams too.

Whoever takes part may invite others; one steps out only for oneself. That somebody takes part is known to all, whether they
have written is known to nobody.
"""

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from foundation.database.engine import Folded
from foundation.text import folded
from people.models import User
from rankless.errors import AlreadyComplete, DebriefError
from rankless.following import moved
from rankless.locking import held
from rankless.models import Debrief, Gathering, Voice
from rankless.together.hosting import draw_host

LEAST_LETTERS = 2
MOST_FOUND = 10


class HasSpoken(DebriefError):
    """Something of this voice is still sealed; it is withdrawn first, or opened with all others."""


def taking_part(debrief: Debrief) -> QuerySet[User]:
    """The people invited who can come, by name: that is all anybody is shown of them."""
    return User.objects.active().filter(voices__debrief=debrief).order_by(Lower("name"), "pk")


def who_could_help(debrief: Debrief, typed: str) -> QuerySet[User]:
    """People of any team who are not invited yet, by part of their name or their whole e-mail address."""
    words = " ".join(typed.split())
    if len(words) < LEAST_LETTERS:
        return User.objects.none()
    people = User.objects.active().alias(folded=Folded("name"))
    named = people.filter(Q(folded__contains=Value(folded(words))) | Q(email=words.lower()))
    return named.exclude(voices__debrief=debrief).order_by(Lower("name"), "pk")


@transaction.atomic
def invite(debrief: Debrief, person: User) -> Voice:
    """Give a voice to `person`, oneself or another; inviting them again changes nothing. Raises AlreadyComplete."""
    now = held(debrief.pk)
    if now is None or now.is_complete:
        raise AlreadyComplete(debrief)
    voice, is_new = Voice.objects.get_or_create(debrief=debrief, person=person)
    if is_new:
        _look_again_at(debrief)
    return voice


@transaction.atomic
def step_out(voice: Voice) -> None:
    """Take part no longer: only oneself decides that. Who hosted is replaced by lot. Raises HasSpoken."""
    held(voice.debrief_id)
    silent = Voice.objects.filter(pk=voice.pk, has_handed_in=False, has_cast=False, has_answered=False)
    was_host = silent.filter(is_host=True).exists()
    removed, _ = silent.delete()
    if not removed:
        if Voice.objects.filter(pk=voice.pk).exists():
            raise HasSpoken(voice)
        return
    if was_host:
        draw_host(voice.debrief)
    _look_again_at(voice.debrief)


def _look_again_at(debrief: Debrief) -> None:
    """Others see the new list at once; the word on progress waits for the quarter hour as ever."""
    Gathering.objects.filter(pk=debrief.pk).update(is_stale=True)
    moved(debrief)
