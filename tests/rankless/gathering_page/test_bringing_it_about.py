"""Fewer than three, those present, and the moment that somebody sets."""

import pytest
from django.utils import timezone

from rankless.alone.revealing import reveal_if_due
from rankless.models import Contribution, Debrief, Gathering, Phase, Voice
from rankless.together.guests import open_door
from tests.rankless.gathering_page.desk import (
    address,
    browser_of,
    html_of,
    others_hand_in,
    typed,
)
from tests.shown_forms import without_keys

pytestmark = pytest.mark.django_db


# Fewer than three


def ask_the_writers(debrief: Debrief) -> None:
    Gathering.objects.update(reveal_at=timezone.now())
    reveal_if_due(debrief.pk, at=timezone.now())


def test_writers_are_asked_privately_and_others_see_that_nothing_is_shown(writer, colleague, debrief):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    ask_the_writers(debrief)
    asked = html_of(writer.get(address(debrief)))
    assert "Fewer than three handed in: notes can be guessed" in asked
    assert "Show mine all the same" in asked
    other = html_of(colleague.get(address(debrief)))
    assert "Fewer than three have handed in so far. Nothing is shown." in other
    assert "Show mine all the same" not in other
    assert "Mine." not in other


def test_what_a_writer_answers_is_seen_by_nobody_until_all_have(writer, colleague, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    others_hand_in(debrief, voice, number=1)
    ask_the_writers(debrief)
    before = without_keys(html_of(colleague.get(address(debrief))))
    writer.post(address(debrief, "accept"))
    assert "You let yours be shown all the same." in html_of(writer.get(address(debrief)))
    assert without_keys(html_of(colleague.get(address(debrief)))) == before
    browser_of(debrief.voices.filter(has_handed_in=True).exclude(pk=voice.pk).get().person).post(
        address(debrief, "accept")
    )
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL


def test_withdrawing_gives_ones_own_back_and_brings_nothing_of_others_to_light(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    others_hand_in(debrief, voice, number=1)
    ask_the_writers(debrief)
    Voice.objects.filter(has_handed_in=True).exclude(pk=voice.pk).update(accepts_few=True)
    response = writer.post(address(debrief, "withdraw"))
    assert "Mine.</textarea>" in html_of(response)
    assert Debrief.objects.get(pk=debrief.pk).is_gathering
    assert not Contribution.objects.exists()


# The door


def test_while_guests_may_join_everybody_who_writes_is_told(writer, colleague, debrief):
    said = "nobody can check who they are"
    assert said not in html_of(writer.get(address(debrief)))
    open_door(debrief)
    assert all(said in html_of(browser.get(address(debrief))) for browser in (writer, colleague))


# Those present, and the moment


def test_two_of_those_present_show_the_notes(writer, colleague, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    others_hand_in(debrief, voice, number=2)
    writer.post(address(debrief, "reveal"))
    assert "Somebody else has to press it too" in html_of(colleague.get(address(debrief)))
    assert Debrief.objects.get(pk=debrief.pk).is_gathering
    colleague.post(address(debrief, "reveal"))
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL
    assert colleague.post(address(debrief, "reveal")).status_code == 302


def test_those_present_are_told_when_there_is_too_little_to_read(writer, colleague, debrief):
    writer.post(address(debrief, "reveal"))
    response = colleague.post(address(debrief, "reveal"), follow=True)
    assert "Fewer than three have handed in so far. Nothing is shown." in html_of(response)
    assert Debrief.objects.get(pk=debrief.pk).is_gathering


def test_anyone_invited_sets_the_moment(writer, debrief):
    day = (timezone.localdate() + timezone.timedelta(days=9)).isoformat()
    assert writer.post(address(debrief, "moment"), {"reveal_on": day, "reveal_time": "14:30"}).status_code == 302
    assert Gathering.objects.get().reveal_at.isoformat() == f"{day}T14:30:00+00:00"


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "at least an hour ahead"), (0, "at least an hour ahead"), (61, "sixty days at most")]
)
def test_a_moment_that_cannot_be_is_told_and_kept_in_the_form(writer, debrief, days, said):
    day = (timezone.localdate() + timezone.timedelta(days=days)).isoformat()
    response = writer.post(address(debrief, "moment"), {"reveal_on": day, "reveal_time": "00:00"})
    assert response.status_code == 422
    assert said in html_of(response)
    assert f'value="{day}"' in html_of(response)


@pytest.mark.parametrize("sent", [{}, {"reveal_on": "soon", "reveal_time": "late"}, {"reveal_on": "2026-02-31"}])
def test_what_is_no_moment_is_told(writer, debrief, sent):
    assert writer.post(address(debrief, "moment"), sent).status_code == 422
