"""What tests do on the pages on which people write about a letter, and what they look for in the browser afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.conftest import PATIENCE, Site, sign_in

_MADE = """(lambda factories, now, team: {made})(
    __import__("tests.factories", fromlist=["make_incident"]),
    __import__("django.utils.timezone", fromlist=["now"]).now(),
    Team.objects.filter(memberships__user__email="member@demo.test")
    .filter(memberships__user__email="lead@demo.test").first()
)""".replace("\n", " ")
A_NEW_LETTER = _MADE.format(
    made="[(factories.take_short_way(one.debrief.pk), one.pk)[1] for one in [factories.make_incident(team=team)]][0]"
)
"""The number of a letter whose debrief is at its three texts."""


def a_gathering(site: Site, *, kind: str = "complaint") -> int:
    """The number of a letter about which people write alone."""
    return site.ask(_MADE.format(made=f"factories.make_gathering(team=team, kind={kind!r}, at=now).incident_id"))


def box(page: Page, name: str = "what") -> Locator:
    return page.locator(f"#text-{name}")


def type_into(page: Page, text: str, name: str = "what") -> None:
    box(page, name).fill(text)
    expect(page.locator(f"#kept-{name} [data-kept]")).to_be_visible()


def kept(page: Page) -> list[str]:
    """The names under which something unsent lies in the browser."""
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('debrief.draft.'))")


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """As `page.wait_for_function`, which the content policy of our pages does not allow."""
    until = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < until, "it never came to be so"
        page.wait_for_timeout(50)


def nothing_is_kept(page: Page) -> None:
    wait_until(page, lambda: kept(page) == [])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def send(page: Page, name: str) -> None:
    """Press it and wait for the answer: whoever leaves at once might be gone before anything was sent."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, name)


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="More").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/accounts/login/**")


def crash(page: Page) -> None:
    with suppress(Error):
        page.goto("chrome://crash")


def come_back_as(page: Page, person: str) -> None:
    """As when a session has run out and somebody else signs in: nobody pressed “Sign out”."""
    page.context.clear_cookies()
    sign_in(page, person)
