"""What was typed survives an expired session, a failed forgery check and a database that is away."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from people.models import User
from tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

LETTER = "  The soup was cold.\r\n\r\nAnd <b>nobody</b> came & asked. 😀\u200f"
FORM = {
    "text": LETTER,
    "title": "Cold soup",
    "themes": ["3", "7"],
    "form_key": "5b3d0a4e-2b7c-4c64-8a7e-111111111111",
    "password1": "do not show this",
    "csrfmiddlewaretoken": "forged" * 10 + "abcd",
}
saved: list[dict[str, list[str]]] = []
raising: list[Exception] = []


def save(request: HttpRequest) -> HttpResponse:
    if raising:
        raise raising[0]
    if request.method == "POST":
        saved.append(dict(request.POST.lists()))
    return HttpResponse("done")


@login_not_required
def save_for_anybody(request: HttpRequest) -> HttpResponse:
    return save(request)


def nothing_there(request: HttpRequest) -> HttpResponse:
    raise Http404("no such letter")


def broken_question(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM a_table_nobody_made")
    return HttpResponse()


urlpatterns = [
    path("save/", save),
    path("open/", save_for_anybody),
    path("broken/", broken_question),
    path("nothing/", nothing_there),
    path("accounts/", include("allauth.account.urls")),
]


@pytest.fixture(autouse=True)
def _nothing_yet() -> None:
    saved.clear()
    raising.clear()


@pytest.fixture
def member() -> User:
    return make_person()


@pytest.fixture
def browser() -> Client:
    """As a browser: forged requests are checked for, and errors become pages."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def fields_of(page: HttpResponse) -> dict[str, list[str]]:
    """The form of the page, as a browser would send it."""
    found: dict[str, list[str]] = {}
    html = page.content.decode()
    patterns = (
        r'<input[^>]*? name="([^"]+)" value="([^"]*)"',
        r'<textarea[^>]*? name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>',
    )
    for pattern in patterns:
        for name, value in re.findall(pattern, html, re.DOTALL):
            found.setdefault(name, []).append(unescape(value))
    return found


def typed(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in fields.items() if name != "csrfmiddlewaretoken"}


TYPED = {
    "text": [LETTER],
    "title": ["Cold soup"],
    "themes": ["3", "7"],
    "form_key": [FORM["form_key"]],
}


def test_a_form_sent_after_the_session_ended_comes_back_whole(client):
    page = client.post("/save/?from=desk", FORM)
    assert page.status_code == 403
    assert typed(fields_of(page)) == TYPED
    assert b"You were signed out" in page.content
    assert b'action="/save/?from=desk"' in page.content
    assert b'href="/accounts/login/"' in page.content
    assert not saved


def test_passwords_and_old_tokens_are_not_carried(client):
    page = client.post("/save/", FORM)
    assert b"do not show this" not in page.content
    assert FORM["csrfmiddlewaretoken"].encode() not in page.content
    assert b'<li dir="auto">the password</li>' in page.content, "it is named as something to give again"


def test_files_are_named_since_they_cannot_be_carried(client):
    photo = SimpleUploadedFile("letter.jpg", b"...", "image/jpeg")
    page = client.post("/save/", {"text": LETTER, "papers": photo})
    assert b'<li dir="auto">letter.jpg</li>' in page.content


def test_only_what_a_person_typed_is_shown_and_all_goes_along(client):
    machine = {
        "lesson-kind": "prevent",
        "action1-due_on": "2026-03-02",
        "received_on": "2026-03-02",
        "then": "log",
        "channel": "phone",
        "what_seen": "12345678901234567890123",
        "customer": "7",
    }
    written = {
        "text": LETTER,
        "customer_name": "Okafor",
        "action1-what": "Call",
        "what": "Cold.",
        "unknown": "two words",
    }
    page = client.post("/save/", machine | written)
    html = page.content.decode()
    assert typed(fields_of(page)) == {name: [value] for name, value in (machine | written).items()}
    for name in machine:
        assert f'<input type="hidden" name="{name}"' in html
    for name in written:
        assert f'<input type="hidden" name="{name}"' not in html
    labels = re.findall(r"<label[^>]*>(.*?)</label>", html)
    assert labels == ["What the letter says", "Customer", "Action", "What", "What you typed"]


def test_after_signing_in_a_second_press_saves_it(browser, member):
    """Signing in changes the token, so the kept page's own one is stale: it comes once more, with a fresh one."""
    page = browser.get("/accounts/login/")
    token = browser.cookies["csrftoken"].value
    page = browser.post("/save/", FORM | {"csrfmiddlewaretoken": token})
    assert b"You were signed out" in page.content

    browser.force_login(member)
    browser.cookies["csrftoken"] = "a" * 32
    page = browser.post("/save/", fields_of(page))
    assert page.status_code == 403
    assert b"Please send it once more" in page.content
    assert b'href="/accounts/login/"' not in page.content, "they are signed in already"

    assert browser.post("/save/", fields_of(page)).content == b"done"
    assert [typed(each) for each in saved] == [TYPED]


def test_with_the_script_one_press_is_enough(browser, member):
    """The script puts the cookie's value where the token was."""
    browser.force_login(member)
    browser.cookies["csrftoken"] = "a" * 32
    assert browser.post("/save/", FORM | {"csrfmiddlewaretoken": "a" * 32}).content == b"done"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "https://elsewhere.example/trap"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
    ],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_another_site_sent_is_refused_and_not_shown(browser, member, headers, is_signed_in):
    if is_signed_in:
        browser.force_login(member)
    page = browser.post("/save/", FORM, headers=headers)
    assert page.status_code == 403
    assert b"did not come from here" in page.content
    assert b"soup" not in page.content
    assert b"<form" not in page.content
    assert not saved


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {"Referer": "http://testserver/save/"}],
)
def test_what_this_site_sent_is_kept(browser, headers):
    assert typed(fields_of(browser.post("/save/", FORM, headers=headers))) == TYPED


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("connection closed")])
def test_a_database_that_is_away_while_writing_keeps_the_text(browser, member, settings, debug, error):
    settings.DEBUG = debug
    browser.force_login(member)
    browser.cookies["csrftoken"] = "a" * 32
    raising.append(error)
    page = browser.post("/save/", FORM | {"csrfmiddlewaretoken": "a" * 32})
    assert page.status_code == 503
    assert page["Retry-After"]
    assert typed(fields_of(page)) == TYPED

    raising.clear()
    assert browser.post("/save/", fields_of(page)).content == b"done"


def test_a_database_that_is_away_while_reading_is_told(browser, member):
    browser.force_login(member)
    raising.append(OperationalError("server closed the connection unexpectedly"))
    page = browser.get("/save/")
    assert page.status_code == 503
    assert page["Retry-After"]
    assert "no-store" in page["Cache-Control"]
    assert b"The database cannot be reached" in page.content


def test_a_session_that_cannot_be_read_is_a_database_that_is_away(browser, member, monkeypatch):
    browser.force_login(member)

    def away(*_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    assert browser.get("/save/").status_code == 503
    page = browser.post("/save/", FORM)
    assert page.status_code == 503
    assert typed(fields_of(page)) == TYPED
    assert b'href="/accounts/login/"' not in page.content, "nobody knows whether they are signed in"


def test_a_mistake_of_ours_stays_an_error(browser, member):
    browser.force_login(member)
    assert browser.get("/broken/").status_code == 500
    raising.append(IntegrityError("duplicate key"))
    assert browser.get("/save/").status_code == 500


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/nothing/", "/mistyped/"])
def test_what_is_not_there_is_told_in_our_words_also_while_trying_out(browser, member, settings, debug, address):
    settings.DEBUG = debug
    browser.force_login(member)
    page = browser.get(address)
    assert page.status_code == 404
    assert b"There is nothing here for you" in page.content
    assert b"Http404" not in page.content
    assert b"URLconf" not in page.content


def test_an_address_without_its_last_slash_leads_on_also_while_trying_out(browser, member, settings):
    settings.DEBUG = True
    browser.force_login(member)
    assert browser.get("/save")["Location"] == "/save/"


def test_pages_lead_to_the_sign_in_and_pieces_of_pages_load_the_page_anew(client):
    assert client.get("/save/")["Location"] == "/accounts/login/?next=/save/"
    piece = client.get("/save/", headers={"HX-Request": "true"})
    assert piece.status_code == 403
    assert piece["HX-Refresh"] == "true"


def test_open_pages_ask_nobody_to_sign_in(browser):
    page = browser.post("/open/", FORM)
    assert b"Please send it once more" in page.content
    assert b'href="/accounts/login/"' not in page.content


def test_nothing_typed_runs_as_markup(client):
    page = client.post("/save/", {"text": "</textarea><script>alert(1)</script>", 'a"><script>': "two words"})
    assert b"<script>alert" not in page.content
    assert b'"><script>' not in page.content
