"""The watcher is awake: each kind of leak, planted on purpose, is found. What finds nothing proves nothing."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from rankless.alone import gathering, revealing
from rankless.alone.gathering import Note
from rankless.models import Contribution, Envelope, Voice
from tests.red_team.campaign import hold
from tests.red_team.ground import committed
from tests.red_team.judgement import charges

DEBRIEFS = 14
"""So many that what is guessed better than by luck is seen; what stands where it must not is seen in a few."""
A_FEW = 4


class Unshuffled:
    def shuffle(self, notes: list) -> None: ...


def in_the_order_of_hand_ins(patch):
    """Notes are written as they came, not shuffled."""
    patch.setattr(revealing.secrets, "SystemRandom", Unshuffled)
    patch.setattr(Envelope._meta.get_field("key"), "default", rising_keys())


def with_rising_keys(patch):
    """Keys rise as notes are written, and notes are written as they came."""
    in_the_order_of_hand_ins(patch)
    patch.setattr(Contribution._meta.get_field("key"), "default", rising_keys())


def with_one_pile_for_each_writer(patch):
    """Notes of one writer share a number that looks random."""
    piles: dict[int, UUID] = defaultdict(lambda: UUID(int=secrets.randbits(128)))
    mark_each_note(patch, lambda note, voice: setattr(note, "pile", piles[voice]))


def with_the_writers_number(patch):
    """A number of the writer's stands in a column nobody thinks of."""
    mark_each_note(patch, lambda note, voice: setattr(note, "weight", voice))


def with_envelopes_kept(patch):
    """The envelopes are read but not thrown away."""
    delete = QuerySet.delete
    patch.setattr(QuerySet, "delete", lambda found: None if found.model is Envelope else delete(found))


def with_marks_kept(patch):
    """The voices go on saying that they handed in."""
    update = QuerySet.update

    def without_marks(found, **columns):
        if columns.get("has_handed_in") is False:
            del columns["has_handed_in"]
        return update(found, **columns)

    patch.setattr(QuerySet, "update", without_marks)


def with_notes_in_the_log(patch):
    """Somebody logs what is handed in, to find a fault."""
    hear_each_hand_in(patch, lambda voice, notes: logging.getLogger("debug").warning("handed in %s", notes))


def with_notes_in_a_session(patch):
    """A session keeps what its person handed in, to show it again."""

    def keep(voice, notes):
        for session in Session.objects.all():
            data = session.get_decoded()
            if data.get("_auth_user_id") == str(voice.person_id):
                session.session_data = SessionStore().encode(data | {"handed_in": [note.text for note in notes]})
                session.save()

    hear_each_hand_in(patch, keep)


def with_notes_in_the_cache(patch):
    """The cache keeps what was handed in, for a while."""
    hear_each_hand_in(patch, lambda voice, notes: cache.set(f"notes-{voice.pk}", [note.sealed() for note in notes]))


def rising_keys() -> Callable[[], UUID]:
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


def hear_each_hand_in(patch, hear: Callable[[Voice, list[Note]], object]) -> None:
    hand_in = gathering.hand_in

    def heard(voice, notes, *, key):
        notes = list(notes)
        hear(voice, notes)
        return hand_in(voice, notes, key=key)

    patch.setattr(gathering, "hand_in", heard)


def mark_each_note(patch, mark: Callable[[Contribution, int], None]) -> None:
    """Do something to each note that is shown, knowing the voice it came from."""
    voice_of: dict[str, int] = {}
    hear_each_hand_in(patch, lambda voice, notes: voice_of.update({note.text: voice.pk for note in notes}))
    show = revealing._shown

    def shown(note, *others):
        contribution = show(note, *others)
        mark(contribution, voice_of[note.text])
        return contribution

    patch.setattr(revealing, "_shown", shown)


LEAKS = {
    in_the_order_of_hand_ins: "guessed",
    with_rising_keys: "guessed",
    with_one_pile_for_each_writer: "guessed",
    with_the_writers_number: "guessed",
    with_envelopes_kept: "stored elsewhere",
    with_marks_kept: "marked",
    with_notes_in_the_log: "logged",
    with_notes_in_a_session: "stored elsewhere",
    with_notes_in_the_cache: "kept in a file",
}


def one_by_one(patch):
    """Each note is saved for itself, in a part of the transaction that can be undone alone."""

    bulk_create = QuerySet.bulk_create

    def saved(rows, notes, **options):
        if rows.model is not Contribution:
            return bulk_create(rows, notes, **options)
        for note in notes:
            with transaction.atomic():
                note.save(force_insert=True)
        return notes

    patch.setattr(QuerySet, "bulk_create", saved)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("plant", LEAKS, ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_found(plant, django_db_setup, django_db_blocker, monkeypatch):
    debriefs = DEBRIEFS if LEAKS[plant] == "guessed" else A_FEW
    assert LEAKS[plant] in found_with(plant, django_db_blocker, monkeypatch, debriefs=debriefs)


@pytest.mark.only_on("postgresql")
def test_transactions_that_tell_notes_apart_are_found(django_db_setup, django_db_blocker, monkeypatch):
    assert "written one by one" in found_with(one_by_one, django_db_blocker, monkeypatch, debriefs=A_FEW)


def found_with(plant, django_db_blocker, monkeypatch, *, debriefs: int) -> set[str]:
    with django_db_blocker.unblock(), committed():
        plant(monkeypatch)
        campaign = hold(debriefs=debriefs, seed=3)
        monkeypatch.undo()
        return {charge.kind for charge in charges(campaign)}
