"""Debriefing with a script: tabs, questions and lessons, and what happens when two people save one text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import PHONE
from tests.browser.writing import A_NEW_LETTER, box, kept, nothing_is_kept, press, type_into

CONFLICT = (r"status of 409",)
UNFINISHED = (r"status of 422",)
COUNTED = """
__import__("tests.factories", fromlist=["make_counted"]).make_counted(
    team=Team.objects.filter(memberships__user__email="member@demo.test").first()).incident_id
""".replace("\n", " ").strip()


@pytest.fixture
def path(site) -> str:
    """A debrief that has just been opened."""
    return f"/letters/{site.ask(A_NEW_LETTER)}/debrief/"


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("tab", name=name)


# What was restored


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


def test_a_mistake_comes_into_sight_before_anything_that_was_restored(visit, path):
    page = visit(path, as_="member", on=PHONE, allowing=UNFINISHED)
    page.evaluate("document.querySelector('#text-what').value = 'long '.repeat(20001)")
    tab(page, "Differently").click()
    type_into(page, "\u200b Restored", "differently")
    press(page, "We stand behind this")
    expect(page.get_by_text("This is too long to save")).to_be_in_viewport()
    expect(box(page)).to_be_focused()
    no_violations(page)


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
    nothing_is_kept(page)


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
    nothing_is_kept(page)


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
    expect(page.get_by_text("Done. Whoever cannot stand behind it can open it again.")).to_be_visible()
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
    expect(other.get_by_text("Done. Whoever cannot stand behind it can open it again.")).to_be_visible()
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
    expect(page.get_by_text("Done. Whoever cannot stand behind it can open it again.")).to_be_visible()


# What is asked beneath


@pytest.mark.parametrize(
    ("made", "words", "name"),
    [
        (A_NEW_LETTER, "What was handled well?", "other_side"),
        (COUNTED, "No lesson? Say why nothing changes", "no_change_because"),
    ],
    ids=["short way", "notes first"],
)
def test_a_press_on_the_words_of_a_fold_opens_it(visit, site, made, words, name):
    page = visit(f"/letters/{site.ask(made)}/debrief/", as_="member")
    if name == "no_change_because":
        tab(page, "Differently").click()
    page.get_by_text(words).locator("visible=true").click()
    expect(box(page, name)).to_be_visible()
    expect(page.get_by_label(words)).to_have_attribute("name", name)
