"""Notes are put together with keyboard, mouse and finger, then picked; without script as well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE

WORDS = ["Nobody called back", "The depot knew the date", "No call for two weeks", "The date was said too early"]
NEW_NOTES = """(lambda factories, stage: [
  (debrief, factories.make_notes(debrief=debrief, what={words}, stage=stage),
   factories.make_notes(debrief=debrief, what=["It began well.\\n\\nThen came the summer <b>holidays</b> 😀"]),
   factories.make_notes(debrief=debrief, differently=["We call first.", "One of us keeps the case."]))
  for debrief in [factories.make_revealed(
    team=Team.objects.filter(memberships__user__email="member@demo.test").first(), phase='weigh')]
][0][0].incident_id)(__import__("tests.factories", fromlist=["make_revealed"]), Stage.objects.first())"""

TALL = {"width": 1280, "height": 2000}
"""A page that scrolls under a pressed button takes the grip away, and no drag begins: on this one nothing has to."""


@pytest.fixture
def weighing(site) -> str:
    """The address of a new debrief whose notes are being put together."""
    return f"/letters/{site.ask(NEW_NOTES.format(words=WORDS))}/debrief/"


def pile_of(page: Page, words: str) -> Locator:
    return page.locator("[data-pile]").filter(has_text=words)


def put_together(page: Page, *words: str) -> None:
    """By ticks and the button: a browser has one mouse to drag with."""
    for text in words:
        page.get_by_label(text).check()
    page.locator("#together-what").click()


def grip_of(page: Page, words: str) -> Locator:
    return pile_of(page, words).locator(".grip")


def drag(page: Page, words: str, onto: Locator) -> None:
    """In several steps: what lets go over a place it was never seen above drops nothing."""
    grip_of(page, words).drag_to(onto, steps=5)


def expect_one_pile(page: Page, *words: str) -> None:
    pile = page.locator("[data-pile].is-pile")
    expect(pile).to_have_count(1)
    for text in words:
        expect(pile).to_contain_text(text)


@pytest.mark.parametrize("on", [DESKTOP, {"width": 360, "height": 740}], ids=["desktop", "small phone"])
def test_notes_are_put_together_with_the_keyboard_alone(visit, weighing, on):
    page = visit(weighing, as_="member", on=on)
    for words in (WORDS[0], WORDS[2]):
        page.get_by_label(words).focus()
        page.keyboard.press("Space")
    page.locator("#together-what").focus()
    page.keyboard.press("Enter")
    expect_one_pile(page, WORDS[0], WORDS[2])
    expect(page.locator("#messages")).to_contain_text("Put together.")
    expect(pile_of(page, WORDS[0]).get_by_role("checkbox")).to_be_focused()


def test_a_reader_of_the_screen_is_told_how_many_lie_in_a_pile(visit, weighing):
    page = visit(weighing, as_="member")
    page.get_by_label(WORDS[0]).check()
    page.get_by_label(WORDS[1]).check()
    page.locator("#together-what").click()
    expect_one_pile(page, WORDS[0], WORDS[1])
    expect(page.locator(".is-pile").get_by_role("checkbox")).to_have_accessible_name(re.compile(r"^\S.*, 2 notes$"))
    expect(pile_of(page, WORDS[2]).get_by_role("checkbox")).to_have_accessible_name(WORDS[2])


def test_a_note_is_taken_out_with_the_keyboard_alone(visit, weighing):
    page = visit(weighing, as_="member")
    page.get_by_label(WORDS[0]).check()
    page.get_by_label(WORDS[1]).check()
    page.locator("#together-what").click()
    expect_one_pile(page, WORDS[0], WORDS[1])
    page.get_by_role("button", name=f"Take out {WORDS[0]}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".is-pile")).to_have_count(0)
    expect(page.locator("#messages")).to_contain_text("Taken out")
    expect(pile_of(page, WORDS[0]).get_by_role("checkbox")).to_be_focused()


def test_a_note_is_dragged_onto_another(visit, weighing):
    page = visit(weighing, as_="member", on=TALL)
    drag(page, WORDS[0], pile_of(page, WORDS[3]))
    expect_one_pile(page, WORDS[0], WORDS[3])
    expect(page.locator("#messages")).to_contain_text("Put together.")  # it moves the notes further down
    expect(pile_of(page, WORDS[0]).get_by_role("checkbox")).to_be_focused()  # and they stand still
    drag(page, WORDS[1], page.locator(".is-pile"))
    expect_one_pile(page, WORDS[0], WORDS[1], WORDS[3])


def test_what_is_dragged_is_not_pulled_out_of_the_hand(visit, weighing):
    """Somebody else moves a note meanwhile: the page shows it once the hand has let go."""
    page, other = visit(weighing, as_="member", on=TALL), visit(weighing, as_="lead")
    grip_of(page, WORDS[0]).hover()
    page.mouse.down()
    pile_of(page, WORDS[3]).hover()
    pile_of(page, WORDS[3]).hover()  # a drag begins with a second move
    expect(page.locator(".is-dragged")).to_have_count(1)
    with page.expect_response(lambda answer: "/follow/" in answer.url and answer.status == 200):
        put_together(other, WORDS[1], WORDS[2])
    page.mouse.up()
    expect(pile_of(page, WORDS[0])).to_contain_text(WORDS[3])
    expect(pile_of(page, WORDS[1])).to_contain_text(WORDS[2])


def test_a_note_is_not_dragged_into_another_section(visit, weighing):
    page = visit(weighing, as_="member", on=TALL)
    drag(page, "We call first.", pile_of(page, WORDS[0]))
    drag(page, "We call first.", pile_of(page, "One of us keeps the case."))
    expect_one_pile(page, "We call first.", "One of us keeps the case.")


def test_without_script_ticks_and_a_button_do_it(visit, weighing):
    page = visit(weighing, as_="member", on=PHONE, script=False)
    page.get_by_label(WORDS[0]).check()
    page.get_by_label(WORDS[1]).check()
    page.locator("#together-what").click()
    expect(page.locator(".is-pile")).to_have_count(1)
    page.get_by_role("link", name="Go on: pick").click()
    page.get_by_label(WORDS[2]).check()
    page.get_by_role("button", name="Cast my votes").click()
    expect(page.locator("body")).to_contain_text("Your votes are cast")
    page.get_by_role("button", name="Count and go on").click()
    page.get_by_role("button", name="Count all the same").click()
    expect(page.locator("body")).to_contain_text(f"– {WORDS[2]}")


def test_votes_are_counted_while_ticking_and_never_more_than_three(visit, weighing):
    page = visit(f"{weighing}?step=votes", as_="member", on=PHONE)
    left = page.locator("[data-left]")
    expect(left).to_have_text("Three votes left.")
    for words in WORDS[:3]:
        page.get_by_label(words).focus()
        page.keyboard.press("Space")
    expect(left).to_have_text("All three votes are given.")
    page.get_by_label(WORDS[3]).focus()
    page.keyboard.press("Space")
    expect(page.get_by_label(WORDS[3])).not_to_be_checked()
    expect(left).to_have_text("All three votes are given; take one back first.")
    page.get_by_label(WORDS[0]).uncheck()
    expect(left).to_have_text("One vote left.")
    page.get_by_role("button", name="Cast my votes").click()
    expect(page.get_by_text("no count is shown before")).to_contain_text("Your votes are cast.")


def test_a_move_of_somebody_else_shows_by_itself(visit, weighing):
    mine = visit(weighing, as_="member", on=TALL)
    theirs = visit(weighing, as_="lead")
    theirs.get_by_label(WORDS[0]).check()
    theirs.get_by_label(WORDS[1]).check()
    theirs.locator("#together-what").click()
    expect_one_pile(theirs, WORDS[0], WORDS[1])
    expect_one_pile(mine, WORDS[0], WORDS[1])
    drag(mine, WORDS[2], mine.locator(".is-pile"))
    expect_one_pile(mine, WORDS[0], WORDS[1], WORDS[2])
    expect_one_pile(theirs, WORDS[0], WORDS[1], WORDS[2])


UNCOVERED = """button => {
  const { x, y, width, height } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@pytest.mark.parametrize("on", [DESKTOP, PHONE, {"width": 360, "height": 740}], ids=["desktop", "phone", "small phone"])
@pytest.mark.parametrize(
    ("step", "buttons"),
    [("", ["Put together"]), ("?step=votes", ["Cast my votes"])],
    ids=["put together", "pick"],
)
def test_what_to_press_is_at_hand_while_ticking(visit, weighing, on, step, buttons):
    page = visit(f"{weighing}{step}", as_="member", on=on)
    page.get_by_label(WORDS[0]).check()
    page.evaluate("scrollTo(0, 0)")
    for name in buttons:
        assert page.get_by_role("button", name=name).first.evaluate(UNCOVERED), name


@pytest.mark.parametrize("on", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_was_there_before_comes_without_moving_the_notes(visit, weighing, on):
    page = visit(as_="member", on=on)
    asked: list[Route] = []
    page.route("**/alike/**", lambda route: asked.append(route))
    with page.expect_request("**/alike/**"):
        page.goto(weighing)
    where = pile_of(page, WORDS[0]).bounding_box()
    asked[0].continue_()
    expect(page.locator("details.alike")).to_be_visible()
    assert pile_of(page, WORDS[0]).bounding_box() == where


def test_what_is_about_to_be_dragged_stays_under_the_hand(visit, weighing):
    page, other = visit(weighing, as_="member", on=TALL), visit(weighing, as_="lead")
    grip_of(page, WORDS[0]).hover()
    page.mouse.down()
    with page.expect_response(lambda answer: "/follow/" in answer.url and answer.status == 200):
        put_together(other, WORDS[1], WORDS[2])
    pile_of(page, WORDS[3]).hover()
    pile_of(page, WORDS[3]).hover()
    expect(page.locator(".is-dragged")).to_have_count(1)
    page.mouse.up()
    expect(pile_of(page, WORDS[0])).to_contain_text(WORDS[3])
