import pytest

from incidents.models import Happening
from rankless.models import Phase
from tests.factories import write_sections
from tests.overview.debriefing.forms import (
    address,
    box_opened_in,
    boxes_in,
    complete_elsewhere,
    filled_in,
    save_elsewhere,
    seen_in,
    text_in_box,
)

pytestmark = pytest.mark.django_db


def test_one_press_completes_what_is_written(browser, debrief):
    save_elsewhere(debrief, what="It was late.", why="Nobody's task.")
    answer = browser.post(address(debrief), filled_in(debrief, differently="We call first.", complete="1"))
    assert (answer.status_code, answer.url) == (302, address(debrief))
    debrief.refresh_from_db()
    assert debrief.is_complete
    assert debrief.remind_at is None
    html = browser.get(address(debrief)).content.decode()
    assert "We call first." in html
    assert boxes_in(html) == []


def test_completing_needs_all_three_and_says_which_is_missing(browser, debrief):
    answer = browser.post(address(debrief), filled_in(debrief, what="It was late.", complete="1"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("Not written yet. All three are needed.") == 2
    assert box_opened_in(html) == ["why"]
    debrief.refresh_from_db()
    assert debrief.what == "It was late."
    assert not debrief.is_complete


def test_what_nobody_would_see_is_not_written(browser, debrief):
    save_elsewhere(debrief, what="It was late.", why="Nobody's task.")
    answer = browser.post(address(debrief), filled_in(debrief, differently="\u200b\u2060", complete="1"))
    assert answer.status_code == 422
    assert answer.content.decode().count("Not written yet. All three are needed.") == 1
    debrief.refresh_from_db()
    assert not debrief.is_complete


def test_completing_needs_the_texts_as_they_were_read(browser, debrief):
    write_sections(debrief, why="Nobody's task.")
    form = filled_in(debrief, complete="1")
    save_elsewhere(debrief, why="It was the depot's task.")
    answer = browser.post(address(debrief), form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this after you had read it." in html
    assert text_in_box(html, "why") == "It was the depot&#x27;s task."
    assert box_opened_in(html) == ["why"]
    debrief.refresh_from_db()
    assert not debrief.is_complete
    assert browser.post(address(debrief), filled_in(debrief, complete="1")).status_code == 302
    debrief.refresh_from_db()
    assert debrief.is_complete


def test_pressing_twice_completes_once(browser, debrief):
    write_sections(debrief)
    form = filled_in(debrief, complete="1")
    assert [browser.post(address(debrief), form).status_code for _ in range(2)] == [302, 302]
    assert debrief.incident.timeline.filter(what=Happening.DEBRIEF_COMPLETED).count() == 1


def test_what_was_typed_while_somebody_completed_it_is_shown_and_saved_on_reopening(browser, debrief):
    write_sections(debrief, what="It was late.")
    form = filled_in(debrief, what="It was late by three weeks.")
    complete_elsewhere(debrief)
    answer = browser.post(address(debrief), form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "It was late by three weeks." in text_in_box(html, "what")
    debrief.refresh_from_db()
    assert debrief.what == "It was late."
    again = {"what": "By three weeks.", "what_seen": seen_in(html)}
    without_reason = browser.post(f"{address(debrief)}reopen/", again)
    assert without_reason.status_code == 422
    assert "By three weeks." in text_in_box(without_reason.content.decode(), "what")
    assert browser.post(f"{address(debrief)}reopen/", again | {"reason": "It was more."}).status_code == 302
    debrief.refresh_from_db()
    assert (debrief.phase, debrief.what) == (Phase.AGREE, "By three weeks.")


def test_an_unchanged_form_sent_after_completion_changes_nothing(browser, debrief):
    write_sections(debrief)
    form = filled_in(debrief)
    complete_elsewhere(debrief)
    assert browser.post(address(debrief), form).status_code == 302
    debrief.refresh_from_db()
    assert debrief.is_complete


def test_a_debrief_is_opened_again_for_a_reason_that_everybody_reads(browser, debrief):
    write_sections(debrief)
    complete_elsewhere(debrief)
    answer = browser.post(f"{address(debrief)}reopen/", {"reason": "The depot was not heard."})
    assert answer.status_code == 302
    html = browser.get(address(debrief)).content.decode()
    assert "The depot was not heard." in html
    assert boxes_in(html) == ["what", "why", "differently", "other_side"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1_001])
def test_a_debrief_is_not_opened_again_without_a_fitting_reason(browser, debrief, reason):
    write_sections(debrief)
    complete_elsewhere(debrief)
    answer = browser.post(f"{address(debrief)}reopen/", {"reason": reason})
    assert answer.status_code == 422
    assert 'id="wrong-reason"' in answer.content.decode()
    debrief.refresh_from_db()
    assert debrief.is_complete


def test_opening_an_open_debrief_again_does_no_harm(browser, debrief):
    assert browser.post(f"{address(debrief)}reopen/", {"reason": "x"}).status_code == 302
    debrief.refresh_from_db()
    assert debrief.reopened_because == ""
