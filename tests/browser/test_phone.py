"""On a phone rows are dear: what can stand beside something does, and the bar below keeps each thing in its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_every_page import nothing_sticks_out

SMALL = {"width": 360, "height": 740}
A_LETTER = """
__import__("tests.factories", fromlist=["make_incident"]).make_incident(
    team=Team.objects.filter(memberships__user__email="member@demo.test")
    .filter(memberships__user__email="manager@demo.test").first(), text="\\u202eDear all, late again"
).pk
""".replace("\n", " ").strip()

A_PHOTO = A_LETTER.replace('"\\u202eDear all, late again"', '""')
A_LONG_NAME = A_LETTER.replace(
    '"\\u202eDear all, late again"',
    '"About a lectern.", contact=__import__("incidents.customers", fromlist=["Contact"]).Contact("Wolfeschlegel" * 8)',
)
A_LONG_PROMISE = "Promise.objects.filter(what__startswith='A new chair').values_list('incident', flat=True).get()"
TO_THE_EDGE = """card => {
  const words = document.createRange();
  words.selectNodeContents(card.querySelector("span"));
  return card.getBoundingClientRect().right - words.getBoundingClientRect().right;
}"""

HOSTED = """(lambda factories, debrief, voices: [
  Voice.objects.create(debrief=debrief, person=factories.make_person(name="Bartholomew-Maximilian " + "Wolfeschlegel" * 4)),
  voices.update(is_host=False), voices.filter(person__email="member@demo.test").update(is_host=True), debrief.incident_id
][-1])(*(lambda factories: [(factories, debrief, debrief.voices) for debrief in [factories.make_gathering(
    team=Team.objects.filter(memberships__user__email="member@demo.test").first())]][0])(
  __import__("tests.factories", fromlist=["make_gathering"])))
""".replace("\n", " ").strip()
"""A debrief that the member hosts, and in which somebody with a very long name takes part."""


@pytest.fixture(scope="module")
def letter(site) -> str:
    return f"/letters/{site.ask(A_LETTER)}/"


def below(page: Page) -> list[float]:
    slots = page.locator(".bottombar > a, .bottombar > .menu")
    return [slots.nth(n).bounding_box()["x"] for n in range(slots.count())]


@pytest.mark.parametrize("phone", [PHONE, SMALL], ids=["390", "360"])
def test_complaint_and_praise_are_one_line_each(visit, phone):
    page = visit("/letters/new/", on=phone)
    for word in ("Complaint", "Praise"):
        card = page.locator(".choice", has_text=word)
        assert card.bounding_box()["height"] <= 56, "as high as one line with its padding"
        assert card.evaluate(TO_THE_EDGE) >= 6, "the word keeps off the edge"


def test_a_photo_that_is_the_letter_stands_where_the_letter_does(visit, site):
    page = visit(f"/letters/{site.ask(A_PHOTO)}/", on=PHONE)
    top = {part: page.locator(f"#{part}").bounding_box()["y"] for part in ("letter", "papers", "recovery")}
    assert top["letter"] < top["papers"] < top["recovery"]


@pytest.mark.parametrize("phone", [PHONE, SMALL], ids=["390", "360"])
def test_changing_the_letter_takes_no_row_of_its_own(visit, letter, phone):
    page = visit(letter, on=phone)
    edit, heading = page.get_by_role("link", name="Edit", exact=True).bounding_box(), page.locator("h1").bounding_box()
    assert edit["y"] + edit["height"] <= heading["y"]
    back = page.locator(".back").bounding_box()
    assert abs(edit["y"] + edit["height"] / 2 - back["y"] - back["height"] / 2) < 8


def test_a_name_that_breaks_nowhere_keeps_to_the_screen(visit, site):
    site.ask(A_LONG_NAME)
    nothing_sticks_out(visit("/search/?q=lectern", on=SMALL), where="what was found")


def test_the_title_over_a_debrief_keeps_what_hangs_below_its_line(visit, letter):
    title = visit(f"{letter}debrief/", on=PHONE).locator(".title-of-letter > :first-child")
    assert title.evaluate("title => title.scrollHeight - title.clientHeight") == 0


@pytest.mark.parametrize("phone", [PHONE, SMALL], ids=["390", "360"])
def test_the_bar_below_has_the_same_places_around_a_debrief(visit, letter, phone):
    page = visit(letter, on=phone)
    places = below(page)
    page.goto(f"{letter}debrief/")
    assert below(page) == places
    for word in page.locator(".bottombar > a").all():
        assert word.bounding_box()["height"] <= 57, "no word wraps"


def test_a_title_that_runs_the_other_way_leaves_the_stamp_alone(visit, letter):
    page = visit(letter, on=PHONE)
    title, stamp = page.locator("h1 bdi"), page.locator("h1 .stamp")
    assert title.bounding_box()["x"] < stamp.bounding_box()["x"]
    expect(page.locator("h1")).to_have_css("direction", "ltr")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_selecting_in_the_letter_is_offered_only_where_it_does_something(visit, letter, script):
    hint = visit(letter, on=PHONE, script=script).get_by_text("or select a passage in the letter")
    expect(hint).to_be_visible(visible=script)


def test_hosting_is_handed_on_to_somebody_with_a_long_name(visit, site):
    page = visit(f"/letters/{site.ask(HOSTED)}/debrief/people/", as_="member", on=SMALL)
    button = page.get_by_role("button", name="Hand it on").bounding_box()
    assert button["x"] + button["width"] <= SMALL["width"]
    nothing_sticks_out(page, where="who takes part")


# Widths in letters of the text itself: what stands beside a name must not leave it a column of syllables.
AS_WIDE_AS = """name => name.getBoundingClientRect().width / parseFloat(getComputedStyle(name).fontSize)"""


@pytest.mark.parametrize("phone", [PHONE, SMALL], ids=["390", "360"])
def test_a_day_beside_a_name_leaves_it_room(visit, site, phone):
    page = visit(f"/letters/{site.ask(A_LONG_PROMISE)}/", on=phone, as_="manager")
    for row in page.locator(".ladder > li > :first-child").all():
        assert row.evaluate(AS_WIDE_AS) >= 10, row.inner_text()
    nothing_sticks_out(page, where="the letter")
    page = visit("/operations/", on=phone, as_="administrator")
    names = page.locator(".rowlink.is-short > :first-child").all()
    assert len(names) > 8
    for name in names:
        assert name.evaluate(AS_WIDE_AS) >= 8, name.inner_text()
    nothing_sticks_out(page, where="operations")
