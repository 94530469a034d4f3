"""What a search found is counted on once its page stands, and nothing on it moves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import DESKTOP
from tests.browser.test_every_page import nothing_sticks_out
from tests.browser.test_phone import SMALL

MANY_LETTERS = """[Incident.objects.bulk_create([Incident(
    team=Team.objects.filter(memberships__user__email="member@demo.test").first(), title=f"A bookend {n}", text="",
    kind="complaint" if n % 3 else "praise", received_on="2026-03-02", logged_at="2026-03-02T12:00Z",
) for n in range(120)]) and None][0]""".replace("\n", " ")
PLACES = """() => [...document.querySelectorAll(".chips-asked > :not(.counting), .sides .chip, .sheet")].map(part => {
  const { x, y, width, height } = part.getBoundingClientRect();
  return [x, y, width, height].map(Math.round);
})"""


@pytest.fixture(scope="module")
def _many(site):
    site.ask(MANY_LETTERS)


def counts_of(page: Page) -> list[str]:
    places = ("#count-letters", "#side-kind-complaint", "#side-kind-praise")
    return [" ".join(page.locator(place).inner_text().split()) for place in places]


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize("screen", [DESKTOP, SMALL], ids=["desktop", "360"])
def test_better_counts_come_and_nothing_moves(visit, screen):
    without = visit("/search/?q=bookend", as_="member", on=screen, script=False)
    assert "more than 100" in counts_of(without)[0]
    page = visit("/search/?q=bookend", as_="member", on=screen)
    expect(page.locator("#counting")).to_contain_text("Counted up to 1,000")
    assert counts_of(page) == ["120", "Complaint 80", "Praise 40"]
    assert page.evaluate(PLACES) == without.evaluate(PLACES)
    nothing_sticks_out(page, where="what was found")
    no_violations(page)
    without.get_by_role("link", name="Count them, up to 1,000").click()
    assert counts_of(without) == ["120", "Complaint 80", "Praise 40"]
