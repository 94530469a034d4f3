"""Notes are put together and picked: votes are equal, sealed in one box, and counted all at once."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rankless.models import Debrief, Envelope, Phase, Purpose, Voice
from rankless.notes import weighing
from rankless.notes.weighing import (
    cast,
    count_ballots,
    put_together,
    start_weighing,
    take_apart,
)
from tests.examples import stories
from tests.factories import make_notes, make_revealed
from tests.rankless.picking.ballots import moves_of, piles_now, the_rest_cast, voices_of, weights_of

pytestmark = pytest.mark.django_db

ANY_STEPS = settings(
    max_examples=stories(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


# Going on


def test_reading_goes_on_to_weighing_once():
    debrief = make_revealed()
    start_weighing(debrief)
    start_weighing(debrief)
    debrief.refresh_from_db()
    assert (debrief.phase, debrief.moves) == (Phase.WEIGH, 1)


@pytest.mark.parametrize("phase", [Phase.GATHER, Phase.AGREE])
def test_no_other_phase_leads_to_weighing(phase):
    debrief = make_revealed(phase=phase)
    start_weighing(debrief)
    debrief.refresh_from_db()
    assert (debrief.phase, debrief.moves) == (phase, 0)


# Piles


def test_notes_that_say_the_same_lie_in_one_pile(debrief, notes):
    put_together(debrief, [notes[1].key, notes[2].key])
    assert piles_now(debrief) == {
        frozenset({notes[1].text, notes[2].text}),
        *(frozenset({notes[n].text}) for n in (0, 3)),
    }
    assert moves_of(debrief) == 1


def test_all_notes_of_both_piles_come_along(debrief, notes):
    put_together(debrief, [notes[0].key, notes[1].key])
    put_together(debrief, [notes[2].key, notes[3].key])
    put_together(debrief, [notes[1].key, notes[3].key])
    assert piles_now(debrief) == {frozenset(note.text for note in notes)}


def test_two_people_who_press_at_once_lose_nothing_of_each_other(debrief, notes):
    put_together(debrief, [notes[0].key, notes[1].key])
    put_together(debrief, [notes[1].key, notes[2].key])
    assert frozenset(note.text for note in notes[:3]) in piles_now(debrief)


def test_a_second_press_changes_nothing_and_moves_no_screen(debrief, notes):
    for _ in range(2):
        put_together(debrief, [notes[0].key, notes[1].key])
    assert moves_of(debrief) == 1
    for _ in range(2):
        take_apart(debrief, notes[0].key)
    assert moves_of(debrief) == 2


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_note_that_is_taken_out_lies_alone_and_the_others_stay(debrief, notes, taken):
    put_together(debrief, [note.key for note in notes[:3]])
    take_apart(debrief, notes[taken].key)
    others = frozenset(note.text for note in notes[:3]) - {notes[taken].text}
    assert piles_now(debrief) == {others, frozenset({notes[taken].text}), frozenset({notes[3].text})}


def test_notes_of_different_sections_stay_apart(debrief, notes):
    [why] = make_notes(debrief=debrief, why=["late"])
    with pytest.raises(weighing.SectionsDiffer):
        put_together(debrief, [notes[0].key, why.key])
    assert moves_of(debrief) == 0


def test_a_note_of_another_debrief_cannot_be_moved(debrief, notes):
    [foreign] = make_notes(debrief=make_revealed(phase=Phase.WEIGH), what=["theirs"])
    for key in (foreign.key, uuid4()):
        with pytest.raises(weighing.UnknownNote):
            put_together(debrief, [notes[0].key, key])
        with pytest.raises(weighing.UnknownNote):
            take_apart(debrief, key)
    foreign.refresh_from_db()
    assert foreign.is_alone


@pytest.mark.parametrize("phase", [Phase.REVEAL, Phase.AGREE])
def test_piles_are_made_only_while_weighing(phase):
    debrief = make_revealed(phase=phase)
    notes = make_notes(debrief=debrief, what=["one", "two"])
    with pytest.raises(weighing.NotWeighing):
        put_together(debrief, [note.key for note in notes])
    with pytest.raises(weighing.NotWeighing):
        take_apart(debrief, notes[0].key)


@ANY_STEPS
@given(
    steps=st.lists(
        st.one_of(
            st.lists(st.integers(0, 6), min_size=1, max_size=4).map(lambda some: ("together", some)),
            st.integers(0, 6).map(lambda one: ("apart", [one])),
        ),
        max_size=12,
    )
)
def test_piles_are_what_was_last_made_of_them(debrief, steps):
    with transaction.atomic():
        _make_piles(debrief, steps)
        transaction.set_rollback(True)  # the next steps find no notes


def _make_piles(debrief: Debrief, steps: list[tuple[str, list[int]]]) -> None:
    made = make_notes(debrief=debrief, why=[f"note {n}" for n in range(7)])
    expected = [{n} for n in range(7)]
    for move, numbers in steps:
        touched = [pile for pile in expected if pile & set(numbers)]
        if move == "together":
            put_together(debrief, [made[n].key for n in numbers])
            parts = [set().union(*touched)]
        else:
            take_apart(debrief, made[numbers[0]].key)
            parts = [part for part in (touched[0] - set(numbers), set(numbers)) if part]
        expected = [pile for pile in expected if pile not in touched] + parts
    assert piles_now(debrief) == {frozenset(f"note {n}" for n in pile) for pile in expected}
    for pile in {note.pile for note in debrief.contributions.all()}:
        keys = debrief.contributions.filter(pile=pile).values_list("key", flat=True)
        assert pile == min(keys), "a pile bears the smallest key of its notes"


# Ballots


def test_a_ballot_is_cast_once(debrief, notes):
    voice = voices_of(debrief)[0]
    cast(debrief, voice, [notes[0].key])
    with pytest.raises(weighing.AlreadyCast):
        cast(debrief, voice, [notes[1].key])
    the_rest_cast(debrief)
    count_ballots(debrief)
    assert weights_of(debrief) == {note.text: int(note == notes[0]) for note in notes}


def test_casting_moves_no_screen(debrief, notes):
    cast(debrief, voices_of(debrief)[0], [notes[0].key])
    assert moves_of(debrief) == 0


def test_an_empty_ballot_is_one(debrief, notes):
    voice = voices_of(debrief)[0]
    cast(debrief, voice, [])
    with pytest.raises(weighing.AlreadyCast):
        cast(debrief, voice, [notes[0].key])


def test_nobody_has_more_than_three_votes(debrief, notes):
    with pytest.raises(weighing.TooManyPicks):
        cast(debrief, voices_of(debrief)[0], [note.key for note in notes])
    assert not Envelope.objects.exists()
    assert not debrief.voices.filter(has_cast=True).exists()


def test_a_pile_takes_one_vote_of_a_voice(debrief, notes):
    put_together(debrief, [notes[0].key, notes[1].key])
    voice = voices_of(debrief)[0]
    with pytest.raises(weighing.PickedTwice):
        cast(debrief, voice, [notes[0].key, notes[1].key])
    cast(debrief, voice, [notes[0].key, notes[0].key])
    the_rest_cast(debrief)
    count_ballots(debrief)
    assert weights_of(debrief)[notes[1].text] == 1


def test_only_notes_of_this_debrief_are_picked(debrief, notes):
    [foreign] = make_notes(debrief=make_revealed(phase=Phase.WEIGH), what=["theirs"])
    with pytest.raises(weighing.UnknownNote):
        cast(debrief, voices_of(debrief)[0], [foreign.key])
    assert not debrief.voices.filter(has_cast=True).exists()


def test_four_people_do_not_vote():
    debrief = make_revealed(people=4, phase=Phase.WEIGH)
    [note] = make_notes(debrief=debrief, what=["late"])
    assert not weighing.has_ballot(debrief)
    with pytest.raises(weighing.NoBallot):
        cast(debrief, voices_of(debrief)[0], [note.key])


def test_guests_count_as_nobody_who_may_vote(debrief, notes):
    guest = Voice.objects.create(debrief=debrief)
    with pytest.raises(weighing.NoBallot):
        cast(debrief, guest, [notes[0].key])
    debrief.voices.filter(person__isnull=False).first().delete()
    assert not weighing.has_ballot(debrief)


def test_a_voice_of_another_debrief_does_not_vote_here(debrief, notes):
    with pytest.raises(weighing.NoBallot):
        cast(debrief, voices_of(make_revealed(phase=Phase.WEIGH))[0], [notes[0].key])


def test_a_vote_that_comes_after_the_count_changes_nothing(debrief, notes):
    count_ballots(debrief)
    with pytest.raises(weighing.NotWeighing):
        cast(debrief, voices_of(debrief)[0], [notes[0].key])
    assert not Envelope.objects.exists()
    assert set(weights_of(debrief).values()) == {0}


def test_the_box_tells_only_how_often_each_note_was_picked(debrief, notes):
    """Whoever reads the database before the count finds no ballot in it, only a sum."""
    one, two, *_ = voices_of(debrief)
    cast(debrief, one, [notes[2].key, notes[0].key])
    cast(debrief, two, [notes[0].key, notes[1].key])
    box = Envelope.objects.get(purpose=Purpose.BALLOT)
    assert box.content == sorted(str(notes[n].key) for n in (0, 0, 1, 2))


def test_casting_writes_every_voice_alike(debrief, notes):
    """On PostgreSQL the row of whoever came last would otherwise stand out by its transaction id."""
    with CaptureQueriesContext(connection) as queries:
        cast(debrief, voices_of(debrief)[0], [notes[0].key])
    [update] = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "rankless_voice"')]
    assert update.partition("WHERE")[2].strip() == f'"rankless_voice"."debrief_id" = {debrief.pk}'
