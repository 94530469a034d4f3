"""Debriefing with a script: what was typed stays in this browser, and belongs to one account, until it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import PHONE, sign_in

A_NEW_LETTER = """
__import__("tests.factories", fromlist=["make_incident"]).make_incident(
    team=Team.objects.filter(memberships__user__email="member@demo.test")
    .filter(memberships__user__email="lead@demo.test").first()
).pk
""".replace("\n", " ").strip()
CONFLICT = (r"status of 409",)
UNFINISHED = (r"status of 422",)


@pytest.fixture
def path(site) -> str:
    """A debrief that has just been opened."""
    return f"/letters/{site.ask(A_NEW_LETTER)}/debrief/"


def box(page: Page, name: str = "what") -> Locator:
    return page.locator(f"#text-{name}")


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('debrief.draft.'))")


def type_into(page: Page, text: str, name: str = "what") -> None:
    box(page, name).fill(text)
    expect(page.locator(f"#kept-{name} [data-kept]")).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name)


def come_back_as(page: Page, person: str) -> None:
    """As when a session has run out and somebody else signs in: nobody pressed “Sign out”."""
    page.context.clear_cookies()
    sign_in(page, person)


# What was typed and not saved


def test_what_was_typed_survives_a_closed_tab_until_it_is_saved(visit, path):
    page = visit(path, as_="member")
    type_into(page, "It was late.")
    page.close()
    again = page.context.new_page()
    again.goto(path)
    expect(again.locator("#what [data-restored]")).to_be_visible()
    expect(box(again)).to_have_value("It was late.")
    expect(tab(again, "What")).to_contain_text("not saved yet")
    press(again, "Save and go on: Why")
    expect(tab(again, "What")).to_contain_text("being written")
    assert kept(again) == []


def test_leaving_at_once_keeps_the_last_letter_typed(visit, path):
    page = visit(path, as_="member")
    box(page).press_sequentially("It was late")
    page.goto("/letters/")
    page.goto(path)
    expect(box(page)).to_have_value("It was late")


def test_what_was_restored_can_be_discarded(visit, path):
    page = visit(path, as_="member")
    type_into(page, "Not this.")
    page.reload()
    press(page, "Discard it")
    expect(box(page)).to_have_value("")
    assert kept(page) == []


def test_another_account_in_the_same_browser_sees_nothing_of_it(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, "Only mine.")
    come_back_as(page, "lead")
    page.goto(path)
    expect(box(page)).to_have_value("")
    assert "Only mine." not in page.content()
    come_back_as(page, "member")
    page.goto(path)
    expect(box(page)).to_have_value("Only mine.")


def test_signing_out_erases_it(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, "Only mine.")
    page.locator("summary", has_text="More").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/accounts/login/**")
    assert kept(page) == []
    sign_in(page, "member")
    page.goto(path)
    expect(box(page)).to_have_value("")


def test_signing_out_leaves_what_somebody_else_had_not_saved(visit, path):
    page = visit(path, as_="member", new_session=True)
    type_into(page, "Only mine.")
    come_back_as(page, "lead")
    page.goto(path)
    page.locator("summary", has_text="More").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, "member")
    page.goto(path)
    expect(box(page)).to_have_value("Only mine.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chosen_question_can_be_read_while_it_is_pointed_at(visit, path, scheme):
    page = visit(path, as_="member", scheme=scheme)
    chosen = tab(page, "What")
    expect(chosen).to_have_attribute("aria-selected", "true")
    looks = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"
    at_rest = chosen.evaluate(looks)
    chosen.hover()
    assert chosen.evaluate(looks) == at_rest


def test_a_lesson_that_was_begun_is_restored_with_its_action(visit, path):
    page = visit(path, as_="member")
    tab(page, "Differently").click()
    page.get_by_label("One sentence").fill("We call first.")
    page.get_by_text("Who does what, by when").click()
    page.get_by_label("What is to be done").first.fill("Move the task")
    page.reload()
    expect(page.get_by_label("One sentence")).to_have_value("We call first.")
    expect(page.get_by_label("What is to be done").first).to_have_value("Move the task")


def test_a_restored_text_meets_what_others_saved_meanwhile(visit, path):
    page = visit(path, as_="member", allowing=CONFLICT)
    type_into(page, "Shared.\nMine.")
    other = visit(path, as_="lead")
    type_into(other, "Shared.\nTheirs.")
    press(other, "Save and go on: Why")
    expect(tab(other, "Why")).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(box(page)).to_have_value("Shared.\nMine.")
    press(page, "Save and go on: Why")
    expect(page.get_by_role("heading", name="Stored now")).to_be_visible()
    expect(box(page)).to_have_value("Shared.\nTheirs.\nMine.")
    no_violations(page)
    assert kept(page) != []
    press(page, "Save this text")
    expect(box(page)).to_have_value("Shared.\nTheirs.\nMine.")
    assert kept(page) == []


def test_leaving_a_conflict_as_it_is_stored_forgets_what_was_typed(visit, path):
    page = visit(path, as_="member", allowing=CONFLICT)
    type_into(page, "Mine.")
    other = visit(path, as_="lead")
    type_into(other, "Theirs.")
    press(other, "Save and go on: Why")
    expect(tab(other, "Why")).to_have_attribute("aria-selected", "true")
    press(page, "Save and go on: Why")
    page.get_by_role("link", name="Leave it as it is stored").click()
    expect(box(page)).to_have_value("Theirs.")
    assert kept(page) == []


# Tabs, questions, lessons


def test_the_three_sections_are_tabs_for_mouse_and_keyboard(visit, path):
    page = visit(path, as_="member", on=PHONE)
    expect(box(page)).to_be_visible()
    expect(box(page, "why")).to_be_hidden()
    tab(page, "What").focus()
    page.keyboard.press("ArrowRight")
    expect(tab(page, "Why")).to_be_focused()
    expect(box(page, "why")).to_be_visible()
    page.keyboard.press("End")
    expect(box(page, "differently")).to_be_visible()
    page.reload()
    expect(box(page, "differently")).to_be_visible()
    no_violations(page)


def test_a_question_goes_into_the_text_where_the_cursor_stands(visit, path):
    page = visit(path, as_="member")
    box(page).fill("First.\nLast.")
    box(page).evaluate("box => box.setSelectionRange(6, 6)")
    question = "What had we led the customer to expect?"
    page.locator("#what [data-prompt] [data-question]").click()
    expect(box(page)).to_have_value(f"First.\n{question}\n\nLast.")
    page.keyboard.type("Ten days.")
    expect(box(page)).to_have_value(f"First.\n{question}\nTen days.\nLast.")
    expect(page.locator("#what [data-prompt] [data-question]")).not_to_have_text(question)
    page.locator("#what").get_by_text("All questions").click()
    expect(page.locator("#what li", has_text=question).get_by_text("✓")).to_be_visible()
    expect(page.locator("#what li").get_by_text("✓").locator("visible=true")).to_have_count(1)


def test_one_question_is_shown_at_a_time_and_another_on_request(visit, path):
    page = visit(path, as_="member")
    shown = page.locator("#why [data-prompt] [data-question]")
    tab(page, "Why").click()
    questions = set()
    for _press in range(9):
        questions.add(shown.inner_text())
        page.locator("#why").get_by_role("button", name="another question").click()
    assert len(questions) == 9


def test_a_lesson_is_offered_from_what_was_just_written(visit, path):
    page = visit(path, as_="member")
    tab(page, "Differently").click()
    box(page, "differently").fill("We call first. We ask the depot. We tell the new date before the customer asks.")
    page.get_by_role("button", name="“We call first.”").click()
    expect(page.get_by_label("One sentence")).to_have_value("We call first.")
    page.get_by_label("One sentence").press("Enter")
    expect(page.locator(".drawn-sentence")).to_have_text("We call first.")
    expect(box(page, "differently")).to_contain_text("We ask the depot.")
    expect(page.get_by_role("button", name="“We ask the depot.”")).to_be_visible()


def test_one_button_completes_it_and_says_what_is_missing(visit, path):
    page = visit(path, as_="member", allowing=UNFINISHED)
    tab(page, "Differently").click()
    box(page, "differently").fill("We call first.")
    press(page, "We stand behind this")
    expect(page.locator("#wrong-what")).to_be_visible()
    box(page).fill("It was late.")
    press(page, "Save and go on: Why")
    box(page, "why").fill("Nobody's task.")
    press(page, "Save and go on: Differently")
    press(page, "We stand behind this")
    expect(page.get_by_text("This is what you all stand behind.")).to_be_visible()
    no_violations(page)


def test_what_was_left_unsaved_when_it_was_completed_is_told_and_waits(visit, path):
    page = visit(path, as_="member")
    type_into(page, "Not saved.")
    other = visit(path, as_="lead")
    for name in ("what", "why"):
        type_into(other, "Theirs.", name)
        other.get_by_role("button", name="Save and go on").locator("visible=true").click()
    type_into(other, "Theirs.", "differently")
    press(other, "We stand behind this")
    expect(other.get_by_text("This is what you all stand behind.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("It is still kept in this browser")).to_be_visible()
    page.get_by_text("Open this debrief again").click()
    page.get_by_label("Why? Everybody reads this.").fill("Something was left.")
    press(page, "Open again")
    expect(box(page)).to_have_value("Not saved.")


def test_without_a_script_the_sections_stand_one_below_the_other(visit, path):
    page = visit(path, as_="member", script=False)
    for name in ("what", "why", "differently"):
        expect(box(page, name)).to_be_visible()
        box(page, name).fill(f"About {name}.")
    press(page, "We stand behind this")
    expect(page.get_by_text("This is what you all stand behind.")).to_be_visible()
