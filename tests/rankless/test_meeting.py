"""In a meeting every voice speaks once before anybody speaks twice, and the time ends on all screens at once."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rankless.models import Debrief, Meeting
from rankless.together.meeting import (
    UnknownTime,
    draw_round,
    go_on,
    meeting_of,
    next_speaker,
    speaking_in,
    start_timer,
    stop_timer,
)
from tests.factories import MONDAY, make_debrief, make_gathering, make_incident, make_person, make_revealed, make_team
from tests.kinds import EACH_KIND

VOICES = st.sets(st.integers(1, 40), min_size=1, max_size=12)
CHANCE = st.randoms(use_true_random=False)


def spoken(voices: set[int], turns: int, chance: Random) -> list[int]:
    order, turn, said = [], 0, []
    for _ in range(turns):
        order, turn = go_on(order, turn, voices=voices, chance=chance)
        said.append(order[turn])
    return said


@given(VOICES, st.integers(1, 5), CHANCE)
def test_each_round_is_every_voice_once(voices, rounds, chance):
    said = spoken(voices, rounds * len(voices), chance)

    for begin in range(0, len(said), len(voices)):
        assert sorted(said[begin : begin + len(voices)]) == sorted(voices)


@given(VOICES.filter(lambda voices: len(voices) > 1), CHANCE)
def test_nobody_speaks_twice_in_a_row(voices, chance):
    said = spoken(voices, 4 * len(voices), chance)

    assert all(one != next_one for one, next_one in pairwise(said))


@given(st.lists(VOICES, min_size=1, max_size=6), CHANCE)
def test_whoever_comes_or_leaves_is_heard_or_passed_over(present, chance):
    """Who is there changes while a round goes on."""
    order, turn = [], 0
    for voices in present:
        order, turn = go_on(order, turn, voices=voices, chance=chance)
        assert order[turn] in voices
        assert voices <= set(order)
        assert len(order) == len(set(order))


def test_with_nobody_there_nothing_breaks():
    assert go_on([3, 4], 1, voices=[], chance=Random(1)) == ([], 0)


def test_the_lot_is_fair():
    first = [draw_round([1, 2, 3, 4], last=None, chance=Random(seed))[0] for seed in range(400)]

    assert all(60 < first.count(voice) < 140 for voice in (1, 2, 3, 4))


@pytest.fixture
def debrief(db) -> Debrief:
    team = make_team()
    for name in ("Ada", "Ben", "Cleo"):
        make_person(team=team, name=name)
    return make_debrief(incident=make_incident(team=team))


def test_the_next_one_is_named(debrief):
    names = set()
    for _ in range(3):
        next_speaker(debrief, after=speaking_in(meeting_of(debrief)).turn)
        speaking = speaking_in(meeting_of(debrief))
        names |= {speaking.now}
    assert names == {"Ada", "Ben", "Cleo"}
    assert speaking.then == []


def test_two_who_press_at_once_go_on_by_one(debrief):
    next_speaker(debrief, after="")
    next_speaker(debrief, after="")

    assert meeting_of(debrief).turn == 0
    assert len(speaking_in(meeting_of(debrief)).then) == 2


def test_a_guest_has_no_name(debrief):
    debrief.voices.all().delete()
    debrief.voices.create(guest_key="a" * 64)
    next_speaker(debrief, after="")

    assert speaking_in(meeting_of(debrief)).now == "A guest"


def test_who_stepped_out_is_passed_over(debrief):
    next_speaker(debrief, after="")
    meeting = meeting_of(debrief)
    debrief.voices.filter(pk=meeting.order[1]).delete()

    assert len(speaking_in(meeting).then) == 1
    next_speaker(debrief, after=speaking_in(meeting).turn)
    assert meeting_of(debrief).order[1] == meeting.order[2]


def test_the_time_ends_for_all_at_once(debrief):
    start_timer(debrief, minutes=10, at=MONDAY)
    assert Meeting.objects.get().ends_at == MONDAY + timedelta(minutes=10)
    start_timer(debrief, minutes=5, at=MONDAY)
    assert Meeting.objects.get().ends_at == MONDAY + timedelta(minutes=5)
    stop_timer(debrief)
    assert Meeting.objects.get().ends_at is None
    with pytest.raises(UnknownTime):
        start_timer(debrief, minutes=7, at=MONDAY)


def test_other_screens_hear_of_each_step(debrief):
    def moves() -> int:
        return Debrief.objects.get(pk=debrief.pk).moves

    steps = (
        lambda: next_speaker(debrief, after=""),
        lambda: start_timer(debrief, minutes=5, at=MONDAY),
        lambda: stop_timer(debrief),
    )
    for step in steps:
        before = moves()
        step()
        assert moves() == before + 1


# The shared screen


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EACH_KIND)
def test_while_all_write_no_button_leads_a_whole_room_to_one_persons_boxes(client, kind):
    gathering = make_gathering(kind=kind)
    client.force_login(gathering.voices.first().person)
    html = client.get(f"/letters/{gathering.incident_id}/debrief/meeting/").content.decode()
    assert "press “We are all here” on your own screens" in html
    assert "btn-primary" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EACH_KIND)
def test_once_the_notes_are_shown_a_button_leads_there(client, kind):
    revealed = make_revealed(kind=kind)
    client.force_login(revealed.voices.first().person)
    html = client.get(f"/letters/{revealed.incident_id}/debrief/meeting/").content.decode()
    assert "btn-primary" in html
    assert "To the notes" in html
