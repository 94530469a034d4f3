"""A database that is stopped or held by someone else: pages say so, what was typed is kept, and it goes on by itself."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from people.models import User
from tests import tables
from tests.factories import make_person
from tests.services import project
from tests.services.processes import PATIENCE
from tests.services.web import Web, web

TYPED = {"name": "Ann-Sophie d’Été 🙂", "time_zone": "Europe/Berlin"}


@dataclass(frozen=True)
class Page:
    status: int
    headers: Message
    text: str

    @property
    def fields(self) -> dict[str, str]:
        """The form on the page as a browser would send it."""
        found = re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', self.text)
        return {name: unescape(value) for name, value in found}

    def field(self, name: str) -> str:
        return self.fields[name]


class Browser:
    """Cookies, forms and nothing else; an answer of any status is a page."""

    def __init__(self, served: Web) -> None:
        self.served = served
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self.served.url(path)))

    def post(self, path: str, fields: dict[str, str]) -> Page:
        body = urllib.parse.urlencode(fields).encode()
        headers = {"Origin": self.served.address, "Sec-Fetch-Site": "same-origin"}
        return self._open(urllib.request.Request(self.served.url(path), data=body, headers=headers))

    def sign_in(self) -> None:
        token = self.get("/accounts/login/").field("csrfmiddlewaretoken")
        page = self.post(
            "/accounts/login/",
            {"csrfmiddlewaretoken": token, "login": "member@demo.test", "password": "demo"},
        )
        assert "/accounts/login/" not in page.text

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            answer = self.opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with closing(answer):
            return Page(answer.status, answer.headers, answer.read().decode())


# PostgreSQL stopped


@pytest.fixture
def on_postgresql(make_product, member_of_demo) -> Browser:
    return Browser(make_product(DEBUG="1").web())


@pytest.fixture
def member_of_demo(transactional_db) -> User:
    """With a password as the product stores it; the quick ones of these tests are none that it would accept."""
    person = make_person(email="member@demo.test", name="Before", is_demo=True)
    person.password = PBKDF2PasswordHasher().encode("demo", "salt", iterations=1000)
    person.save(update_fields=["password"])
    return person


def test_with_the_database_stopped_pages_say_so_and_the_text_is_kept(on_postgresql, postgresql):
    browser = on_postgresql
    browser.sign_in()
    token = browser.get("/settings/").field("csrfmiddlewaretoken")
    postgresql.stop()

    page = browser.get("/settings/")
    assert page.status == 503
    assert "The database cannot be reached" in page.text
    assert page.headers["Retry-After"]

    kept = browser.post("/settings/", {"csrfmiddlewaretoken": token, **TYPED})
    assert kept.status == 503
    assert "cannot be saved right now" in kept.text
    assert TYPED.items() <= kept.fields.items()

    postgresql.start()
    saved = browser.post("/settings/", kept.fields)
    assert saved.status == 200
    assert browser.get("/settings/").field("name") == TYPED["name"]


@pytest.mark.usefixtures("collected_static_files")
def test_with_the_database_stopped_the_sign_in_opens_and_health_is_told(make_product, postgresql):
    browser = Browser(make_product().web())
    token = browser.get("/accounts/login/").field("csrfmiddlewaretoken")
    postgresql.stop()

    assert browser.get("/healthz").status == 200
    ready = browser.get("/readyz")
    assert ready.status == 503
    assert json.loads(ready.text)["database"] == "The database cannot be reached."
    assert browser.get("/accounts/login/").status == 200

    form = {"csrfmiddlewaretoken": token, "login": "member@demo.test", "password": "demo-secret"}
    kept = browser.post("/accounts/login/", form)
    assert kept.status == 503
    assert kept.field("login") == "member@demo.test"
    assert "demo-secret" not in kept.text


def test_a_restart_of_the_database_needs_no_restart_of_the_product(on_postgresql, postgresql):
    browser = on_postgresql
    browser.sign_in()
    assert browser.get("/settings/").status == 200
    postgresql.restart(mode="immediate")
    statuses = [browser.get("/settings/").status for _ in range(10)]
    assert statuses[-1] == 200
    assert 500 not in statuses


# SQLite, held by someone else


@pytest.fixture(scope="module")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("sqlite") / "var"
    var.mkdir()
    return var / "debrief.sqlite3"


@pytest.fixture(scope="module")
def served_on_sqlite(sqlite_file: Path, django_db_blocker: Any) -> Iterator[Web]:
    with django_db_blocker.unblock():
        empty_tables = tables.sqlite_file()
    environment = project.environment(
        var=sqlite_file.parent, database_url=f"sqlite:///{sqlite_file}?timeout=0.3", DEBUG="1"
    )
    shutil.copy(empty_tables, sqlite_file)
    a_member = "tests.factories.make_person(email='member@demo.test', password='demo', is_demo=True)"
    project.manage("shell", "--command", f"import tests.factories; {a_member}", environment=environment)
    with web(environment=environment, folder=sqlite_file.parent.parent) as served:
        yield served


@pytest.fixture
def on_sqlite(served_on_sqlite: Web) -> Browser:
    return Browser(served_on_sqlite)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another program that has begun to write and takes its time."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_while_another_holds_sqlite_reading_goes_on_and_the_text_is_kept(on_sqlite, sqlite_file):
    browser = on_sqlite
    browser.sign_in()
    token = browser.get("/settings/").field("csrfmiddlewaretoken")

    with held(sqlite_file):
        assert browser.get("/settings/").status == 200
        kept = browser.post("/settings/", {"csrfmiddlewaretoken": token, **TYPED})
        assert kept.status == 503
        assert TYPED.items() <= kept.fields.items()
        again = browser.post("/settings/", kept.fields)
        assert again.status == 503, "pressed too early, it is kept once more"

    saved = browser.post("/settings/", again.fields)
    assert saved.status == 200
    assert browser.get("/settings/").field("name") == TYPED["name"]


def test_while_another_holds_sqlite_signing_in_is_kept_without_the_password(on_sqlite, sqlite_file):
    browser = on_sqlite
    token = browser.get("/accounts/login/").field("csrfmiddlewaretoken")
    with held(sqlite_file):
        form = {"csrfmiddlewaretoken": token, "login": "member@demo.test", "password": "demo"}
        kept = browser.post("/accounts/login/", form)
    assert kept.status == 503
    assert kept.field("login") == "member@demo.test"
    assert "password" not in kept.fields
