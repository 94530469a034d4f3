"""Together in a room: a shared screen that others follow, and guests who join from their phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import PHONE

A_GATHERING = """
__import__("tests.factories", fromlist=["make_gathering"]).make_gathering(
    team=Team.objects.filter(memberships__user__email="member@demo.test")
    .filter(memberships__user__email="lead@demo.test").first(),
    text="The sofa came late. Nobody called.", at=__import__("django.utils.timezone").utils.timezone.now()
).incident_id
""".replace("\n", " ").strip()
WITHIN = 2.0
"""Seconds in which another screen has to follow; how soon many do on a busy server is measured by `make following`."""


@pytest.fixture
def path(site) -> str:
    """A debrief in which notes are being gathered."""
    return f"/letters/{site.ask(A_GATHERING)}/debrief/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def code_on(page: Page) -> str:
    press(page, "Let guests join")
    return page.locator(".door-code").inner_text()


def read_together(site, path: str) -> None:
    """As after the reveal."""
    letter = path.split("/")[2]
    gone = f"Gathering.objects.filter(debrief__incident={letter}).delete()"
    shown = f"[moved(debrief) for debrief in Debrief.objects.filter(incident={letter})]"
    phase = f"Debrief.objects.filter(incident={letter}).update(phase='reveal', hand_ins=3)"
    site.ask(f"(lambda moved: [{gone}, {phase}, {shown}])(__import__('rankless.following').following.moved)")


def test_another_screen_shows_the_same_time_within_two_seconds(visit, path):
    """By the clock of that screen, which stands still but for the two seconds it is given."""
    shared, other = (screen_that_stands_still(visit, f"{path}meeting/", as_=person) for person in ("member", "lead"))
    press_and_wait(shared, "5 min")
    let_pass(other, WITHIN)
    expect(other.locator("[data-left]")).to_have_text(re.compile(r"[45]:\d\d"))
    press_and_wait(other, "Stop")
    let_pass(shared, WITHIN)
    expect(shared.get_by_role("button", name="10 min")).to_be_visible()


def screen_that_stands_still(visit, path: str, *, as_: str) -> Page:
    page = visit("/settings/", as_=as_, anew=True)
    page.clock.install()
    page.goto(path)
    page.clock.pause_at(datetime.now(tz=UTC) + timedelta(hours=1))
    return page


def press_and_wait(page: Page, name: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, name)


def let_pass(page: Page, seconds: float) -> None:
    page.clock.run_for(int(seconds * 1000))


def test_whoever_follows_keeps_their_place(visit, path):
    shared, other = visit(f"{path}people/", as_="member"), visit(f"{path}people/", as_="lead")
    other.get_by_text("Step out yourself").click()
    other.locator("#stepping-out button").focus()
    press(shared, "Let guests join")
    expect(other.locator(".door-code")).to_be_visible()
    expect(other.locator("#stepping-out")).to_have_attribute("open", "")


def test_what_was_typed_is_not_swept_away(visit, path):
    shared, other = visit(f"{path}people/", as_="member"), visit(f"{path}people/", as_="lead")
    other.locator("#who").fill("Somebody I am still typi")
    press(shared, "Let guests join")
    expect(other.get_by_text("Something changed.")).to_be_visible()
    expect(other.locator("#who")).to_have_value("Somebody I am still typi")
    press(other, "Show it")
    expect(other.locator(".door-code")).to_be_visible()


def test_every_voice_is_called_once_before_any_twice(visit, site, path):
    read_together(site, path)
    shared, other = visit(f"{path}meeting/", as_="member"), visit(f"{path}meeting/", as_="lead")
    press(shared, "Draw the order")
    first = shared.locator(".meeting-speaker").inner_text()
    expect(other.locator(".meeting-speaker")).to_have_text(first)
    called = [first]
    while shared.get_by_text("Then a new round").count() == 0:
        press(shared, "Next")
        expect(shared.locator(".meeting-speaker")).not_to_have_text(called[-1])
        shared.wait_for_load_state()
        called.append(shared.locator(".meeting-speaker").inner_text())
    assert len(set(called)) == len(called) > 2
    press(shared, "Next")
    expect(shared.locator(".meeting-speaker")).not_to_have_text(called[-1])


def test_a_guest_joins_by_code_from_a_phone_and_hands_in(visit, site, path):
    shared = visit(f"{path}meeting/", as_="member")
    code = code_on(shared)
    expect(shared.locator(".qr svg")).to_be_visible()
    no_violations(shared, where="the meeting with an open door")

    phone = visit("/join/", as_=None, on=PHONE, allowing=(r"status of 410",))
    phone.get_by_label("Code").fill(code.lower().replace("-", " "))
    press(phone, "Go on")
    press(phone, "Take part")
    expect(phone.get_by_role("heading", name="What did you see?")).to_be_visible()
    no_violations(phone, where="a guest's page")
    phone.get_by_text("The letter", exact=True).first.click()
    expect(phone.get_by_text("The sofa came late. Nobody called.")).to_be_visible()
    phone.locator("textarea:visible").first.fill("It stood in the yard.")
    phone.get_by_role("tab", name="Differently").click()
    press(phone, "Hand in")
    confirm = phone.get_by_role("dialog").get_by_role("button", name=re.compile("Hand in"))
    if confirm.count():
        confirm.first.click()
    expect(phone.get_by_role("heading", name="You have handed in")).to_be_visible()

    read_together(site, path)
    expect(phone.get_by_role("heading", name="The time to write alone is over")).to_be_visible()
    expect(shared.get_by_role("heading", name="Who speaks")).to_be_visible()


def test_a_guest_who_is_typing_loses_nothing(visit, site, path):
    code = code_on(visit(f"{path}people/", as_="member"))
    phone = visit(f"/join/{code}/", as_=None, on=PHONE, allowing=(r"status of 410",))
    press(phone, "Take part")
    phone.locator("textarea:visible").first.fill("It stood in the yard.")
    read_together(site, path)
    expect(phone.get_by_text("Something changed.")).to_be_visible()
    expect(phone.locator("textarea:visible").first).to_have_value("It stood in the yard.")


def test_without_a_script_the_meeting_says_when_the_time_ends(visit, path):
    page = visit(f"{path}meeting/", as_="member", script=False)
    press(page, "15 min")
    expect(page.get_by_text(re.compile(r"until \d\d:\d\d"))).to_be_visible()


def test_somebody_is_invited_by_half_a_name_without_a_script(visit, path):
    page = visit(f"{path}people/", as_="member", script=False, allowing=(r"status of 422",))
    page.locator("#who").fill("a")
    press(page, "Invite")
    expect(page.get_by_text("Nobody of that name")).to_be_visible()
