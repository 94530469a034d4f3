"""The server is killed in mid-debrief and started again: nothing that was handed in or is being written is lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ADDRESSES, PATIENCE, environment, sign_in
from tests.browser.writing import box, press, send, type_into
from tests.services.shell import shell
from tests.services.web import web

GATHERING = """(lambda factories, team, now: [
  [factories.add_to_team(person=person, team=team) for person in User.objects.filter(email__in={emails})],
  factories.make_gathering(team=team, people=4, kind={kind!r}, at=now).incident_id][1])(
  __import__("tests.factories", fromlist=["make_gathering"]),
  Team.objects.create(name="Four", time_zone="UTC"),
  __import__("django.utils.timezone", fromlist=["now"]).now())""".replace("\n", " ")
OTHERS = (
    "[hand_in(voice, [], key=str(voice.pk)) for hand_in in [__import__('rankless.alone.gathering', fromlist=['hand_in'])"
    ".hand_in] for voice in Voice.objects.filter(debrief__incident={pk}, has_handed_in=False).exclude("
    "person__email='lead@demo.test')] and None"
)


@pytest.mark.parametrize("kind", ["complaint", "praise"])
def test_a_restart_in_mid_debrief_loses_neither_what_is_sealed_nor_what_is_typed(
    browser: Browser, demo_folder: Path, tmp_path: Path, kind: str
) -> None:
    shutil.copytree(demo_folder / "var", tmp_path / "var")
    settings = environment(tmp_path / "var")
    with shell(settings) as asked:
        pk = asked.ask(GATHERING.format(emails=list(ADDRESSES.values()), kind=kind))
        with web(environment=settings, folder=tmp_path) as first:
            path, address = f"/letters/{pk}/debrief/", first.address
            member, lead = (_at(browser, address, path, person) for person in ("member", "lead"))
            _hand_in(member, "Sealed before.")
            type_into(lead, "Typed before.", "note-what")
            first.process.kill()
        asked.ask(OTHERS.format(pk=pk))
    with web(environment=settings, folder=tmp_path, port=urlsplit(address).port) as again:
        assert again.address == address
        member.reload()
        expect(member.get_by_role("heading", name="You have handed in")).to_be_visible()
        expect(member.locator(".one-time-key")).to_have_count(1)
        lead.reload()
        expect(box(lead, "note-what")).to_have_value("Typed before.")
        lead.get_by_role("tab", name="Differently").click()
        send(lead, "Hand in")
        member.goto(path)
        for words in ("Sealed before.", "Typed before."):
            expect(member.locator(".slip-text", has_text=words)).to_be_visible()


def _at(browser: Browser, address: str, path: str, person: str) -> Page:
    page = browser.new_context(base_url=address).new_page()
    page.set_default_timeout(PATIENCE)
    sign_in(page, person)
    page.goto(path)
    return page


def _hand_in(page: Page, text: str) -> None:
    type_into(page, text, "note-what")
    page.get_by_role("tab", name="Differently").click()
    press(page, "Hand in")
    expect(page.get_by_role("heading", name="You have handed in")).to_be_visible()
