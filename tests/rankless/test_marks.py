"""Marks on voices, as whoever holds one copy of the database reads them while something is still sealed."""

import pytest
from django.db import connection
from django.utils import timezone

from rankless.afterwards import answer
from rankless.alone.gathering import Note, hand_in, withdraw
from rankless.models import Section, Voice
from tests.factories import agree, make_debrief, make_gathering, make_incident, make_person, make_team, write_sections


def transactions(table: str) -> set[str]:
    """Which transactions wrote the rows that are there now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT xmin::text FROM {table}")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_transaction_id_ties_an_envelope_to_the_one_voice_that_was_marked_with_it():
    voices = list(make_gathering(people=5, at=timezone.now()).voices.order_by("?"))
    for voice in voices[:3]:
        hand_in(voice, [Note(Section.WHAT, f"Seen by {voice.pk}.")], key=f"key {voice.pk}")
        assert len(transactions("rankless_voice")) == 1
    assert len(transactions("rankless_envelope")) == 3
    withdraw(voices[1], key=f"key {voices[1].pk}")
    assert len(transactions("rankless_voice")) == 1


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nor_an_answer_afterwards():
    team = make_team()
    for _ in range(3):
        make_person(team=team)
    done = agree(write_sections(make_debrief(incident=make_incident(team=team))))
    for voice in done.voices.order_by("?")[:2]:
        answer(voice, could_say=True, come_again=False)
        assert len(transactions("rankless_voice")) == 1


@pytest.mark.django_db
def test_a_mark_is_set_on_nobody_else():
    voices = list(make_gathering(people=5, at=timezone.now()).voices.order_by("pk"))
    other = make_gathering(people=4, at=timezone.now())
    hand_in(voices[2], [], key="k")
    assert list(Voice.objects.filter(has_handed_in=True)) == [voices[2]]
    hand_in(voices[0], [], key="l")
    withdraw(voices[2], key="k")
    assert list(Voice.objects.filter(has_handed_in=True)) == [voices[0]]
    assert not other.voices.filter(has_handed_in=True).exists()
