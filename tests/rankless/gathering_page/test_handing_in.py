"""Handing in, changing and withdrawing: sealed at once, once, and opened by the writer’s key alone."""

import re

import pytest
from django.utils import timezone

from incidents.models import Stage
from rankless.alone.revealing import reveal_if_due
from rankless.models import Envelope
from tests.rankless.gathering_page.desk import (
    address,
    browser_of,
    html_of,
    key_shown,
    others_hand_in,
    texts,
    typed,
)

pytestmark = pytest.mark.django_db


# Handing in


def test_everything_goes_at_once_sealed_and_an_empty_line_parts_notes(writer, debrief, voice):
    stage = Stage.objects.first()
    form = typed(writer, what="It was late.\n\nNobody rang.", why="Two desks were empty.", differently="") | {
        f"note-what-{stage.pk}": "A kind word.\nA chair."
    }
    response = writer.post(address(debrief, "hand-in"), form)
    assert response.status_code == 302
    (envelope,) = Envelope.objects.all()
    assert envelope.content == [
        {"section": "what", "stage": None, "text": "It was late."},
        {"section": "what", "stage": None, "text": "Nobody rang."},
        {"section": "what", "stage": stage.pk, "text": "A kind word.\nA chair."},
        {"section": "why", "stage": None, "text": "Two desks were empty."},
    ]
    html = html_of(writer.get(address(debrief)))
    assert "You have handed in" in html
    assert "It was late." not in html


def test_the_key_lies_in_the_writers_browser_for_this_debrief_alone(writer, debrief):
    form = typed(writer, what="Mine.")
    response = writer.post(address(debrief, "hand-in"), form)
    cookie = response.cookies[f"debrief_note_{debrief.pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", address(debrief))
    key = key_shown(writer, debrief)
    assert key.replace("-", "") in cookie.value
    assert key not in str(list(Envelope.objects.values()))
    assert response.cookies["debrief_saved"].value == form["form_key"]


def test_on_a_shared_computer_the_key_goes_when_the_browser_is_closed(writer, debrief):
    name = f"debrief_note_{debrief.pk}"
    kept = writer.post(address(debrief, "hand-in"), typed(writer, what="Mine.")).cookies[name]
    writer.post(address(debrief, "withdraw"))
    writer.cookies["debrief_shared"] = "1"
    shared = writer.post(address(debrief, "hand-in"), typed(writer, what="Mine.")).cookies[name]
    assert kept["max-age"]
    assert (shared["max-age"], shared["expires"]) == ("", "")


def test_another_account_on_the_same_computer_cannot_use_the_key(writer, debrief, colleague):
    response = writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    colleague.cookies[f"debrief_note_{debrief.pk}"] = response.cookies[f"debrief_note_{debrief.pk}"].value
    colleague.post(address(debrief, "withdraw"))
    assert texts() == ["Mine."]
    assert "Mine." not in html_of(colleague.get(address(debrief) + "?change=1"))


def test_whoever_hands_in_last_is_told_that_all_notes_are_shown(writer, debrief, voice):
    sealed, shown = "Only you can open it", "All notes are shown now."
    others_hand_in(debrief, voice, number=debrief.voices.count() - 2)
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    html = html_of(writer.get(address(debrief)))
    assert (sealed in html, shown in html) == (True, False)
    last = browser_of(debrief.voices.get(has_handed_in=False).person)
    last.post(address(debrief, "hand-in"), typed(last, what="The last."))
    html = html_of(last.get(address(debrief)))
    assert (sealed in html, shown in html) == (False, True)


def test_nothing_to_add_counts_as_heard(writer, debrief, voice):
    form = typed(writer, what=" \n", why="\u200b") | {"nothing": "1"}
    assert writer.post(address(debrief, "hand-in"), form).status_code == 302
    voice.refresh_from_db()
    assert voice.has_handed_in
    assert texts() == []


def test_nothing_to_add_asks_before_it_drops_what_was_typed(writer, debrief, voice):
    form = typed(writer, why="But this.") | {"nothing": "1"}
    response = writer.post(address(debrief, "hand-in"), form)
    assert response.status_code == 422
    assert "But this." in html_of(response)
    assert "Leave it out: nothing to add" in html_of(response)
    voice.refresh_from_db()
    assert not voice.has_handed_in
    assert writer.post(address(debrief, "hand-in"), form | {"nothing": "surely"}).status_code == 302
    assert texts() == []


def test_empty_boxes_are_not_handed_in_by_mistake(writer, debrief, voice):
    response = writer.post(address(debrief, "hand-in"), typed(writer, what=" ", why="\n\n\u200b"))
    assert response.status_code == 422
    html = html_of(response)
    assert "Nothing is written yet." in html
    assert re.search(r'id="differently"[^>]* data-open', html), "where the button is that it speaks of"
    voice.refresh_from_db()
    assert not voice.has_handed_in


def test_pressing_twice_hands_in_once_with_the_same_key(writer, debrief):
    form = typed(writer, what="Mine.")
    answers = [writer.post(address(debrief, "hand-in"), form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.cookies[f"debrief_note_{debrief.pk}"].value for answer in answers}) == 1
    assert texts() == ["Mine."]


def test_a_second_tab_is_told_and_can_replace_what_was_handed_in(writer, debrief):
    writer.post(address(debrief, "hand-in"), typed(writer, what="First."))
    second = typed(writer, why="Second.")
    response = writer.post(address(debrief, "hand-in"), second)
    assert response.status_code == 409
    html = html_of(response)
    assert "data-open" in html[html.index('id="why"') : html.index('id="differently"')]
    assert "You have handed in before" in html
    assert "<small>handed in</small>" not in html
    assert "Second.</textarea>" in html
    assert "Replace what I handed in" in html
    assert 'name="key"' not in html
    assert texts() == ["First."]
    assert writer.post(address(debrief, "change"), second).status_code == 302
    assert texts() == ["Second."]


def test_from_another_device_replacing_asks_for_the_key(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(writer, what="First."))
    key = key_shown(writer, debrief)
    phone = browser_of(voice.person)
    second = typed(writer, what="Second.")
    assert 'name="key"' in html_of(phone.post(address(debrief, "hand-in"), second))
    wrong = phone.post(address(debrief, "change"), second | {"key": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "Second.</textarea>" in html_of(wrong)
    assert texts() == ["First."]
    assert phone.post(address(debrief, "change"), second | {"key": key.lower().replace("-", " ")}).status_code == 302
    assert texts() == ["Second."]


# Changing and withdrawing


def test_with_the_key_the_boxes_are_filled_with_ones_own_notes(writer, debrief):
    stage = Stage.objects.first()
    writer.post(address(debrief, "hand-in"), typed(writer, what="One.\n\nTwo.") | {f"note-what-{stage.pk}": "There."})
    response = writer.post(address(debrief, "change"), {"open": "1"})
    assert response.status_code == 302
    html = html_of(writer.get(response["Location"]))
    assert "One.\n\nTwo.</textarea>" in html
    assert "There.</textarea>" in html
    writer.post(address(debrief, "change"), typed(writer, what="One."))
    assert texts() == ["One."]


def test_from_another_device_it_opens_with_the_key_typed(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    key = key_shown(writer, debrief)
    phone = browser_of(voice.person)
    assert key not in html_of(phone.get(address(debrief)))
    assert phone.post(address(debrief, "change"), {"open": "1"}).status_code == 422
    response = phone.post(address(debrief, "change"), {"open": "1", "key": key})
    assert "Mine.</textarea>" in html_of(phone.get(response["Location"]))


def test_withdrawing_gives_the_words_back_to_their_writer_alone(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    response = writer.post(address(debrief, "withdraw"))
    assert response.status_code == 200
    assert "Withdrawn. Nobody saw it." in html_of(response)
    assert "Mine.</textarea>" in html_of(response)
    assert response.cookies[f"debrief_note_{debrief.pk}"].value == ""
    assert texts() == []
    voice.refresh_from_db()
    assert not voice.has_handed_in
    assert writer.post(address(debrief, "withdraw")).status_code == 302


def test_changing_what_was_withdrawn_in_another_tab_loses_nothing(writer, debrief):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    writer.post(address(debrief, "withdraw"))
    response = writer.post(address(debrief, "change"), typed(writer, what="Better."))
    assert response.status_code == 409
    assert "withdrawn meanwhile" in html_of(response)
    assert "Better.</textarea>" in html_of(response)


def test_the_browser_forgets_a_key_that_opens_nothing_any_more(writer, debrief, voice):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    assert f"debrief_note_{debrief.pk}" not in writer.get(address(debrief)).cookies
    others_hand_in(debrief, voice, number=5)
    reveal_if_due(debrief.pk, at=timezone.now())
    assert writer.get(address(debrief)).cookies[f"debrief_note_{debrief.pk}"].value == ""
