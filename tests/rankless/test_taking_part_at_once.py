"""Several people press at the same moment: nobody hosts beside another, no place is given twice, nothing is lost."""

from contextlib import suppress

import pytest
from django.utils import timezone

from rankless.alone.gathering import NotTakingPart, hand_in
from rankless.alone.revealing import reveal_if_due
from rankless.models import Debrief, Envelope, Gathering
from rankless.together import guests
from rankless.together.hosting import NotHosting, SomebodyHosts, pass_hosting, take_hosting
from rankless.together.inviting import HasSpoken, invite, step_out
from rankless.together.meeting import meeting_of, next_speaker
from tests.factories import make_gathering, make_person
from tests.rankless.test_gathering_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def debrief() -> Debrief:
    return make_gathering(people=5, at=timezone.now())


def unless(refused: type[Exception], work):
    def try_it():
        with suppress(refused):
            return work() or "done"

    return try_it


def test_two_who_take_hosting_are_one_host(debrief):
    debrief.voices.update(is_host=False)
    voices = list(debrief.voices.all())
    answers = at_once(*(unless(SomebodyHosts, lambda voice=voice: take_hosting(voice)) for voice in voices))
    assert answers.count("done") == 1
    assert debrief.voices.filter(is_host=True).count() == 1


def test_passing_twice_at_once_passes_once(debrief):
    host = debrief.voices.get(is_host=True)
    at_once(*[unless(NotHosting, lambda: pass_hosting(host))] * 3)
    assert debrief.voices.filter(has_passed=True).count() == 1
    assert debrief.voices.filter(is_host=True).count() == 1


def test_the_last_place_is_given_once(debrief, monkeypatch):
    monkeypatch.setattr(guests, "MOST_GUESTS", 2)
    code = guests.open_door(debrief)
    answers = at_once(*[unless(guests.NoPlaceLeft, lambda: guests.join(code))] * 5)
    assert sum(answer is not None for answer in answers) == 2
    assert debrief.voices.filter(person=None).count() == Gathering.objects.get(pk=debrief.pk).guests_joined == 2


def test_inviting_somebody_twice_at_once_invites_once(debrief):
    helper = make_person()
    at_once(*[lambda: invite(debrief, helper)] * 4)
    assert debrief.voices.filter(person=helper).count() == 1


def test_stepping_out_while_handing_in_is_one_or_the_other(debrief):
    voice = debrief.voices.first()
    at_once(unless(HasSpoken, lambda: step_out(voice)), unless(NotTakingPart, lambda: hand_in(voice, [], key="a")))
    is_there = debrief.voices.filter(pk=voice.pk).exists()
    assert Envelope.objects.count() == is_there == debrief.voices.filter(has_handed_in=True).count()


def test_guests_leave_and_people_step_out_while_notes_are_shown(debrief):
    code = guests.open_door(debrief)
    guests.join(code)
    first, second, *others = debrief.voices.exclude(person=None)
    for voice in others:
        hand_in(voice, [], key=str(voice.pk))
    Gathering.objects.filter(pk=debrief.pk).update(reveal_at=timezone.now())
    at_once(
        lambda: reveal_if_due(debrief.pk, at=timezone.now()),
        lambda: guests.send_guests_away(debrief),
        lambda: step_out(first),
        lambda: step_out(second),
        unless(guests.UnknownCode, lambda: guests.join(code)),
    )
    debrief.refresh_from_db()
    assert not debrief.is_gathering
    assert not debrief.voices.exclude(guest_key="").exists()


def test_two_who_press_next_at_once_go_on_by_one(debrief):
    Gathering.objects.filter(pk=debrief.pk).delete()
    at_once(*[lambda: next_speaker(debrief, after="")] * 3)
    assert meeting_of(debrief).turn == 0
