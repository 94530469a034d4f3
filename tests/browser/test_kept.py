"""Signed out in the middle of writing, one press sends it after signing in in a new tab; too long, it is one step back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import PHONE, sign_in

TYPED = "Ann-Sophie d’Été 🙂"
REFUSED = (r"status of 403",)


def type_and_lose_the_session(page: Page) -> None:
    page.get_by_label("Name").fill(TYPED)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You were signed out")


def sign_in_in_a_new_tab(page: Page, person: str) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    sign_in(opened.value, person)


@pytest.mark.parametrize(("script", "presses"), [(True, 1), (False, 2)])
def test_what_was_typed_is_saved_after_signing_in_again(visit, script, presses):
    page = visit("/settings/", as_="member", script=script, new_session=True, allowing=REFUSED)
    type_and_lose_the_session(page)
    expect(page.get_by_label("Name")).to_have_value(TYPED)
    sign_in_in_a_new_tab(page, "member")
    for _ in range(presses):
        with page.expect_navigation():  # else the second press could meet the page of the first
            page.get_by_role("button", name="Send again").click()
    page.wait_for_url(re.compile("/settings/$"))
    expect(page.get_by_label("Name")).to_have_value(TYPED)
    expect(page.get_by_role("button", name="Send again")).to_have_count(0)


def test_a_press_that_a_script_sends_leads_to_the_same_page(visit):
    """Else nothing at all would be seen of “This is that again”."""
    page = visit("/letters/", as_="member", new_session=True, allowing=(*REFUSED, "Response Status Error Code 403"))
    page.get_by_role("link", name="The desk chair has wobbled since the first day").first.click()
    again = page.get_by_role("button", name="This is that again").first
    expect(again).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    again.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You were signed out")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_kept_page_can_be_used_by_everyone(visit, scheme):
    page = visit("/settings/", as_="lead", on=PHONE, scheme=scheme, new_session=True, allowing=REFUSED)
    type_and_lose_the_session(page)
    no_violations(page)


@pytest.mark.parametrize("script", [True, False])
def test_one_step_back_from_a_form_that_was_too_long_the_text_still_stands(visit, script):
    """Sent through the page, as people do: the connection must hold until the answer is read."""
    page = visit("/letters/new/", script=script, allowing=(r"status of 400",))
    page.get_by_label("What the letter says").fill(TYPED)
    page.locator("input[type=file]").set_input_files(
        {"name": "n" * 5000 + ".pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b" " * 3_000_000}
    )
    page.get_by_role("radio", name=re.compile("Complaint")).check(force=True)
    page.get_by_role("button", name="Log the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The name of a file is too long")
    page.go_back()
    expect(page.get_by_label("What the letter says")).to_have_value(TYPED)
