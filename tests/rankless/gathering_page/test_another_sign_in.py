"""A form goes in under the voice for which it was shown: somebody else may have signed in since, in the same browser."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from foundation.form_keys import form_key_for
from rankless.alone.revealing import reveal_if_due
from rankless.models import Gathering
from tests.factories import make_person
from tests.rankless.gathering_page.desk import (
    address,
    browser_of,
    html_of,
    key_shown,
    others_hand_in,
    texts,
    typed,
)
from tests.rankless.gathering_page.test_bringing_it_about import ask_the_writers
from tests.shown_forms import Browser, key_shown_to

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]
UNMARKED = "5f0c0b1e-4a53-4a3e-9f8e-6a1a4f4c2b11"
FORM_KEY = re.compile(r'name="form_key" value="([^"]*)"')


def refused(response) -> bool:
    html = html_of(response)
    assert "Mine." not in html
    assert "debrief_saved" not in response.cookies
    assert not any(name.startswith("debrief_note_") for name in response.cookies)
    return response.status_code == 409 and "This page was shown under another sign-in" in html


def test_what_one_wrote_before_the_session_ended_is_not_handed_in_as_somebody_elses(debrief, voice):
    shown = html_of(browser_of(voice.person).get(address(debrief)))
    form = {"form_key": FORM_KEY.search(shown)[1], "note-what": "Mine."}
    browser = Client()
    assert browser.post(address(debrief, "hand-in"), form).status_code == 403
    other = debrief.voices.exclude(pk=voice.pk).select_related("person").first()
    browser.force_login(other.person)
    assert refused(browser.post(address(debrief, "hand-in"), form))
    other.refresh_from_db()
    assert not other.has_handed_in
    assert texts() == []
    browser.force_login(voice.person)
    assert browser.post(address(debrief, "hand-in"), form).status_code == 302
    assert texts() == ["Mine."]


def test_nor_does_it_replace_what_somebody_else_handed_in(writer, colleague, debrief):
    colleague.post(address(debrief, "hand-in"), typed(colleague, what="Theirs."))
    assert refused(colleague.post(address(debrief, "change"), typed(writer, what="Mine.")))
    assert texts() == ["Theirs."]


@pytest.mark.parametrize("nothing", ["1", "surely"])
def test_nor_is_somebody_elses_nothing_taken(writer, colleague, debrief, nothing):
    assert refused(colleague.post(address(debrief, "hand-in"), typed(writer, what="Mine.") | {"nothing": nothing}))
    assert not debrief.voices.filter(has_handed_in=True).exists()


@pytest.mark.parametrize("verb", ["hand-in", "change"])
@pytest.mark.parametrize("key", ["", "x", "\x00", "x" * 40, UNMARKED])
def test_a_form_that_was_made_for_nobody_here_is_not_taken(writer, debrief, verb, key):
    assert refused(writer.post(address(debrief, verb), {"note-what": "Mine.", "form_key": key}))
    assert texts() == []


# Presses without a word


@pytest.fixture
def shown(writer, debrief) -> dict[str, str]:
    """The page of somebody who handed in, whose session then ended."""
    writer.post(address(debrief, "hand-in"), typed(writer, what="Mine."))
    return {"form_key": FORM_KEY.search(html_of(writer.get(address(debrief))))[1]}


def marks_of(debrief) -> list[tuple[bool, ...]]:
    return list(debrief.voices.order_by("pk").values_list("has_handed_in", "accepts_few", "wants_reveal", "is_host"))


@pytest.mark.parametrize("verb", ["accept", "reveal", "withdraw", "change", "step-out", "host/pass", "host/take"])
def test_a_press_on_somebody_elses_page_does_nothing_in_ones_own_name(colleague, debrief, voice, shown, verb):
    colleague.post(address(debrief, "hand-in"), typed(colleague, what="Theirs."))
    ask_the_writers(debrief)
    before = marks_of(debrief)
    press = {} if verb != "change" else {"open": "1", "key": key_shown(colleague, debrief)}
    assert refused(colleague.post(address(debrief, verb), press | shown))
    assert marks_of(debrief) == before
    assert sorted(texts()) == ["Mine.", "Theirs."]


@pytest.mark.parametrize("verb", ["accept", "reveal"])
def test_the_same_press_counts_for_whoever_the_page_was_shown_to(writer, debrief, voice, shown, verb):
    others_hand_in(debrief, voice, number=1)
    ask_the_writers(debrief)
    assert writer.post(address(debrief, verb), shown).status_code == 302
    voice.refresh_from_db()
    assert (voice.accepts_few, voice.wants_reveal) == (verb == "accept", verb == "reveal")


def test_what_one_wrote_in_three_boxes_is_not_shown_to_somebody_else_when_notes_came_first(writer, colleague, debrief):
    form = {"form_key": key_shown_to(writer), "what": "Mine.", "why": "", "differently": ""}
    assert refused(colleague.post(address(debrief), form))
    answer = writer.post(address(debrief), form)
    assert (answer.status_code, "Mine.</textarea>" in html_of(answer)) == (409, True)


def test_nor_to_somebody_who_does_not_take_part(debrief, voice, writer):
    form = {"form_key": key_shown_to(writer), "what": "Mine."}
    other = Browser()
    other.force_login(make_person(team=debrief.team))
    assert refused(other.post(address(debrief), form))


# Who may look at it


def test_whoever_does_not_take_part_is_shown_nothing_of_it(writer, colleague, debrief):
    form = typed(writer, what="Mine.")
    debrief.voices.all().delete()
    assert refused(colleague.post(address(debrief, "hand-in"), form))


def test_nor_is_anybody_else_after_the_reveal(writer, colleague, debrief, voice):
    others_hand_in(debrief, voice, number=4)
    Gathering.objects.update(reveal_at=timezone.now())
    reveal_if_due(debrief.pk, at=timezone.now())
    assert refused(colleague.post(address(debrief, "hand-in"), typed(writer, what="Mine.")))


def test_a_form_opened_before_one_stepped_out_is_still_ones_own(writer, debrief, voice):
    form = typed(writer, what="Mine.")
    voice.delete()
    debrief.voices.create(person=voice.person)
    assert writer.post(address(debrief, "hand-in"), form).status_code == 302


def test_a_key_looks_the_same_whoever_it_is_for_and_is_new_each_time():
    keys = [form_key_for(writer) for writer in ("person 1", "person 1", "person 2", "guest 1")]
    assert len({key[:18] for key in keys}) == len({key[18:] for key in keys}) == 4
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key) for key in keys)
