"""Writing alone, from the first word to the reveal: four people, with script and without, on desktop and phone."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import no_violations
from tests.browser.conftest import ADDRESSES, DESKTOP, PHONE
from tests.browser.test_every_page import look_at_it_in_every_light
from tests.browser.writing import box, nothing_is_kept, press, send, type_into

FOUR = """(lambda factories, team, now: [
  [factories.add_to_team(person=person, team=team) for person in User.objects.filter(email__in={emails})],
  factories.make_gathering(team=team, people=4, kind={kind!r}, at=now).incident_id][1])(
  __import__("tests.factories", fromlist=["make_gathering"]),
  Team.objects.create(name={name!r}, time_zone="UTC"),
  __import__("django.utils.timezone", fromlist=["now"]).now())""".replace("\n", " ")
UNFINISHED, TWICE, LATE = (r"status of 422",), (r"status of 409",), (r"status of 409",)
_number = count(1)


@pytest.fixture
def gathering(site):
    """Makes a debrief of the four people who can sign in here, and says where it is."""

    def make(kind: str = "complaint") -> str:
        name = f"Four {next(_number)}"
        return f"/letters/{site.ask(FOUR.format(emails=list(ADDRESSES.values()), kind=kind, name=name))}/debrief/"

    return make


def go_on(page: Page, to: str) -> None:
    page.get_by_role("link", name=f"Go on: {to}").click()


def hand_in(page: Page, *, what: str = "", why: str = "", differently: str = "", script: bool = True) -> None:
    box(page, "note-what").fill(what)
    if script:
        go_on(page, "Why")
    box(page, "note-why").fill(why)
    if script:
        go_on(page, "Differently")
    box(page, "note-differently").fill(differently)
    press(page, "Hand in")
    expect(page.get_by_role("heading", name="You have handed in")).to_be_visible()


def nothing_to_add(page: Page, *, script: bool) -> None:
    if script:
        page.get_by_role("tab", name="Differently").click()
    send(page, "I have nothing to add")


@pytest.mark.parametrize("kind", ["complaint", "praise"])
@pytest.mark.parametrize(
    ("script", "on"), [(True, DESKTOP), (False, PHONE)], ids=["script, desktop", "no script, phone"]
)
def test_four_write_alone_and_read_together(visit, gathering, kind, script, on):
    path = gathering(kind)
    member = visit(path, as_="member", on=on, script=script)
    watching = visit(path, as_="lead", on=on, script=script)
    before = watching.locator("#gathering").inner_text()

    hand_in(member, what="I forgot to ring.\n\nThe list was lost.", why="Two desks were empty.", script=script)
    expect(member.get_by_text("Handed in. Only you can open it")).to_be_in_viewport()
    if script:
        nothing_is_kept(member)
    watching.reload()
    assert watching.locator("#gathering").inner_text() == before

    manager = visit(path, as_="manager", on=on, script=script)
    hand_in(manager, what="🙈", differently="Ring the same day.", script=script)
    nothing_to_add(visit(path, as_="administrator", on=on, script=script), script=script)
    watching.reload()
    assert watching.locator("#gathering").inner_text() == before
    assert "I forgot to ring." not in watching.content()

    nothing_to_add(watching, script=script)
    if not script:
        member.goto(path)  # with a script the page goes there by itself
    for page in (watching, member):
        for text in ("I forgot to ring.", "The list was lost.", "Two desks were empty.", "🙈", "Ring the same day."):
            expect(page.get_by_text(text).first).to_be_visible()


@pytest.mark.parametrize(
    ("script", "on"), [(True, PHONE), (False, DESKTOP)], ids=["script, phone", "no script, desktop"]
)
def test_a_writer_changes_and_withdraws(visit, gathering, script, on):
    path = gathering()
    page = visit(path, as_="member", on=on, script=script)
    hand_in(page, what="I forgot to ring.", script=script)
    press(page, "Change")
    expect(box(page, "note-what")).to_have_value("I forgot to ring.")
    box(page, "note-what").fill("Nobody rang.")
    if script:
        page.get_by_role("tab", name="Differently").click()
    press(page, "Replace what I handed in")
    expect(page.get_by_text("Changed. What you handed in before is gone.")).to_be_visible()
    press(page, "Withdraw")
    expect(page.get_by_text("Withdrawn. Nobody saw it.")).to_be_visible()
    expect(box(page, "note-what")).to_have_value("Nobody rang.")
    page.goto(path)
    expect(page.get_by_role("heading", name="You have handed in")).to_have_count(0)


def test_from_another_device_the_key_opens_it(visit, gathering):
    path = gathering()
    page = visit(path, as_="member")
    hand_in(page, what="I forgot to ring.")
    page.get_by_text("My key, for another device").click()
    key = page.locator(".one-time-key").inner_text()
    phone = visit(path, as_="member", on=PHONE, allowing=UNFINISHED)
    assert key not in phone.content()
    press(phone, "Change")
    expect(phone.get_by_text("The right key was not there")).to_be_visible()
    no_violations(phone)
    phone.get_by_label("Enter your key").fill(key.lower())
    press(phone, "Change")
    expect(box(phone, "note-what")).to_have_value("I forgot to ring.")


def test_from_a_second_tab_it_is_told_and_replaced(visit, gathering):
    path = gathering()
    page = visit(path, as_="member", allowing=TWICE)
    second = page.context.new_page()
    second.goto(path)
    hand_in(page, what="First.")
    box(second, "note-what").fill("Second.")
    go_on(second, "Why")
    go_on(second, "Differently")
    press(second, "Hand in")
    expect(second.get_by_text("You have handed in before")).to_be_visible()
    expect(box(second, "note-what")).to_have_value("Second.")
    no_violations(second)
    second.get_by_role("tab", name="Differently").click()
    press(second, "Replace what I handed in")
    press(second, "Change")
    expect(box(second, "note-what")).to_have_value("Second.")


def test_nothing_to_add_asks_about_what_was_typed(visit, gathering):
    page = visit(gathering(), as_="member", allowing=UNFINISHED)
    type_into(page, "But this.", "note-what")
    nothing_to_add(page, script=True)
    expect(page.get_by_text("You typed something.")).to_be_visible()
    no_violations(page)
    press(page, "Hand in what I typed")
    press(page, "Change")
    expect(box(page, "note-what")).to_have_value("But this.")


def hand_in_without_an_answer(page: Page, path: str) -> None:
    """As when the line breaks after the server has taken it."""
    page.route("**/hand-in/", lambda route: (route.fetch(max_redirects=0), route.abort()))
    page.get_by_role("tab", name="Differently").click()
    press(page, "Hand in")
    page.wait_for_url("chrome-error://**")
    for cookie in page.context.cookies():
        if cookie["name"] in {"debrief_saved", "messages"} or cookie["name"].startswith("debrief_note_"):
            page.context.clear_cookies(name=cookie["name"])
    page.unroute("**/hand-in/")
    page.goto(path)


def test_who_never_got_the_answer_still_opens_what_they_handed_in(visit, gathering):
    path = gathering()
    page = visit(path, as_="member", allowing=(r"ERR_",))
    type_into(page, "Sealed.\n\nTwice.", "note-what")
    hand_in_without_an_answer(page, path)
    expect(page.get_by_text("I handed in from another browser")).to_be_visible()
    press(page, "Change")
    expect(box(page, "note-what")).to_have_value("Sealed.\n\nTwice.")
    nothing_is_kept(page)


def test_who_never_got_the_answer_is_not_told_that_it_was_not_handed_in(visit, gathering):
    path = gathering()
    page = visit(path, as_="member", allowing=(r"ERR_",))
    type_into(page, "Sealed.\n\nTwice.", "note-what")
    hand_in_without_an_answer(page, path)
    for person in ("lead", "manager", "administrator"):
        nothing_to_add(visit(path, as_=person, script=False), script=False)
    page.goto(path)
    expect(page.locator(".slip-text").get_by_text("Sealed.", exact=True)).to_be_visible()
    nothing_is_kept(page)
    expect(page.locator("[data-left-over]")).to_be_hidden()


def test_who_comes_too_late_keeps_what_they_typed(visit, gathering):
    path = gathering()
    late = visit(path, as_="member", allowing=LATE, on=PHONE)
    type_into(late, "Too late.", "note-what")
    for person in ("lead", "manager", "administrator"):
        hand_in(visit(path, as_=person), what=f"Of one, {person}.")
    for person in ("lead", "manager"):
        send(visit(path, as_=person), "We are all here: show the notes")
    late.get_by_role("tab", name="Differently").click()
    press(late, "Hand in")
    expect(late.get_by_role("heading", name=re.compile("the notes have just been shown"))).to_be_visible()
    expect(late.get_by_label("What happened")).to_have_value("Too late.")
    no_violations(late)
    late.get_by_role("link", name="To the debrief").click()
    expect(late.get_by_text("Of one, lead.").first).to_be_visible()


def test_a_session_that_ended_while_writing_loses_nothing(visit, gathering):
    path = gathering()
    page = visit(path, as_="member", script=False, allowing=(r"status of 403",))
    box(page, "note-what").fill("A long\n\nthought of mine.")
    page.context.clear_cookies(name="sessionid")
    press(page, "Hand in")
    expect(page.get_by_role("heading", name=re.compile("You were signed out"))).to_be_visible()
    expect(page.get_by_label("What happened", exact=True)).to_have_value("A long\n\nthought of mine.")


def test_the_page_is_light_and_dark_in_every_state(visit, gathering):
    path = gathering("praise")
    page = visit(path, as_="member")
    look_at_it_in_every_light(page, where="writing alone")
    hand_in(page, what="She stayed.")
    look_at_it_in_every_light(page, where="handed in")
    press(page, "Change")
    look_at_it_in_every_light(page, where="changing")
