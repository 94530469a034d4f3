"""What the bell does for debriefs: one that something is wrong with keeps no other waiting."""

from datetime import datetime, timedelta

import pytest

from rankless import tending
from rankless.afterwards import answer
from rankless.alone.gathering import Note, hand_in
from rankless.models import Afterwards, Debrief, Envelope, Gathering, Phase, Purpose, Section
from rankless.tending import tend
from rankless.texts.objecting import object_to
from tests.factories import MONDAY, agree, make_gathering, make_standing, write_sections

pytestmark = pytest.mark.django_db

AFTER = MONDAY + timedelta(days=10)


@pytest.fixture
def written() -> Debrief:
    return with_notes()


@pytest.fixture
def spoilt() -> Debrief:
    """Due before all others, and holding something that is no note."""
    debrief = with_notes()
    Gathering.objects.filter(pk=debrief.pk).update(reveal_at=MONDAY)
    spoil(debrief, Purpose.NOTES)
    return debrief


def with_notes() -> Debrief:
    debrief = make_gathering(people=5)
    for voice in debrief.voices.order_by("pk")[:3]:
        hand_in(voice, [Note(Section.WHAT, "The van was late.")], key=f"key {voice.pk}")
    return debrief


def spoil(debrief: Debrief, purpose: Purpose) -> None:
    Envelope.objects.filter(debrief=debrief, purpose=purpose).update(content=[{"spoilt": True}])


def as_it_is(debrief: Debrief) -> Debrief:
    return Debrief.objects.get(pk=debrief.pk)


def test_notes_that_cannot_be_shown_keep_no_others_sealed(spoilt, written):
    tend(at=AFTER)
    assert as_it_is(written).phase == Phase.REVEAL
    assert as_it_is(spoilt).phase == Phase.GATHER
    assert Envelope.objects.filter(debrief=spoilt).count() == 3


def test_an_objection_that_cannot_be_opened_keeps_no_other_sealed():
    first, second = make_standing(), make_standing()
    for debrief in (first, second):
        object_to(debrief, reason="Nobody asked the depot.", key=f"key {debrief.pk}")
    spoil(first, Purpose.OBJECTION)
    tend(at=MONDAY)
    assert as_it_is(second).objections == ["Nobody asked the depot."]
    assert as_it_is(first).is_standing


def test_answers_that_cannot_be_counted_keep_no_others_sealed():
    first, second = (agree(write_sections(make_gathering(people=5))) for _ in range(2))
    for debrief in (first, second):
        answer(debrief.voices.first(), could_say=True, come_again=True)
    spoil(first, Purpose.ANSWERS)
    tend(at=AFTER + timedelta(days=10))
    assert list(Afterwards.objects.filter(closed_at=None)) == [first.afterwards]


def test_one_part_that_fails_keeps_no_other_from_being_done(written, monkeypatch):
    def fail(*, at: datetime) -> None:
        raise ValueError("something nobody thought of")

    monkeypatch.setattr(tending, "reveal_what_is_due", fail)
    standing = make_standing()
    object_to(standing, reason="Nobody asked the depot.", key="key")
    tend(at=MONDAY)
    assert as_it_is(standing).objections == ["Nobody asked the depot."]
