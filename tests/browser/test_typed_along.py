"""Presses beside the boxes of somebody who writes alone: with a script the text stays in the browser, else it comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.writing import a_gathering, box, press, type_into

MINE = "The bell could not be heard."


def test_with_a_script_the_text_stays_in_the_browser(site, visit):
    page = visit(f"/letters/{a_gathering(site)}/debrief/", as_="member", on=DESKTOP)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    type_into(page, MINE, "note-what")
    press(page, "We are all here")
    expect(page.get_by_text("Somebody else has to press it too").first).to_be_visible()
    expect(box(page, "note-what")).to_have_value(MINE)
    assert [MINE in (request.post_data or "").replace("+", " ") for request in sent] == [False]


@pytest.mark.parametrize("kind", ["complaint", "praise"])
def test_without_one_it_comes_back_with_the_answer(site, visit, kind):
    page = visit(f"/letters/{a_gathering(site, kind=kind)}/debrief/", as_="member", on=PHONE, script=False)
    box(page, "note-why").fill(MINE)
    press(page, "We are all here")
    expect(box(page, "note-why")).to_have_value(MINE)
    page.locator("summary", has_text="Set another moment").click()
    page.get_by_label("Day").press("Enter")
    expect(box(page, "note-why")).to_have_value(MINE)
    expect(page.get_by_role("heading", name="You have handed in")).to_have_count(0)
    press(page, "Take the short way")
    expect(box(page, "note-why")).to_have_value(MINE)
