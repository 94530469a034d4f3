"""What lies on the disk of words that were changed, taken back or opened: nothing, however the engine deletes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from foundation.database.engine import is_postgresql
from rankless.alone.gathering import Note, change, hand_in, withdraw
from rankless.alone.revealing import reveal_if_due
from rankless.choosing import choose_short, take_short_way
from rankless.models import Debrief, Envelope, Phase, Section, Voice
from rankless.notes.weighing import cast, sign, unsign
from rankless.tending import CLEARED_AT, tend
from tests.factories import make_gathering, make_notes, make_revealed
from tests.rankless.pages import bytes_of, rows_of

NIGHT = datetime(2026, 11, 24, CLEARED_AT, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ENVELOPES, VOICES = Envelope._meta.db_table, Voice._meta.db_table


def is_kept(words: str, table: str) -> bool:
    """Whether a row of the table, dead or alive, has these words; of SQLite, whether its files have them anywhere."""
    if is_postgresql():
        return any(words.encode() in row for row in rows_of(table))
    database = Path(connection.settings_dict["NAME"])
    files = [database, database.with_name(f"{database.name}-wal")]
    return any(words.encode() in file.read_bytes() for file in files if file.exists())


@pytest.fixture
def gathering() -> Debrief:
    debrief = make_gathering(people=4, at=timezone.now())
    hand_in(debrief.voices.order_by("pk")[0], [Note(Section.WHAT, "first thought")], key="k")
    assert is_kept("first thought", ENVELOPES)
    return debrief


def test_what_was_handed_in_before_it_was_changed(gathering):
    change(gathering.voices.order_by("pk")[0], [Note(Section.WHAT, "second thought")], key="k")
    assert not is_kept("first thought", ENVELOPES)


def test_what_was_withdrawn(gathering):
    withdraw(gathering.voices.order_by("pk")[0], key="k")
    assert not is_kept("first thought", ENVELOPES)


def test_whose_name_was_taken_off_a_note_again():
    [note] = make_notes(debrief=make_revealed(), what=["It was late."])
    sign(note, "Berta Beispiel")
    assert is_kept("Berta Beispiel", note._meta.db_table)
    unsign(note, "Berta Beispiel")
    assert not is_kept("Berta Beispiel", note._meta.db_table)


@pytest.mark.only_on("postgresql")
def test_the_ballot_box_as_it_was_before_the_last_ballot():
    debrief = make_revealed(phase=Phase.WEIGH)
    [late, silent] = make_notes(debrief=debrief, what=["It was late.", "Nobody called."])
    for voice, note in zip(debrief.voices.all()[:2], (late, silent), strict=True):
        cast(debrief, voice, [note.key])
    assert len(list(rows_of(ENVELOPES))) == Envelope.objects.count() == 1


@pytest.mark.only_on("postgresql")
def test_who_had_been_marked_before_the_team_took_the_short_way(gathering):
    """Each mark rewrites all voices; of those dead rows none is left that says who had handed in."""
    withdraw(gathering.voices.order_by("pk")[0], key="k")
    choose_short(gathering)
    assert take_short_way(gathering.pk)
    assert len(list(rows_of(VOICES))) == Voice.objects.count()


@pytest.mark.only_on("postgresql")
def test_after_the_night_no_page_holds_what_was_opened_while_others_were_still_writing():
    """PostgreSQL frees the room of a deleted row and leaves its bytes there, as long as its page holds another."""
    writing, reading = (make_gathering(people=4, at=timezone.now()) for _ in range(2))
    hand_in(writing.voices.first(), [Note(Section.WHAT, "still sealed")], key="s")
    for voice in reading.voices.all():
        hand_in(voice, [Note(Section.WHAT, f"opened {voice.pk}.")], key=f"k{voice.pk}")
    assert reveal_if_due(reading.pk, at=timezone.now())
    tend(at=NIGHT - timedelta(minutes=1))
    assert b"opened " in bytes_of(ENVELOPES)
    tend(at=NIGHT + timedelta(seconds=20))
    assert b"opened " not in bytes_of(ENVELOPES)
    assert b"still sealed" in bytes_of(ENVELOPES)
