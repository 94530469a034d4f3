"""Debriefing with a script: what was typed stays in this browser, and belongs to one account, until it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, sign_in

OPEN_DEBRIEFS = """list(
    Debrief.objects.incomplete().filter(what="", why="", differently="", incident__kind="complaint")
    .filter(incident__team__memberships__user__email="member@demo.test")
    .filter(incident__team__memberships__user__email="lead@demo.test")
    .values_list("incident_id", flat=True))"""


@pytest.fixture
def path(site) -> str:
    """A debrief nobody has written in."""
    found = site.ask("[(incident.pk, debrief.pk) for debrief in [] for incident in []]") or open_a_debrief(site)
    return f"/letters/{found}/debrief/"


def open_a_debrief(site) -> int:
    return site.ask(
        "__import__('tests.factories', fromlist=['x']).make_incident("
        "team=User.objects.get(email='member@demo.test').memberships.first().team).pk"
    )


def box(page: Page, name: str = "what"):
    return page.locator(f"#text-{name}")


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('debrief.draft.'))")


def type_into(page: Page, text: str, name: str = "what") -> None:
    box(page, name).fill(text)
    expect(page.get_by_text("Kept in this browser until you save.").locator("visible=true")).to_be_visible()
