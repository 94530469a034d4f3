"""Writing alone: what is handed in is sealed, counts once, and opens for its writer's key alone."""

import pytest

from people.models import User
from rankless.alone.gathering import (
    AlreadyHandedIn,
    Note,
    NotGathering,
    NotTakingPart,
    UnknownKey,
    change,
    hand_in,
    refresh_progress,
    sealed_notes,
    withdraw,
)
from rankless.models import Contribution, Debrief, Envelope, Gathering, Progress, Section, Voice
from tests.factories import make_gathering
from tests.kinds import EACH_KIND

pytestmark = pytest.mark.django_db

NOTES = [Note(Section.WHAT, "I forgot to ring."), Note(Section.DIFFERENTLY, "Ring the same day.")]
OTHER = [Note(Section.WHY, "Two desks were empty.")]


@pytest.fixture(params=EACH_KIND)
def debrief(request) -> Debrief:
    return make_gathering(people=5, kind=request.param)


@pytest.fixture
def voice(debrief) -> Voice:
    return debrief.voices.first()


def as_it_is(voice: Voice) -> Voice:
    return Voice.objects.get(pk=voice.pk)


def test_what_is_handed_in_is_sealed_and_read_with_its_key_alone(voice):
    hand_in(voice, NOTES, key="mine")

    assert sealed_notes(voice, "mine") == NOTES
    assert sealed_notes(voice, "another") is None
    assert sealed_notes(voice, "") is None
    assert not Contribution.objects.exists()


def test_a_key_opens_nothing_for_another_voice(debrief, voice):
    hand_in(voice, NOTES, key="mine")
    other = debrief.voices.exclude(pk=voice.pk).first()

    assert sealed_notes(other, "mine") is None
    with pytest.raises(UnknownKey):
        withdraw(other, key="mine")
    with pytest.raises(UnknownKey):
        change(other, OTHER, key="mine")


def test_the_key_itself_is_not_kept(voice):
    hand_in(voice, NOTES, key="mine-and-mine-alone")

    assert "mine-and-mine-alone" not in str(list(Envelope.objects.values()))


def test_nothing_to_add_is_handed_in_like_any_other(voice):
    hand_in(voice, [], key="mine")

    assert as_it_is(voice).has_handed_in
    assert sealed_notes(voice, "mine") == []


def test_the_same_twice_is_handed_in_once(voice):
    hand_in(voice, NOTES, key="mine")
    hand_in(voice, NOTES, key="mine")

    assert Envelope.objects.count() == 1


@pytest.mark.parametrize("key", ["mine", "another"])
def test_other_words_do_not_replace_what_was_handed_in(voice, key):
    hand_in(voice, NOTES, key="mine")

    with pytest.raises(AlreadyHandedIn):
        hand_in(voice, OTHER, key=key)
    assert sealed_notes(voice, "mine") == NOTES


def test_with_the_key_the_notes_are_changed(voice):
    hand_in(voice, NOTES, key="mine")
    change(voice, OTHER, key="mine")

    assert sealed_notes(voice, "mine") == OTHER
    assert Envelope.objects.count() == 1


def test_what_is_withdrawn_comes_back_and_leaves_nothing(voice):
    hand_in(voice, NOTES, key="mine")

    assert withdraw(voice, key="mine") == NOTES
    assert not as_it_is(voice).has_handed_in
    assert not Envelope.objects.exists()
    hand_in(voice, OTHER, key="new")
    assert sealed_notes(voice, "new") == OTHER


@pytest.mark.parametrize("do", [hand_in, change])
def test_after_the_gathering_nothing_is_taken(debrief, voice, do):
    Gathering.objects.filter(pk=debrief.pk).delete()

    with pytest.raises(NotGathering):
        do(voice, NOTES, key="mine")
    with pytest.raises(NotGathering):
        withdraw(voice, key="mine")


def test_whoever_stepped_out_hands_in_nothing(voice):
    Voice.objects.filter(pk=voice.pk).delete()

    with pytest.raises(NotTakingPart):
        hand_in(voice, NOTES, key="mine")
    assert not Envelope.objects.exists()


def test_handing_in_changing_and_withdrawing_move_nothing_that_others_see(debrief, voice):
    def seen():
        return (
            Debrief.objects.filter(pk=debrief.pk).values().get(),
            Gathering.objects.filter(pk=debrief.pk).values("progress", "reveal_at", "asks_writers").get(),
        )

    before = seen()
    hand_in(voice, NOTES, key="mine")
    assert seen() == before
    change(voice, OTHER, key="mine")
    assert seen() == before
    withdraw(voice, key="mine")
    assert seen() == before


# Progress, as roughly as it is ever told


@pytest.mark.parametrize(
    ("heard", "progress"),
    [
        (0, Progress.NONE),
        (1, Progress.SOME),
        (2, Progress.SOME),
        (3, Progress.MOST),
        (4, Progress.MOST),
        (5, Progress.ALL),
    ],
)
def test_progress_is_a_word_and_told_anew_at_fixed_times_only(debrief, heard, progress):
    for voice in debrief.voices.all()[:heard]:
        hand_in(voice, NOTES, key=str(voice.pk))
    assert Gathering.objects.get().progress == Progress.NONE
    moves = Debrief.objects.get().moves

    refresh_progress()

    assert Gathering.objects.get().progress == progress
    assert Debrief.objects.get().moves == moves + (progress != Progress.NONE)
    refresh_progress()
    assert Debrief.objects.get().moves == moves + (progress != Progress.NONE)


def test_somebody_who_cannot_come_any_more_is_not_waited_for(debrief):
    *present, gone = debrief.voices.all()
    User.objects.filter(pk=gone.person_id).update(is_active=False)
    for voice in present:
        hand_in(voice, NOTES, key=str(voice.pk))
    refresh_progress()

    assert Gathering.objects.get().progress == Progress.ALL


def test_a_gathering_that_everybody_left_does_not_stop_the_others(debrief):
    emptied = make_gathering(people=4)
    emptied.voices.all().delete()
    Gathering.objects.update(is_stale=True)
    for voice in debrief.voices.all():
        hand_in(voice, NOTES, key=str(voice.pk))
    refresh_progress()

    assert Gathering.objects.get(pk=debrief.pk).progress == Progress.ALL
    assert Gathering.objects.get(pk=emptied.pk).progress == Progress.NONE
