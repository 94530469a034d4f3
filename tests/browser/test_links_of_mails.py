"""From a line of a mail to the very box, in a real browser: on a phone, with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import PHONE
from tests.browser.writing import wait_until

MAKE = """__import__('tests.people.made', fromlist=['make_links']).make_links(
  User.objects.get(email='{email}'), ['{path}'], at=__import__('django.utils.timezone', fromlist=['now']).now()
)['{path}']"""
OPEN = """Debrief.objects.filter(phase='agree', objections_until=None, voices__person__email='member@demo.test'
  ).values_list('incident_id', flat=True).first()"""
PROMISE = """Promise.objects.filter(kept_at=None, broken_at=None, owner__email='member@demo.test').values_list(
  'incident_id', 'pk').first()"""


def link_to(site, path, *, email="member@demo.test"):
    return site.ask(MAKE.format(email=email, path=path))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_press_leads_to_the_very_box(visit, site, script):
    path = f"/letters/{site.ask(OPEN)}/debrief/#why"
    page = visit(link_to(site, path), as_=None, on=PHONE, script=script)
    page.get_by_role("button", name="Open it").click()
    page.wait_for_url(f"**{path}")
    box = page.locator("#text-why")
    expect(box).to_be_visible()
    if script:
        expect(box).to_be_focused()
        in_sight = "box => { const at = box.getBoundingClientRect(); return at.top >= 0 && at.top < innerHeight }"
        wait_until(page, lambda: box.evaluate(in_sight))


def test_what_has_no_box_is_marked_holds_the_keyboard_and_stays_in_sight(visit, site):
    """Letters alike come into the page above it while the browser still glides there."""
    letter, promise = site.ask(PROMISE)
    page = visit("/practice/", as_="member", on=PHONE)
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"/letters/{letter}/#promise-{promise}")
    line = page.locator(f"#promise-{promise}")
    wait_until(page, lambda: line.evaluate("line => line.contains(document.activeElement)"))
    expect(page.locator("#alike")).not_to_have_attribute("hx-trigger", "load")
    wait_until(page, lambda: line.evaluate("line => line.getBoundingClientRect().bottom < innerHeight"))


def test_the_secret_address_goes_to_nobody_else_not_even_to_our_own_files(visit, site):
    page = visit("/accounts/login/", as_=None, anew=True)  # no file of ours was kept, so each is asked for
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    link = link_to(site, "/lessons/")
    page.goto(link)
    page.get_by_role("button", name="Open it").click()
    page.wait_for_url("**/lessons/")
    told = [request.all_headers().get("referer", "") for request in asked]
    assert len(told) > 5
    assert not [address for address in told if re.search(r"/accounts/link/", address)]


def test_whoever_is_signed_in_as_somebody_else_is_asked(visit, site):
    page = visit(link_to(site, "/lessons/"), as_="lead", new_session=True)
    page.get_by_role("button", name=re.compile("^Sign in as")).click()
    page.wait_for_url("**/lessons/")
    name = site.ask("User.objects.get(email='member@demo.test').name")
    expect(page.locator(".account-name")).to_have_text(name)
