"""Writing alone with a script: what others will see, hints on words, drafts; and nothing leaves before “Hand in”."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import PHONE, sign_in
from tests.browser.writing import a_gathering, box, kept, nothing_is_kept, press

REFUSED = (r"status of 403",)
THREE_NOTES = "It was my first week here.\n\nNobody called.\n  \n\n\nThe list was full."


@pytest.fixture
def path(site) -> str:
    """A debrief about which people write alone."""
    return f"/letters/{a_gathering(site)}/debrief/"


def help_with(page: Page, name: str) -> Locator:
    return page.locator("[data-note-box]").filter(has=box(page, name)).locator("[data-note-help]")


def hint(page: Page, kind: str, name: str = "note-what") -> Locator:
    return help_with(page, name).locator(f"[data-hint={kind}]")


def type_into(page: Page, text: str, name: str = "note-what") -> None:
    box(page, name).fill(text)
    expect(page.locator(f"#kept-{name} [data-kept]")).to_be_visible()


# What others will see


def test_notes_are_seen_as_others_will_see_them(visit, path):
    page = visit(path, as_="member")
    type_into(page, THREE_NOTES)
    see = help_with(page, "note-what").get_by_role("button", name="See what others will see")
    see.click()
    cards = help_with(page, "note-what").locator("[data-seen-notes]").get_by_role("listitem")
    expect(cards).to_have_text(["It was my first week here.", "Nobody called.", "The list was full."])
    expect(cards.locator("mark")).to_have_text(["my first week"])
    no_violations(page)
    box(page, "note-what").press_sequentially("!")
    expect(cards).to_have_count(0)
    see.click()
    expect(cards.last).to_contain_text("!")


def test_an_empty_box_says_that_nothing_is_written(visit, path):
    page = visit(path, as_="member")
    help_with(page, "note-what").get_by_role("button", name="See what others will see").click()
    expect(help_with(page, "note-what").get_by_text("Nothing is written here yet.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_help_fits_on_a_phone(visit, path, scheme):
    page = visit(path, as_="member", on=PHONE, scheme=scheme)
    type_into(page, f"{THREE_NOTES}\n\nWho forgot the key? {'x' * 200}")
    help_with(page, "note-what").get_by_role("button", name="See what others will see").click()
    expect(hint(page, "blaming")).to_be_visible()
    no_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


# Hints


def test_words_that_tell_who_wrote_are_told_quietly(visit, path):
    page = visit(path, as_="member")
    type_into(page, "I was alone at the desk.")
    expect(hint(page, "telling")).to_contain_text("“I was alone”")
    expect(hint(page, "blaming")).to_be_hidden()
    expect(box(page, "note-what")).to_have_attribute("aria-describedby", re.compile(r"\bhints-note-what\b"))
    type_into(page, "The desk was staffed by one person.")
    expect(hint(page, "telling")).to_be_hidden()


def test_a_role_is_proposed_for_a_name_and_how_for_who(visit, site, path):
    name = site.ask("User.objects.get(email='lead@demo.test').name")
    page = visit(path, as_="member")
    type_into(page, f"We asked {name}. Who forgot it?", "note-what")
    expect(hint(page, "naming")).to_contain_text(f"“{name}”")
    expect(hint(page, "blaming")).to_contain_text("“Who”")


def test_a_question_of_the_bank_is_not_held_against_its_writer(visit, site):
    page = visit(f"/letters/{a_gathering(site, kind='praise')}/debrief/", as_="member")
    question = "Who was involved, and what did they do that was not in the book?"
    page.locator("#what").get_by_text("All questions").click()
    page.get_by_role("button", name=question).last.click()
    expect(box(page, "note-what")).to_have_value(f"{question}\n")
    box(page, "note-what").press_sequentially("I called.")
    expect(hint(page, "telling")).to_contain_text("“I called”")
    expect(hint(page, "blaming")).to_be_hidden()


def test_hints_block_nothing(visit, path):
    page = visit(path, as_="member")
    type_into(page, "Who forgot it? It was my fault, I was careless.")
    expect(hint(page, "blaming")).to_be_visible()
    page.get_by_role("tab", name="Differently").click()
    press(page, "Hand in")
    expect(page.get_by_role("heading", name="You have handed in")).to_be_visible()


def test_typing_asks_nothing_of_the_server(visit, path):
    page = visit(path, as_="member")
    page.wait_for_load_state("networkidle")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    for tab, name in (("What", "what"), ("Why", "why"), ("Differently", "differently")):
        page.get_by_role("tab", name=tab).click()
        box(page, f"note-{name}").press_sequentially("I was alone. Who forgot the zebra?")
        help_with(page, f"note-{name}").get_by_role("button", name="See what others will see").click()
        expect(hint(page, "telling", f"note-{name}")).to_be_visible()
    page.get_by_label("This is a shared computer").check()
    asked_by_itself = re.compile(
        "/follow/[^?]*$|/static/img/icon[^?]*$"
    )  # whether something moved; the icon, by Chromium
    assert [request.url for request in asked if not asked_by_itself.search(request.url)] == []
    assert [request.url for request in asked if "zebra" in f"{request.url} {request.post_data}"] == []


# One question at a time, further stages on request


def test_one_question_is_shown_and_a_press_puts_it_in(visit, path):
    page = visit(path, as_="member")
    shown = page.locator("#what [data-prompt] [data-question]")
    question = shown.inner_text()
    shown.click()
    expect(box(page, "note-what")).to_have_value(f"{question}\n")
    expect(shown).not_to_have_text(question)


def test_going_on_by_keyboard_leads_to_the_next_section(visit, path):
    page = visit(path, as_="member")
    page.get_by_role("link", name="Go on: Why").focus()
    page.keyboard.press("Enter")
    expect(box(page, "note-why")).to_be_visible()
    expect(box(page, "note-what")).to_be_hidden()
    expect(page.get_by_role("tab", name="Why")).to_be_focused()


def test_a_draft_about_a_further_stage_is_shown_when_it_comes_back(visit, path):
    page = visit(path, as_="member")
    page.locator("[data-further] > summary").click()
    stage = page.locator("[data-further] textarea").last
    stage.fill("Here it turned.")
    name = stage.get_attribute("name")
    expect(page.locator(f"#kept-{name} [data-kept]")).to_be_visible()
    page.reload()
    expect(box(page, name)).to_be_visible()
    expect(box(page, name)).to_have_value("Here it turned.")


# Drafts


def test_what_was_handed_in_is_forgotten_by_the_browser(visit, path):
    page = visit(path, as_="member")
    type_into(page, "It was late.")
    page.reload()
    expect(box(page, "note-what")).to_have_value("It was late.")
    expect(page.get_by_role("tab", name="What")).to_contain_text("not handed in yet")
    page.get_by_role("tab", name="Differently").click()
    press(page, "Hand in")
    expect(page.get_by_role("heading", name="You have handed in")).to_be_visible()
    nothing_is_kept(page)


def lose_the_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("tab", name="Differently").click()
    press(page, "Hand in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You were signed out")


def test_a_session_that_expired_while_writing_loses_nothing(visit, path):
    page = visit(path, as_="member", new_session=True, allowing=REFUSED)
    type_into(page, "It was late.")
    lose_the_session(page)
    assert len(kept(page)) == 1
    sign_in(page, "member")
    page.goto(path)
    expect(box(page, "note-what")).to_have_value("It was late.")


def test_what_is_sent_again_after_signing_in_is_handed_in_and_forgotten(visit, path):
    page = visit(path, as_="member", new_session=True, allowing=REFUSED)
    type_into(page, "It was late.")
    lose_the_session(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    sign_in(opened.value, "member")
    press(page, "Send again")
    expect(page.get_by_role("heading", name="You have handed in")).to_be_visible()
    nothing_is_kept(page)


def test_the_drafts_of_two_people_on_one_computer_stay_apart(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, "Only mine.")
    page.context.clear_cookies()
    sign_in(page, "lead")
    page.goto(path)
    expect(page.locator("#what [data-note-help]").first).to_be_visible()
    expect(box(page, "note-what")).to_have_value("")
    assert "Only mine." not in page.content()


REVEALED = """[Gathering.objects.filter(debrief__incident={letter}).delete(),
    Debrief.objects.filter(incident={letter}).update(phase="reveal", hand_ins=3)]""".replace("\n", " ")
SHORT_WAY = """__import__("rankless.choosing").choosing.take_short_way(Debrief.objects.get(incident={letter}).pk)"""


@pytest.mark.parametrize("ending", [REVEALED, SHORT_WAY], ids=["revealed", "short way"])
def test_what_was_not_handed_in_when_the_writing_ended_is_told_and_waits(visit, site, ending):
    letter = a_gathering(site)
    page = visit(f"/letters/{letter}/debrief/", as_="member")
    type_into(page, "Not handed in.")
    site.ask(ending.format(letter=letter))
    page.reload()
    told = page.locator("[data-left-over]")
    expect(told).to_contain_text("kept in this browser only")
    expect(told).to_contain_text("Not handed in.")
    no_violations(page)
    told.get_by_role("button", name="Discard it").click()
    expect(told).to_be_hidden()
    nothing_is_kept(page)


# Guests

OPEN_DOOR = (
    """__import__("rankless.together.guests").together.guests.open_door(Debrief.objects.get(incident={letter}))"""
)


def test_what_a_guest_typed_stays_sealed_on_their_phone_until_it_is_handed_in(visit, site):
    letter = a_gathering(site)
    page = visit(f"/join/{site.ask(OPEN_DOOR.format(letter=letter))}/", as_=None, on=PHONE)
    press(page, "Take part")
    type_into(page, "I saw it in the porch.")
    expect(hint(page, "telling")).to_contain_text("“I saw it”")
    expect(hint(page, "naming")).to_be_hidden()
    assert "porch" not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()
    expect(box(page, "note-what")).to_have_value("I saw it in the porch.")
    page.goto("/accounts/login/")
    assert "debrief_draft_key" not in page.evaluate("document.cookie")
    page.go_back()
    page.get_by_role("tab", name="Differently").click()
    press(page, "Hand in")
    expect(page.get_by_role("heading", name="You have handed in")).to_be_visible()
    nothing_is_kept(page)
