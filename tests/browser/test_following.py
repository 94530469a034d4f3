"""Pages that follow a debrief: what is new is seen at once, and what somebody types is never swept away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import PHONE, Site
from tests.browser.writing import A_NEW_LETTER, a_gathering, box, kept, nothing_is_kept, press, type_into, wait_until

STANDING = """
__import__("tests.factories", fromlist=["make_standing"]).make_standing(
    team=Team.objects.filter(memberships__user__email="member@demo.test").first(),
    at=__import__("django.utils.timezone", fromlist=["now"]).now()
).incident_id
""".replace("\n", " ").strip()
OBJECTED = """(lambda agreeing, debrief: [
  agreeing.object_to(debrief, reason="Nobody asked the depot.", key="a"), agreeing.open_objections()])(
  __import__("rankless.texts.objecting", fromlist=["object_to"]), Debrief.objects.get(incident={letter}))"""
MOVED = """__import__("rankless.following", fromlist=["moved"]).moved(Debrief.objects.get(incident={letter}))"""
REVEALED = """[Gathering.objects.filter(debrief__incident={letter}).delete(),
    Debrief.objects.filter(incident={letter}).update(phase="reveal", hand_ins=3)]"""
NOTES_FIRST = """__import__("rankless.choosing", fromlist=["choose_long"]).choose_long(
    Debrief.objects.get(incident={letter}), at=__import__("django.utils.timezone", fromlist=["now"]).now())"""
READ_TOGETHER = """
__import__("tests.factories", fromlist=["make_revealed"]).make_revealed(
    team=Team.objects.filter(memberships__user__email="member@demo.test").first()
).incident_id
""".replace("\n", " ").strip()
ON_SCREEN = (
    """line => { const { top, bottom } = line.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }"""
)


def bring_about(site: Site, what: str, letter: int) -> None:
    site.ask(what.replace("\n", " ").format(letter=letter))


def something_changed(page: Page):
    return page.locator("[data-follow]")


def test_texts_that_somebody_objected_to_are_written_further_where_they_stood(visit, site):
    letter = site.ask(STANDING)
    page = visit(f"/letters/{letter}/debrief/", as_="member")
    bring_about(site, OBJECTED, letter)
    expect(page.get_by_role("heading", name="Somebody objected")).to_be_visible()
    expect(page.get_by_role("tab", name="What")).to_have_attribute("aria-selected", "true")
    type_into(page, "It was late, and nobody asked the depot.")
    assert len(kept(page)) == 1


@pytest.mark.parametrize("on", [PHONE, {"width": 1280, "height": 500}], ids=["phone", "low window"])
def test_that_something_changed_is_seen_wherever_somebody_writes(visit, site, on):
    letter = a_gathering(site)
    page = visit(f"/letters/{letter}/debrief/", as_="member", on=on)
    page.get_by_role("tab", name="Differently").click()
    type_into(page, "We call first.", "note-differently")
    page.locator("#gathering").scroll_into_view_if_needed()
    page.mouse.wheel(0, 4000)
    bring_about(site, MOVED, letter)
    expect(something_changed(page)).to_be_visible()
    wait_until(page, lambda: something_changed(page).evaluate(ON_SCREEN))
    no_violations(page)


def test_on_a_shared_computer_nothing_is_offered_that_would_lose_what_was_typed(visit, site):
    letter = a_gathering(site)
    page = visit(f"/letters/{letter}/debrief/", as_="member", new_session=True)
    page.get_by_label("This is a shared computer").check()
    box(page, "note-what").fill("Kept nowhere.")
    bring_about(site, MOVED, letter)
    expect(something_changed(page)).to_contain_text("Send or copy what you typed")
    expect(page.get_by_role("button", name="Show it")).to_have_count(0)
    expect(box(page, "note-what")).to_have_value("Kept nowhere.")


def test_what_came_too_late_is_still_told_when_something_else_changes(visit, site):
    letter = a_gathering(site)
    page = visit(f"/letters/{letter}/debrief/", as_="member")
    type_into(page, "Not handed in.", "note-what")
    bring_about(site, REVEALED, letter)
    page.reload()
    told = page.locator("[data-left-over]")
    expect(told).to_contain_text("Not handed in.")
    told.evaluate("told => { told.dataset.isOld = 1; }")
    bring_about(site, MOVED, letter)
    expect(page.locator("[data-is-old]")).to_have_count(0)
    expect(told).to_contain_text("Not handed in.")
    expect(told).to_be_visible()


def test_what_was_typed_in_the_three_boxes_is_told_when_the_team_writes_notes_first(visit, site):
    letter = site.ask(A_NEW_LETTER)
    page = visit(f"/letters/{letter}/debrief/", as_="member")
    type_into(page, "Typed in the first of three boxes.")
    bring_about(site, NOTES_FIRST, letter)
    expect(something_changed(page)).to_be_visible()
    press(page, "Show it")
    told = page.locator("[data-left-over]")
    expect(told).to_contain_text("Typed in the first of three boxes.")
    expect(box(page, "note-what")).to_have_value("")
    no_violations(page)
    told.get_by_role("button", name="Discard it").click()
    expect(told).to_be_hidden()
    nothing_is_kept(page)


def test_what_was_there_before_is_asked_for_once_and_stays_open(visit, site):
    letter = site.ask(READ_TOGETHER)
    page = visit(f"/letters/{letter}/debrief/", as_="member")
    fold = page.locator("details#alike")
    fold.locator("summary").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    state = something_changed(page).get_attribute("data-state") or ""
    bring_about(site, MOVED, letter)
    expect(something_changed(page)).not_to_have_attribute("data-state", state)
    expect(fold).to_have_attribute("open", "")
    assert [address for address in asked if "/alike/" in address] == []
