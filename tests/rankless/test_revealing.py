"""The reveal: when it comes, when it does not, and what it leaves behind."""

from datetime import timedelta

import pytest

from incidents.models import Stage
from rankless.alone.gathering import Note, NotGathering, hand_in, sealed_notes, withdraw
from rankless.alone.revealing import (
    FURTHEST_REVEAL,
    LEAST_NOTICE,
    NotThen,
    TooFewToRead,
    accept_few,
    agree_to_read,
    forget_wishes,
    reveal_if_due,
    reveal_what_is_due,
    set_reveal,
)
from rankless.models import Contribution, Debrief, Envelope, Gathering, Phase, Section, Voice
from rankless.tending import tend
from tests.factories import MONDAY, make_gathering
from tests.kinds import EACH_KIND

pytestmark = pytest.mark.django_db

BEFORE, SOON = MONDAY + timedelta(hours=1), timedelta(days=10)
AFTER = MONDAY + SOON


@pytest.fixture(params=EACH_KIND)
def debrief(request) -> Debrief:
    return make_gathering(people=5, kind=request.param)


def notes_of(voice: Voice) -> list[Note]:
    return [Note(Section.WHAT, f"What of {voice.pk}"), Note(Section.WHY, f"Why of {voice.pk}")]


def all_hand_in(debrief: Debrief, number: int) -> list[Voice]:
    voices = list(debrief.voices.order_by("pk")[:number])
    for voice in voices:
        hand_in(voice, notes_of(voice), key=f"key {voice.pk}")
    return voices


def as_it_is(debrief: Debrief) -> Debrief:
    return Debrief.objects.get(pk=debrief.pk)


def is_revealed(debrief: Debrief) -> bool:
    return as_it_is(debrief).phase == Phase.REVEAL


# When


def test_it_comes_when_all_are_heard(debrief):
    all_hand_in(debrief, 4)
    assert not reveal_if_due(debrief.pk, at=BEFORE)
    all_hand_in(debrief, 5)[-1:]
    assert reveal_if_due(debrief.pk, at=BEFORE)
    assert is_revealed(debrief)


def test_it_comes_at_the_set_moment_and_not_before(debrief):
    all_hand_in(debrief, 3)
    moment = Gathering.objects.get().reveal_at
    assert not reveal_if_due(debrief.pk, at=moment - timedelta(seconds=1))
    assert reveal_if_due(debrief.pk, at=moment)


def test_the_bell_brings_it(debrief):
    all_hand_in(debrief, 3)
    tend(at=BEFORE)
    assert not is_revealed(debrief)
    tend(at=AFTER)
    assert is_revealed(debrief)


def test_nobody_shows_the_notes_alone_two_of_those_present_do(debrief):
    first, second, *_rest = all_hand_in(debrief, 3)
    agree_to_read(first)
    agree_to_read(first)
    assert not reveal_if_due(debrief.pk, at=BEFORE)
    agree_to_read(second)
    assert reveal_if_due(debrief.pk, at=BEFORE)


def test_those_present_may_be_others_than_those_who_wrote(debrief):
    all_hand_in(debrief, 3)
    for voice in debrief.voices.filter(has_handed_in=False):
        agree_to_read(voice)
    assert reveal_if_due(debrief.pk, at=BEFORE)


def test_those_present_do_not_show_fewer_than_three(debrief):
    first, second = all_hand_in(debrief, 2)
    agree_to_read(first)
    with pytest.raises(TooFewToRead):
        agree_to_read(second)
    assert not reveal_if_due(debrief.pk, at=BEFORE)
    assert not debrief.voices.filter(wants_reveal=True).exists()
    assert not Gathering.objects.get().asks_writers


def test_a_wish_to_read_holds_until_the_next_quarter_hour(debrief):
    tend(at=MONDAY)
    first, second, *_rest = all_hand_in(debrief, 3)
    agree_to_read(first)
    tend(at=MONDAY.replace(minute=14))
    assert debrief.voices.filter(wants_reveal=True).count() == 1
    moves = as_it_is(debrief).moves
    tend(at=MONDAY.replace(minute=15))
    assert not debrief.voices.filter(wants_reveal=True).exists()
    assert as_it_is(debrief).moves > moves
    agree_to_read(second)
    assert not reveal_if_due(debrief.pk, at=BEFORE)


def test_forgetting_wishes_moves_nothing_where_nobody_wished(debrief):
    moves = as_it_is(debrief).moves
    forget_wishes()
    assert as_it_is(debrief).moves == moves


# Fewer than three


@pytest.mark.parametrize("number", [0, 1, 2])
def test_with_fewer_than_three_nothing_is_shown_and_the_writers_are_asked(debrief, number):
    all_hand_in(debrief, number)
    moves = as_it_is(debrief).moves
    assert not reveal_if_due(debrief.pk, at=AFTER)
    gathering = Gathering.objects.get()
    assert gathering.asks_writers
    assert gathering.reveal_at is None
    assert as_it_is(debrief).moves == moves + 1
    reveal_if_due(debrief.pk, at=AFTER)
    assert as_it_is(debrief).moves == moves + 1


def test_it_comes_once_every_writer_lets_theirs_be_shown(debrief):
    first, second = all_hand_in(debrief, 2)
    reveal_if_due(debrief.pk, at=AFTER)
    accept_few(first)
    assert not reveal_if_due(debrief.pk, at=AFTER)
    accept_few(second)
    assert reveal_if_due(debrief.pk, at=AFTER)
    assert as_it_is(debrief).hand_ins == 2


def test_whoever_is_left_when_another_withdraws_is_asked_anew(debrief):
    """What was accepted for two must not show the notes of one."""
    first, second = all_hand_in(debrief, 2)
    reveal_if_due(debrief.pk, at=AFTER)
    accept_few(first)
    withdraw(second, key=f"key {second.pk}")
    assert not reveal_if_due(debrief.pk, at=AFTER)
    assert not debrief.voices.filter(accepts_few=True).exists()
    accept_few(first)
    assert reveal_if_due(debrief.pk, at=AFTER)
    assert {note.text for note in Contribution.objects.all()} == {note.text for note in notes_of(first)}


def test_where_nobody_is_left_nothing_is_shown(debrief):
    (only,) = all_hand_in(debrief, 1)
    reveal_if_due(debrief.pk, at=AFTER)
    withdraw(only, key=f"key {only.pk}")
    assert not reveal_if_due(debrief.pk, at=AFTER)


def test_a_third_hand_in_brings_it_after_all(debrief):
    all_hand_in(debrief, 2)
    reveal_if_due(debrief.pk, at=AFTER)
    third = debrief.voices.filter(has_handed_in=False).first()
    hand_in(third, notes_of(third), key="third")
    assert reveal_if_due(debrief.pk, at=AFTER)


def test_nobody_accepts_before_being_asked_or_without_having_written(debrief):
    first, _second = all_hand_in(debrief, 2)
    accept_few(first)
    assert not debrief.voices.filter(accepts_few=True).exists()
    reveal_if_due(debrief.pk, at=AFTER)
    accept_few(debrief.voices.filter(has_handed_in=False).first())
    assert not debrief.voices.filter(accepts_few=True).exists()


def test_what_was_accepted_is_asked_anew_after_withdrawing(debrief):
    first, _second = all_hand_in(debrief, 2)
    reveal_if_due(debrief.pk, at=AFTER)
    accept_few(first)
    withdraw(first, key=f"key {first.pk}")
    hand_in(first, notes_of(first), key="again")
    assert not debrief.voices.filter(accepts_few=True).exists()


# Setting the moment


def test_the_moment_can_be_set(debrief):
    at = AFTER - timedelta(days=2)
    set_reveal(debrief, reveal_at=AFTER, at=at)
    all_hand_in(debrief, 3)
    assert not reveal_if_due(debrief.pk, at=AFTER - timedelta(minutes=1))
    assert reveal_if_due(debrief.pk, at=AFTER)


def test_setting_it_gives_the_writers_time_again_and_asks_them_anew(debrief):
    first, _second = all_hand_in(debrief, 2)
    reveal_if_due(debrief.pk, at=AFTER)
    accept_few(first)
    moves = as_it_is(debrief).moves
    set_reveal(debrief, reveal_at=AFTER + SOON, at=AFTER)
    assert not Gathering.objects.get().asks_writers
    assert not debrief.voices.filter(accepts_few=True).exists()
    assert as_it_is(debrief).moves == moves + 1
    assert not reveal_if_due(debrief.pk, at=AFTER)


@pytest.mark.parametrize(
    "off", [timedelta(days=-1), LEAST_NOTICE - timedelta(seconds=1), FURTHEST_REVEAL + timedelta(1)]
)
def test_nobody_sets_it_so_that_they_alone_show_the_notes_or_nobody_ever(debrief, off):
    before = Gathering.objects.get().reveal_at
    with pytest.raises(NotThen):
        set_reveal(debrief, reveal_at=AFTER + off, at=AFTER)
    assert Gathering.objects.get().reveal_at == before


# What it leaves behind


def test_all_notes_of_everybody_are_there_and_nothing_says_whose_they_are(debrief):
    voices = all_hand_in(debrief, 5)
    stored = Voice.objects.filter(debrief=debrief).order_by("pk")
    reveal_if_due(debrief.pk, at=BEFORE)

    assert sorted(note.text for note in Contribution.objects.all()) == sorted(
        note.text for voice in voices for note in notes_of(voice)
    )
    assert not Envelope.objects.exists()
    assert not Gathering.objects.exists()
    assert not stored.filter(has_handed_in=True).exists()
    assert not stored.exclude(guest_key="", wants_reveal=False, accepts_few=False).exists()
    assert as_it_is(debrief).hand_ins == 5
    assert all(note.pile == note.key for note in Contribution.objects.all())


def test_keys_open_nothing_any_more(debrief):
    first, *_rest = all_hand_in(debrief, 5)
    reveal_if_due(debrief.pk, at=BEFORE)
    assert sealed_notes(first, f"key {first.pk}") is None
    with pytest.raises(NotGathering):
        withdraw(first, key=f"key {first.pk}")
    for verb in (agree_to_read, accept_few):
        with pytest.raises(NotGathering):
            verb(first)
    with pytest.raises(NotGathering):
        set_reveal(debrief, reveal_at=AFTER, at=BEFORE)


def test_it_comes_once(debrief):
    all_hand_in(debrief, 5)
    assert reveal_if_due(debrief.pk, at=BEFORE)
    assert not reveal_if_due(debrief.pk, at=BEFORE)
    assert Contribution.objects.count() == 10


def test_the_order_is_drawn_anew_and_for_all_alike(debrief):
    """Ten notes lie in the order of their writers once in a few million times."""
    all_hand_in(debrief, 5)
    written = [note.text for voice in debrief.voices.order_by("pk") for note in notes_of(voice)]
    reveal_if_due(debrief.pk, at=BEFORE)
    by_key = [note.text for note in Contribution.objects.order_by("key")]
    as_stored = [note.text for note in Contribution.objects.raw("SELECT * FROM rankless_contribution")]
    assert written not in (by_key, as_stored)
    assert as_stored == [note.text for note in Contribution.objects.raw("SELECT * FROM rankless_contribution")]


def test_those_who_had_nothing_to_add_are_counted(debrief):
    first, *others = debrief.voices.all()
    hand_in(first, notes_of(first), key="one")
    for voice in others:
        hand_in(voice, [], key=f"key {voice.pk}")
    assert reveal_if_due(debrief.pk, at=BEFORE)
    assert as_it_is(debrief).hand_ins == 5
    assert Contribution.objects.count() == 2


def test_a_stage_that_is_gone_does_not_hold_the_notes_back(debrief):
    gone = Stage.objects.create(name="Fitting")
    kept = Stage.objects.exclude(pk=gone.pk).first()
    first, *others = debrief.voices.all()
    hand_in(first, [Note(Section.WHAT, "a", gone.pk), Note(Section.WHAT, "b", kept.pk)], key="one")
    for voice in others:
        hand_in(voice, [], key=f"key {voice.pk}")
    gone.delete()
    assert reveal_if_due(debrief.pk, at=BEFORE)
    assert dict(Contribution.objects.values_list("text", "stage")) == {"a": None, "b": kept.pk}


def test_one_that_everybody_left_does_not_keep_the_bell_from_the_others(debrief):
    emptied = make_gathering(people=4)
    emptied.voices.all().delete()
    Gathering.objects.filter(pk=emptied.pk).update(reveal_at=MONDAY)
    all_hand_in(debrief, 3)
    reveal_what_is_due(at=AFTER)
    assert is_revealed(debrief)
    assert not is_revealed(emptied)
