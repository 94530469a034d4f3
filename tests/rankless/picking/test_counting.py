"""Votes are counted all at once and only if enough voted; and a note is signed, then or never."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rankless.models import Debrief, Envelope, Phase, Voice
from rankless.notes import weighing
from rankless.notes.weighing import (
    LEAST_VOTERS,
    VOTES,
    cast,
    count_ballots,
    put_together,
    sign,
    unsign,
)
from tests.examples import stories
from tests.factories import make_notes, make_revealed
from tests.rankless.picking.ballots import moves_of, the_rest_cast, voices_of, weights_of

pytestmark = pytest.mark.django_db

ANY_STEPS = settings(
    max_examples=stories(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


# Counting


def test_every_note_of_a_pile_bears_what_the_pile_was_given(debrief, notes):
    put_together(debrief, [notes[0].key, notes[1].key])
    for voice, note in zip(voices_of(debrief), [notes[0], notes[1], notes[0], notes[3]], strict=False):
        cast(debrief, voice, [note.key])
    the_rest_cast(debrief)
    count_ballots(debrief)
    assert weights_of(debrief) == {notes[0].text: 3, notes[1].text: 3, notes[2].text: 0, notes[3].text: 1}


@pytest.mark.parametrize("voters", [0, LEAST_VOTERS - 1, LEAST_VOTERS])
def test_without_a_vote_the_page_says_what_is_true_however_many_voted(client, debrief, notes, voters):
    """Whether few voted, or enough and all for nothing, is not told: that would be everybody's ballot."""
    voices = voices_of(debrief)
    for voice in voices[:voters]:
        cast(debrief, voice, [notes[0].key] if voters < LEAST_VOTERS else [])
    count_ballots(debrief)
    client.force_login(voices[0].person)
    page = client.get(f"{debrief.get_absolute_url()}notes/").content.decode()
    assert "fewer than five people voted, or nobody picked any of them" in page
    assert " vote<" not in page


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


@pytest.fixture
def voted_on() -> Debrief:
    debrief = make_revealed(phase=Phase.WEIGH, people=6)
    make_notes(debrief=debrief, what="abcd", why="efgh")
    return debrief


@pytest.fixture
def other() -> Debrief:
    debrief = make_revealed(phase=Phase.WEIGH)
    make_notes(debrief=debrief, what="z")
    return debrief


@ANY_STEPS
@given(data=st.data())
def test_all_votes_are_counted_if_enough_voted_and_nothing_else_changes(voted_on, other, data):
    with transaction.atomic():
        _vote_and_count(Debrief.objects.get(pk=voted_on.pk), other, data)
        transaction.set_rollback(True)  # the next votes are cast on what these found


def _vote_and_count(debrief: Debrief, other: Debrief, data: st.DataObject) -> None:
    made = debrief.contributions.order_by("text")
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
