"""Selecting a passage: the browser counts in its own way, and the point still stands where the finger was."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import DESKTOP, PHONE

TEXT = "Dear all 😀👩‍👩‍👧,\r\nnobody rang. שלום, nobody rang.\r\n𝒳 nobody\r\nrang. <b>Nobody</b> rang & e\u0301 again."
STORED = TEXT.replace("\r\n", "\n")
A_NEW_LETTER = (
    '__import__("tests.factories", fromlist=["make_incident"]).make_incident('
    'team=Team.objects.filter(memberships__user__email="member@demo.test").first(), text={text})'
)
SELECT = """(letter, [start, end]) => {
  const walker = document.createTreeWalker(letter, NodeFilter.SHOW_TEXT,
    node => node.parentElement.closest("[data-aside]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const range = document.createRange();
  let before = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const points = Array.from(node.data);
    const units = count => points.slice(0, count).join("").length;
    if (before <= start && start < before + points.length) range.setStart(node, units(start - before));
    if (before < end && end <= before + points.length) range.setEnd(node, units(end - before));
    before += points.length;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def path(site) -> str:
    made = site.ask(A_NEW_LETTER.format(text=ascii(TEXT)) + ".pk")
    return f"/letters/{made}/"


def nth(words: str, number: int) -> tuple[int, int]:
    start = -1
    for _ in range(number):
        start = STORED.index(words, start + 1)
    return start, start + len(words)


def add_point_at(page: Page, place: tuple[int, int], *, polarity: str = "Bad") -> None:
    page.locator("#letter-text").evaluate(SELECT, list(place))
    page.locator("[data-point-bar]").get_by_role("button", name=polarity).click()
    page.locator("#point-near").get_by_role("button", name="Add this point").click()
    expect(page.locator("#point-near form")).to_have_count(0)


def points_of(site, path: str) -> list[list[object]]:
    letter = path.strip("/").rpartition("/")[2]
    return site.ask(
        f"list(Point.objects.filter(incident={letter}, start__isnull=False).values_list('start', 'end', 'quote'))"
    )


PLACES = [
    nth("nobody rang", 2),
    nth("nobody rang", 1),
    nth("nobody\nrang", 1),
    nth("שלום", 1),
    nth("<b>Nobody</b>", 1),
    nth("👩‍👩‍👧,\n", 1),
]


@pytest.mark.parametrize("on", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_points_stand_where_they_were_selected(visit, site, path, on):
    page = visit(path, as_="member", on=on)
    for place in PLACES:
        add_point_at(page, place)
    meant = [STORED[start:end].strip() for start, end in PLACES]
    expected = [[start, start + len(words), words] for (start, _end), words in zip(PLACES, meant, strict=True)]
    assert sorted(points_of(site, path)) == sorted(expected)
    assert sorted(page.locator("#letter-text mark a").all_text_contents()) == sorted(f"bad: {words}" for words in meant)


def test_a_passage_over_marked_words_is_found_all_the_same(visit, site, path):
    page = visit(path, as_="member")
    add_point_at(page, nth("nobody rang", 1))
    start, end = nth("nobody rang", 1)[0] + 7, nth("nobody rang", 2)[1]
    add_point_at(page, (start, end), polarity="Good")
    assert [start, end, STORED[start:end]] in points_of(site, path)
    expect(page.locator("#letter-text mark.mixed")).to_have_count(1)
    no_violations(page)


def test_the_form_beside_a_passage_can_be_put_away(visit, path):
    page = visit(path, as_="member")
    page.locator("#letter-text").evaluate(SELECT, list(nth("nobody rang", 1)))
    bar = page.locator("[data-point-bar]")
    bar.get_by_role("button", name="Good").click()
    expect(bar.get_by_label("Passage")).to_have_value("nobody rang")
    no_violations(page)
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()


def test_a_long_letter_folds_on_a_phone_and_opens_for_its_passages(visit, site):
    text = ascii("Dear all, nothing happened. " * 80 + "Nobody rang.")
    made = site.ask(A_NEW_LETTER.format(text=text) + ".pk")
    page = visit(f"/letters/{made}/", as_="member", on=PHONE)
    expect(page.locator("#letter-text")).to_have_class("letter letter-text letter-folded")
    page.get_by_role("button", name="Read the whole letter").click()
    expect(page.locator(".letter-folded")).to_have_count(0)
    unscripted = visit(f"/letters/{made}/", as_="member", on=PHONE, script=False)
    expect(unscripted.get_by_role("button", name="Read the whole letter")).to_be_hidden()
