"""What tests do on the pages on which people write about a letter, and what they look for in the browser afterwards."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import sign_in

A_NEW_LETTER = """
__import__("tests.factories", fromlist=["make_incident"]).make_incident(
    team=Team.objects.filter(memberships__user__email="member@demo.test")
    .filter(memberships__user__email="lead@demo.test").first()
).pk
""".replace("\n", " ").strip()


def box(page: Page, name: str = "what") -> Locator:
    return page.locator(f"#text-{name}")


def type_into(page: Page, text: str, name: str = "what") -> None:
    box(page, name).fill(text)
    expect(page.locator(f"#kept-{name} [data-kept]")).to_be_visible()


def kept(page: Page) -> list[str]:
    """The names under which something unsent lies in the browser."""
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('debrief.draft.'))")


def nothing_is_kept(page: Page) -> None:
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('debrief.draft.'))")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="More").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/accounts/login/**")


def come_back_as(page: Page, person: str) -> None:
    """As when a session has run out and somebody else signs in: nobody pressed “Sign out”."""
    page.context.clear_cookies()
    sign_in(page, person)
