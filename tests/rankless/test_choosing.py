"""Choosing the other way, and that it tells nobody whether somebody has handed in."""

from datetime import timedelta

import pytest

from rankless.alone.gathering import Note, NotGathering, hand_in
from rankless.choosing import SomethingWritten, choose_long, choose_short, take_short_way
from rankless.models import Debrief, Envelope, Gathering, Part, Phase, Progress, Section, Way
from rankless.tending import tend
from rankless.texts.writing import Typed, save_texts
from tests.factories import MONDAY, make_debrief, make_gathering, make_person, make_team, write_sections
from tests.kinds import EACH_KIND

pytestmark = pytest.mark.django_db

QUARTER = MONDAY + timedelta(minutes=15)


@pytest.fixture(params=EACH_KIND)
def short(request) -> Debrief:
    team = make_team()
    make_person(team=team)
    return make_debrief(team=team, kind=request.param)


@pytest.fixture(params=EACH_KIND)
def gathering(request) -> Debrief:
    return make_gathering(kind=request.param)


def as_it_is(debrief: Debrief) -> Debrief:
    return Debrief.objects.get(pk=debrief.pk)


def test_notes_first_while_nothing_is_written(short):
    for _ in range(2):
        choose_long(short, at=MONDAY)
    found = as_it_is(short)
    assert (found.way, found.phase) == (Way.LONG, Phase.GATHER)
    assert found.gathering.reveal_at > MONDAY
    assert found.voices.filter(is_host=True).count() == 1


@pytest.mark.parametrize("part", [Part.WHY, Part.OTHER_SIDE])
def test_notes_come_too_late_once_there_is_a_text(short, part):
    save_texts(short, {part: Typed("It was late.", based_on=0)})
    with pytest.raises(SomethingWritten):
        choose_long(short, at=MONDAY)
    assert as_it_is(short).is_short


def test_a_complete_debrief_keeps_its_way():
    with pytest.raises(SomethingWritten):
        choose_long(make_debrief(is_complete=True), at=MONDAY)


def test_the_short_way_begins_on_the_quarter_hour(gathering):
    tend(at=MONDAY)
    choose_short(gathering)
    tend(at=QUARTER - timedelta(minutes=1))
    assert as_it_is(gathering).is_gathering
    tend(at=QUARTER)
    found = as_it_is(gathering)
    assert (found.way, found.phase) == (Way.SHORT, Phase.AGREE)
    assert not Gathering.objects.exists()


def test_notes_that_are_handed_in_keep_the_long_way(gathering):
    choose_short(gathering)
    hand_in(gathering.voices.first(), [Note(Section.WHAT, "It was late.")], key="a")
    tend(at=QUARTER)
    found = as_it_is(gathering)
    assert found.is_gathering
    assert (found.gathering.wants_short, found.gathering.progress) == (False, Progress.SOME)
    assert Envelope.objects.count() == 1


@pytest.mark.parametrize("has_somebody_handed_in", [True, False])
def test_asking_for_the_short_way_tells_nothing_of_who_wrote(gathering, has_somebody_handed_in):
    if has_somebody_handed_in:
        hand_in(gathering.voices.first(), [], key="a")
    choose_short(gathering)
    found = as_it_is(gathering)
    assert (found.phase, found.way, found.moves) == (Phase.GATHER, Way.LONG, gathering.moves + 1)
    assert (found.gathering.wants_short, found.gathering.progress) == (True, Progress.NONE)


def test_there_and_back_again_there_is_one_host(gathering):
    take_short_way(gathering.pk)
    choose_long(gathering, at=MONDAY)
    assert gathering.voices.filter(is_host=True).count() == 1
    assert as_it_is(gathering).is_gathering


def test_the_short_way_is_not_chosen_once_the_notes_are_shown(short):
    with pytest.raises(NotGathering):
        choose_short(write_sections(short))
