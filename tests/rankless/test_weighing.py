"""Notes are put together and picked: votes are equal, sealed in one box, and counted all at once."""

from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rankless import weighing
from rankless.models import Contribution, Debrief, Envelope, Phase, Purpose, Voice
from rankless.weighing import (
    LEAST_VOTERS,
    VOTES,
    cast,
    count_ballots,
    put_together,
    sign,
    start_weighing,
    take_apart,
    unsign,
)
from tests.factories import make_notes, make_revealed

pytestmark = pytest.mark.django_db

ANY_STEPS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def debrief() -> Debrief:
    return make_revealed(phase=Phase.WEIGH)


@pytest.fixture
def notes(debrief) -> list[Contribution]:
    """Four notes of one section, in the order of their keys."""
    made = make_notes(debrief=debrief, what=["late", "no call", "nobody rang", "two weeks"])
    return sorted(made, key=lambda note: note.key)


def piles_now(debrief: Debrief) -> set[frozenset[str]]:
    piles: dict[object, set[str]] = {}
    for pile, text in debrief.contributions.values_list("pile", "text"):
        piles.setdefault(pile, set()).add(text)
    return {frozenset(texts) for texts in piles.values()}


def moves_of(debrief: Debrief) -> int:
    return Debrief.objects.get(pk=debrief.pk).moves


def voices_of(debrief: Debrief) -> list[Voice]:
    return list(debrief.voices.order_by("pk"))


def the_rest_cast(debrief: Debrief) -> None:
    """All who have not voted say that nothing stands out."""
    for voice in debrief.voices.filter(has_cast=False):
        cast(debrief, voice, [])


def weights_of(debrief: Debrief) -> dict[str, int]:
    return dict(debrief.contributions.values_list("text", "weight"))


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
def test_piles_are_what_was_last_made_of_them(steps):
    debrief = make_revealed(phase=Phase.WEIGH)
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


# Counting


def test_every_note_of_a_pile_bears_what_the_pile_was_given(debrief, notes):
    put_together(debrief, [notes[0].key, notes[1].key])
    for voice, note in zip(voices_of(debrief), [notes[0], notes[1], notes[0], notes[3]], strict=False):
        cast(debrief, voice, [note.key])
    the_rest_cast(debrief)
    count_ballots(debrief)
    assert weights_of(debrief) == {notes[0].text: 3, notes[1].text: 3, notes[2].text: 0, notes[3].text: 1}


def test_picks_follow_a_note_into_the_pile_it_came_to(debrief, notes):
    cast(debrief, voices_of(debrief)[0], [notes[3].key])
    put_together(debrief, [notes[2].key, notes[3].key])
    the_rest_cast(debrief)
    count_ballots(debrief)
    assert weights_of(debrief) == {notes[0].text: 0, notes[1].text: 0, notes[2].text: 1, notes[3].text: 1}


def test_the_count_leaves_no_ballot_and_no_mark(debrief, notes):
    for voice in voices_of(debrief):
        cast(debrief, voice, [notes[0].key])
    with CaptureQueriesContext(connection) as queries:
        count_ballots(debrief)
    assert not Envelope.objects.exists()
    assert not debrief.voices.filter(has_cast=True).exists()
    writes = Counter(query["sql"].split()[1] for query in queries if query["sql"].startswith("UPDATE"))
    assert writes == {f'"rankless_{table}"': 1 for table in ("contribution", "voice", "debrief")}


def test_the_texts_begin_with_the_heaviest_piles(debrief, notes):
    make_notes(debrief=debrief, differently=["we\ncall  first"])
    put_together(debrief, [notes[1].key, notes[3].key])
    one, two, *_ = voices_of(debrief)
    cast(debrief, one, [notes[2].key, notes[1].key])
    cast(debrief, two, [notes[2].key])
    the_rest_cast(debrief)
    count_ballots(debrief)
    debrief.refresh_from_db()
    assert debrief.phase == Phase.AGREE
    assert debrief.what.split("\n") == [f"– {notes[n].text}" for n in (2, 1, 3, 0)]
    assert debrief.differently == "– we call first"
    assert (debrief.why, debrief.why_version) == ("", 0)
    assert (debrief.what_version, debrief.moves) == (1, 2)


def test_what_somebody_wrote_already_is_left_alone(debrief, notes):
    Debrief.objects.filter(pk=debrief.pk).update(what="It was late.", what_version=4)
    count_ballots(debrief)
    debrief.refresh_from_db()
    assert (debrief.what, debrief.what_version) == ("It was late.", 4)


def test_very_many_notes_fill_a_section_no_further_than_it_takes(debrief):
    make_notes(debrief=debrief, what=["x" * 5_000] * 30)
    count_ballots(debrief)
    debrief.refresh_from_db()
    assert 90_000 < len(debrief.what) <= 100_000


def test_a_second_count_changes_nothing(debrief, notes):
    cast(debrief, voices_of(debrief)[0], [notes[0].key])
    the_rest_cast(debrief)
    count_ballots(debrief)
    before = Debrief.objects.values().get(pk=debrief.pk), weights_of(debrief)
    count_ballots(debrief)
    assert (Debrief.objects.values().get(pk=debrief.pk), weights_of(debrief)) == before


@pytest.mark.parametrize("ballots", range(5))
def test_fewer_than_five_ballots_are_thrown_away_unopened(debrief, notes, ballots):
    """Where one of five voted, a count would be theirs alone."""
    put_together(debrief, [notes[1].key, notes[3].key])
    for voice in voices_of(debrief)[:ballots]:
        cast(debrief, voice, [notes[2].key])
    count_ballots(debrief)
    debrief.refresh_from_db()
    assert set(weights_of(debrief).values()) == {0}
    assert debrief.what.split("\n") == [f"– {notes[n].text}" for n in (1, 3, 0, 2)]
    assert debrief.phase == Phase.AGREE
    assert not Envelope.objects.exists()
    assert not debrief.voices.filter(has_cast=True).exists()


def test_a_count_shuts_out_whoever_could_still_vote(debrief):
    assert weighing.shuts_somebody_out(debrief)
    *others, last = voices_of(debrief)
    for voice in others:
        cast(debrief, voice, [])
    assert weighing.shuts_somebody_out(debrief)
    cast(debrief, last, [])
    Voice.objects.create(debrief=debrief)
    assert not weighing.shuts_somebody_out(debrief)


def test_whoever_can_no_longer_sign_in_is_not_waited_for():
    debrief = make_revealed(people=6, phase=Phase.WEIGH)
    *others, gone = voices_of(debrief)
    for voice in others:
        cast(debrief, voice, [])
    type(gone.person).objects.filter(pk=gone.person_id).update(is_active=False)
    assert not weighing.shuts_somebody_out(debrief)


@ANY_STEPS
@given(data=st.data())
def test_all_votes_are_counted_if_enough_voted_and_nothing_else_changes(data):
    debrief = make_revealed(phase=Phase.WEIGH, people=6)
    other = make_revealed(phase=Phase.WEIGH)
    made = [*make_notes(debrief=debrief, what="abcd", why="efgh"), *make_notes(debrief=other, what="z")]
    for section in ("abcd", "efgh"):
        together = data.draw(st.sets(st.sampled_from([note.key for note in made if note.text in section]), max_size=4))
        put_together(debrief, together)
    stored = list(debrief.contributions.order_by("key").values("key", "pile", "section", "text", "stage", "signed"))
    leaders = sorted({row["pile"] for row in stored})
    votes: Counter[object] = Counter()
    voters = data.draw(st.lists(st.sampled_from(voices_of(debrief)), unique_by=lambda voice: voice.pk))
    for voice in voters:
        picks = data.draw(st.lists(st.sampled_from(leaders), unique=True, max_size=VOTES))
        cast(debrief, voice, picks)
        votes.update(picks)
    count_ballots(debrief)
    if len(voters) < LEAST_VOTERS:
        votes.clear()
    weights = {(note.pile, note.weight) for note in debrief.contributions.all()}
    assert weights == {(pile, votes[pile]) for pile in leaders}
    assert sum(weight for _, weight in weights) == votes.total()
    after = debrief.contributions.order_by("key").values("key", "pile", "section", "text", "stage", "signed")
    assert list(after) == stored
    assert set(other.contributions.values_list("weight", flat=True)) == {0}


# Signing


def test_a_name_is_put_to_a_note_and_taken_off_again(debrief, notes):
    sign(notes[0], "Mia")
    sign(notes[0], "Mia")
    assert debrief.contributions.get(pk=notes[0].pk).signed == "Mia"
    unsign(notes[0], "Mia")
    unsign(notes[0], "Mia")
    assert set(debrief.contributions.values_list("signed", flat=True)) == {""}
    assert moves_of(debrief) == 2


def test_nobody_signs_over_another_or_takes_their_name_off(debrief, notes):
    sign(notes[0], "Mia")
    with pytest.raises(weighing.SignedByAnother):
        sign(notes[0], "Max")
    with pytest.raises(weighing.SignedByAnother):
        unsign(notes[0], "Max")
    assert debrief.contributions.get(pk=notes[0].pk).signed == "Mia"


@pytest.mark.parametrize("phase", [Phase.REVEAL, Phase.WEIGH, Phase.AGREE])
def test_signing_is_possible_ever_after_the_reveal(phase):
    debrief = make_revealed(phase=phase)
    [note] = make_notes(debrief=debrief, what=["late"])
    sign(note, "Mia")
    assert list(debrief.contributions.values_list("signed", flat=True)) == ["Mia"]
