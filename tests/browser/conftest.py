"""The demo story behind gunicorn, and people who open it in a real Chromium.

Every page is watched: an error in the console, a script that fails, a breach of the content policy or a request to
another host fails the test that opened it.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect, sync_playwright

from tests import tables
from tests.browser.running import RunningChromium
from tests.browser.windows import Window, Windows
from tests.services import chromium, project
from tests.services.once import made_once
from tests.services.shell import Shell, shell
from tests.services.web import Web, web

DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
PASSWORD = "demo"
PATIENCE = 120_000
"""Milliseconds: a busy machine is slow, and what never comes is rare."""
HANGS_AFTER = 300.0
"""Seconds: more than twice what anything in a test is waited for."""
COOKIES = "cookies.json"
DATABASE = "debrief.sqlite3"
expect.set_options(timeout=PATIENCE)
ADDRESSES = {
    "manager": "manager@demo.test",
    "member": "member@demo.test",
    "lead": "lead@demo.test",
    "administrator": "admin@demo.test",
}


def environment(var: Path, **more: str) -> dict[str, str]:
    """Of every product that a browser opens."""
    return project.environment(var=var, DJANGO_SETTINGS_MODULE="tests.browser.settings", **more)


@pytest.fixture(scope="session")
def empty_tables(django_db_blocker: Any) -> Path:
    """Made before a browser runs: Django does not work beside the loop that Playwright turns in."""
    with django_db_blocker.unblock():
        return tables.sqlite_file()


@pytest.fixture(scope="session")
def running_chromium(empty_tables: Path) -> Iterator[RunningChromium]:
    found = chromium.find()
    if found is None:
        pytest.fail("No Chromium was found; `tests/run.py browser` installs one.")
    with sync_playwright() as playwright:
        running = RunningChromium(found, playwright.chromium, patience=PATIENCE)
        yield running
        running.close()


@pytest.fixture
def browser(running_chromium: RunningChromium) -> Browser:
    return running_chromium.browser


@pytest.fixture(autouse=True)
def _nobody_waits_for_ever(running_chromium: RunningChromium) -> Iterator[None]:
    """What a test waits for in vain fails it, and no other."""
    with running_chromium.ended_after(HANGS_AFTER) as said:
        yield
    assert said == []


@pytest.fixture(scope="session")
def demo_folder(running_chromium: RunningChromium, empty_tables: Path) -> Path:
    """A var/ with the demo story and beside it the cookies of its people, told once; every site starts from a copy."""
    project.collect_static_files()
    return made_once("demo", lambda folder: _tell_the_story(folder, running_chromium.browser, empty_tables))


def _tell_the_story(folder: Path, browser: Browser, empty: Path) -> None:
    """Its people are made ordinary ones, so that the site can run as in production, where demo people are refused."""
    (folder / "var").mkdir()
    shutil.copy(empty, folder / "var" / DATABASE)
    telling = (
        "from django.core.management import call_command; call_command('demo'); User.objects.update(is_demo=False)"
    )
    project.manage("shell", "-c", telling, environment=environment(folder / "var", DEBUG="1"))
    with web(environment=environment(folder / "var"), folder=folder) as served:
        cookies = {person: _cookies_of(person, browser, served) for person in ADDRESSES}
    (folder / COOKIES).write_text(json.dumps(cookies))


def _cookies_of(person: str, browser: Browser, served: Web) -> StorageState:
    with browser.new_context(base_url=served.address) as context:
        sign_in(context.new_page(), person)
        return {"cookies": context.storage_state()["cookies"]}


@pytest.fixture(scope="session")
def cookies(demo_folder: Path) -> dict[str, StorageState]:
    """Of people who signed in where the story was told; every copy of it knows them."""
    kept: dict[str, StorageState] = json.loads((demo_folder / COOKIES).read_text())
    return kept


@dataclass
class Site:
    """The product on an address, and what its database can be asked."""

    web: Web
    environment: dict[str, str]
    shell: Shell
    paths: dict[str, str] = field(default_factory=dict)  # what a story made and comes back to

    def url(self, path: str) -> str:
        return self.web.url(path)

    @property
    def var(self) -> Path:
        return Path(self.environment["DEBRIEF_VAR"])

    @property
    def mails(self) -> list[Path]:
        """What would have been sent, as the embedded defaults keep it."""
        return sorted((self.var / "mail").glob("*.eml"))

    def ask(self, expression: str) -> Any:
        """The value of a Python expression in a process of the product: `site.ask("Incident.objects.count()")`."""
        return self.shell.ask(expression)


@pytest.fixture(scope="session")
def running_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demo_folder / "var", folder / "var")
    settings = environment(folder / "var")
    with web(environment=settings, folder=folder, workers=1, threads=8) as served:
        settings |= {"BASE_URL": served.address}
        with shell(settings) as asked:
            yield Site(served, settings, asked)


@pytest.fixture(scope="module")
def site(running_site: Site, demo_folder: Path) -> Site:
    """As fresh for each module of tests as the story left it, so that what one writes is not in the other's way."""
    _tell_anew(demo_folder / "var", running_site.var)
    return Site(running_site.web, running_site.environment, running_site.shell)


def _tell_anew(told: Path, var: Path) -> None:
    """Under a server that runs on: the whole database in one transaction, and every other file but the broker's."""
    with (
        contextlib.closing(sqlite3.connect(told / DATABASE)) as kept,
        contextlib.closing(sqlite3.connect(var / DATABASE)) as used,
    ):
        kept.backup(used)
    for folder in var.iterdir():
        if folder.is_dir() and folder.name != "broker":
            for file in folder.rglob("*"):
                if file.is_file():
                    file.unlink(missing_ok=True)
    shutil.copytree(told, var, ignore=shutil.ignore_patterns(f"{DATABASE}*", "broker"), dirs_exist_ok=True)


@pytest.fixture(scope="session")
def windows(running_chromium: RunningChromium, running_site: Site) -> Iterator[Windows]:
    kept = Windows(running_chromium, running_site.url(""), patience=PATIENCE)
    yield kept
    kept.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(windows: Windows, site: Site, cookies: dict[str, StorageState]) -> Iterator[Visit]:
    """`visit("/letters/", as_="lead", on=PHONE, scheme="dark", script=False)` opens a browser of its own for somebody.

    `as_=None` comes without signing in; `new_session=True` signs in through the form instead of sharing a session,
    as a test must that signs out. `anew=True` is a browser in which nobody was before and nobody will be, for tests of
    what a browser keeps, or that do to it what cannot be undone. What a page may complain of is said with `allowing=`
    (regular expressions).
    """
    lent: list[Window] = []

    def open_as(
        path: str = "/",
        *,
        as_: str | None = "manager",
        on: ViewportSize = DESKTOP,
        scheme: str = "light",
        script: bool = True,
        new_session: bool = False,
        anew: bool = False,
        allowing: tuple[str, ...] = (),
    ) -> Page:
        known = None if as_ is None or new_session else cookies[as_]
        window = windows.lend(known=known, on=on, scheme=scheme, script=script, anew=anew, allowing=allowing)
        lent.append(window)
        if as_ is not None and known is None:
            sign_in(window.page, as_)
        window.page.goto(path)
        return window.page

    yield open_as
    complaints = [windows.take_back(window) for window in lent]
    assert [line for lines in complaints for line in lines] == []


def sign_in(page: Page, person: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(ADDRESSES[person])
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def next_working_day(*, hour: int) -> datetime:
    day = datetime.now(tz=UTC).replace(hour=hour, minute=30) + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
