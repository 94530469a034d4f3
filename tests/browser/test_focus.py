"""Whoever uses the keyboard sees at every step where they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.browser.writing import A_NEW_LETTER, a_gathering

HERE = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const isDrawnByTheBrowser = here.matches("[type=date], [type=time]");  // step by step inside
  const isOutlined = style => style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
  const marked = [];
  for (let part = here; part && marked.length < 3; part = part.parentElement) marked.push(getComputedStyle(part));
  return {
    name: `${here.tagName} ${here.className} ${(here.textContent || here.name || "").trim().slice(0, 30)}`,
    isSeen: isDrawnByTheBrowser || marked.some(isOutlined),
  };
}"""
MOST_STEPS = 150


@pytest.fixture(scope="module")
def debriefs(site) -> dict[str, str]:
    return {
        "people": f"/letters/{a_gathering(site)}/debrief/people/",
        "alone": f"/letters/{a_gathering(site)}/debrief/",
        "texts": f"/letters/{site.ask(A_NEW_LETTER)}/debrief/",
    }


def unseen_steps(page: Page) -> list[str]:
    """What the tab key reaches on the page without a line around it."""
    unseen = []
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        if not here["isSeen"]:
            unseen.append(here["name"])
    return unseen


@pytest.mark.parametrize("where", ["people", "alone", "texts"])
def test_every_step_through_a_debrief_is_seen(visit, debriefs, where):
    page = visit(debriefs[where], as_="member")
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    assert unseen_steps(page) == []


def test_every_step_through_logging_a_letter_is_seen(visit):
    assert unseen_steps(visit("/letters/new/", as_="manager", on=PHONE)) == []
