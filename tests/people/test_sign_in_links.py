"""Links in mails that sign in: whom they let in, once, and who finds them shut."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponseRedirect
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.drafts import ACCOUNT_COOKIE, KEY_COOKIE, account_code
from people.joining import change_person
from people.models import SignInLink, User
from people.sign_in_links import KEPT_AFTERWARDS, LASTS, find_link, forget_old_links, is_page, use_up
from tests.factories import MONDAY, PASSWORD, make_person, make_team
from tests.people.made import make_links
from tests.rules.permissions import TABLE

pytestmark = pytest.mark.django_db

PLACE = "/lessons/?team=all#check"


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    return make_person(name="Mia", team=make_team())


def path_of_link(person: User, path: str = PLACE, *, at: datetime | None = None) -> str:
    address = make_links(person, [path], at=at or timezone.now())[path]
    return address.removeprefix("http://localhost:8000")


def press(client: Client, link: str, **sent: str) -> Any:
    """As a person does: look at the page, then press its button, which sends what stands in it."""
    page = client.get(link).content.decode()
    found = re.search(r'name="instead_of" value="([^"]*)"', page)
    return client.post(link, {"instead_of": found[1] if found else ""} | sent)


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


# Coming in


def test_one_press_signs_in_and_leads_to_the_very_place(client: Client, person: User) -> None:
    answer = press(client, path_of_link(person))
    assert (answer.status_code, answer["Location"]) == (302, PLACE)
    assert signed_in_as(client) == str(person.pk)


def test_the_session_is_a_new_one_and_ends_with_the_browser(client: Client, person: User) -> None:
    client.get("/accounts/login/")
    before = client.session.session_key
    answer = press(client, path_of_link(person))
    assert client.session.session_key != before
    assert client.session.get_expire_at_browser_close()
    assert answer.cookies["sessionid"]["max-age"] == ""


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_program_that_looks_uses_nothing_up(client: Client, person: User, method: str) -> None:
    link = path_of_link(person)
    for _ in range(3):
        assert getattr(client, method)(link).status_code == 200
    assert signed_in_as(client) is None
    assert not SignInLink.objects.exclude(used_at=None).exists()
    assert press(client, link).status_code == 302


def test_whoever_is_signed_in_as_its_person_goes_straight_there(client: Client, person: User) -> None:
    client.force_login(person)
    link = path_of_link(person)
    assert client.get(link)["Location"] == PLACE
    assert client.post(link)["Location"] == PLACE
    assert SignInLink.objects.get().used_at is None


def test_a_forged_press_is_refused(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(path_of_link(person), {"instead_of": ""}).status_code == 403
    assert signed_in_as(client) is None


def test_whatever_else_signing_in_asks_for_is_asked(client: Client, person: User, monkeypatch: Any) -> None:
    def asks_for_more(*_arguments: Any, **_options: Any) -> Any:
        return HttpResponseRedirect("/accounts/second-factor/")

    monkeypatch.setattr("people.sign_in.Adapter.pre_login", asks_for_more)
    assert press(client, path_of_link(person))["Location"] == "/accounts/second-factor/"
    assert signed_in_as(client) is None


def test_of_its_use_only_the_day_is_kept(client: Client, person: User) -> None:
    press(client, path_of_link(person))
    used_at = SignInLink.objects.get().used_at
    assert used_at is not None
    assert used_at == timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


# Shut


def assert_shut(client: Client, link: str, *, leads_to: str = PLACE) -> None:
    for answer in (client.get(link), client.post(link, {"instead_of": ""})):
        assert answer.status_code == 410
        assert answer.context["path"] == leads_to
    assert signed_in_as(client) is None


def test_it_works_once(client: Client, person: User) -> None:
    link = path_of_link(person)
    press(client, link)
    assert_shut(Client(), link)


def test_of_two_who_press_at_once_one_comes_in(person: User) -> None:
    first = find_link(path_of_link(person).split("/")[-2])
    assert first is not None
    second = SignInLink.objects.get(pk=first.pk)
    assert (use_up(first, at=timezone.now()), use_up(second, at=timezone.now())) == (True, False)


def test_it_ends_after_three_days(client: Client, person: User) -> None:
    assert_shut(client, path_of_link(person, at=timezone.now() - LASTS))
    assert press(client, path_of_link(person, at=timezone.now() - LASTS + timedelta(minutes=1))).status_code == 302


def test_a_link_that_is_over_leads_to_its_page_after_signing_in(client: Client, person: User) -> None:
    page = client.get(path_of_link(person, at=timezone.now() - LASTS)).content.decode()
    found = re.search(r'href="(/accounts/login/\?next=[^"]+)"', page)
    assert found is not None
    answer = client.post(found[1], {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == PLACE


def test_who_left_is_not_let_in(client: Client, person: User) -> None:
    link = path_of_link(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert_shut(client, link)


def test_who_was_deleted_is_not_let_in(client: Client, person: User) -> None:
    link = path_of_link(person)
    person.delete()
    assert_shut(client, link, leads_to="")


def test_an_older_link_ends_with_the_address_it_was_mailed_to(client: Client, person: User) -> None:
    link = path_of_link(person)
    person.name = "Mia Berg"
    make_person(is_administrator=True)
    change_person(person=person, duties={})
    assert client.get(link).status_code == 200
    person.email = "another@example.com"
    change_person(person=person, duties={})
    assert_shut(client, link, leads_to="")


def test_an_older_link_ends_with_the_password(client: Client, person: User) -> None:
    link = path_of_link(person)
    client.force_login(person)
    new = {"oldpassword": PASSWORD, "password1": "another long word", "password2": "another long word"}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    assert_shut(Client(), link, leads_to="")


def test_demo_people_are_let_in_only_while_trying_things_out(client: Client, settings: Any, person: User) -> None:
    settings.DEBUG = True
    User.objects.filter(pk=person.pk).update(is_demo=True)
    person.refresh_from_db()
    link = path_of_link(person)
    assert "/accounts/link/" in link
    settings.DEBUG = False
    assert_shut(client, link)
    assert path_of_link(person) == PLACE
    settings.DEBUG = True
    assert press(client, link).status_code == 302


def test_guessing_is_in_vain_and_soon_ends(client: Client, person: User) -> None:
    link = path_of_link(person)
    token = link.split("/")[-2]
    assert len(token) == 32
    guesses = [token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase(), token[:-1], "1", "-", "x" * 900]
    guesses += [f"guess{n}" for n in range(14)]
    assert {client.get(reverse("account_link", args=[guess])).status_code for guess in guesses} == {410}
    assert client.get(reverse("account_link", args=["one-more"])).status_code == 429
    assert client.get(reverse("account_link", args=["one-more"]), REMOTE_ADDR="203.0.113.7").status_code == 410
    assert press(client, link).status_code == 302  # a whole office may stand behind that address


def test_a_token_is_kept_as_its_hash_alone(person: User) -> None:
    token = path_of_link(person).split("/")[-2]
    stored = SignInLink.objects.values().get()
    assert token not in str(stored)
    assert re.fullmatch(r"[0-9a-f]{64}", stored["token_hash"])


# Somebody else


def test_whoever_is_somebody_else_is_asked_first(client: Client, person: User) -> None:
    other = make_person(name="Lee")
    client.force_login(other)
    link = path_of_link(person)
    page = client.get(link)
    assert page.status_code == 200
    assert "Lee" in page.content.decode()
    assert "Sign in as Mia" in page.content.decode()
    assert signed_in_as(client) == str(other.pk)
    assert press(client, link)["Location"] == PLACE
    assert signed_in_as(client) == str(person.pk)


def test_nothing_of_the_other_account_stays_in_the_session_or_is_said_on(client: Client, person: User) -> None:
    other = make_person(name="Lee")
    client.force_login(other)
    client.post("/settings/", {"name": "Lee", "time_zone": "UTC"})  # what it says waits for the next page
    session = client.session
    session["secret of Lee"] = True
    session.save()
    press(client, path_of_link(person))
    assert "secret of Lee" not in client.session
    assert "Saved." not in client.get("/").content.decode()


def test_drafts_are_sealed_under_the_key_of_whoever_came_in(client: Client, person: User) -> None:
    other = make_person(name="Lee")
    client.force_login(other)
    client.get("/")
    keys = {client.cookies[KEY_COOKIE].value}
    assert client.cookies[ACCOUNT_COOKIE].value == account_code(other)
    press(client, path_of_link(person))
    assert client.cookies[ACCOUNT_COOKIE].value == account_code(person)
    assert client.cookies[KEY_COOKIE].value not in keys


def test_who_signed_in_meanwhile_is_asked_too(client: Client, person: User) -> None:
    link = path_of_link(person)
    client.get(link)
    client.force_login(make_person(name="Lee"))
    answer = client.post(link, {"instead_of": ""})
    assert answer.status_code == 409
    assert "Sign in as Mia" in answer.content.decode()
    assert SignInLink.objects.get().used_at is None


# Where it leads


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "/\r\nLocation: https://evil.example/",
        "/letters/\n",
        "/letters/\u2028",
        " /letters/",
        "/letters /",
        "letters/",
        "javascript:alert(1)",
        "/letters\\..\\..",
        "/lëtters/",
        "/no-such-page/",
        "/letters/x/",
        "/letters/?q=" + "x" * 500,
        "/accounts/login/",
        "/accounts/password/change/",
        "/accounts/link/abc/",
    ],
)
def test_it_leads_to_pages_of_the_product_and_nowhere_else(person: User, path: str) -> None:
    assert not is_page(path)
    assert make_links(person, [path], at=timezone.now()) == {path: f"http://localhost:8000{path}"}
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "https://evil.example/", "/people/"])
def test_a_path_that_was_changed_in_the_database_is_not_followed(client: Client, person: User, path: str) -> None:
    link = path_of_link(person)
    SignInLink.objects.update(path=path)
    assert_shut(client, link, leads_to="")
    client.force_login(person)
    assert client.get(link).status_code == 410


def test_no_link_leads_to_an_administrators_page() -> None:
    of_administrators = [
        (name, entry)
        for name, entries in TABLE.items()
        for entry in entries
        if entry.method == "GET" and entry.answers[1:5] == (403, 403, 403, 403)
    ]
    assert len(of_administrators) >= 8
    for name, entry in of_administrators:
        arguments = [1 for _ in entry.at(_Anything())]
        assert not is_page(reverse(name, args=arguments)), name


class _Anything:
    """Stands for whatever an address of the table is made of."""

    def __getattr__(self, name: str) -> Any:
        return _Anything()

    def __getitem__(self, key: object) -> "User":
        return User(pk=1)


# What is told to others


def test_the_secret_address_is_told_to_no_page_that_comes_after(client: Client, person: User) -> None:
    link = path_of_link(person)
    answers = [client.get(link), client.post(link, {"instead_of": "x"}), press(client, link), Client().get(link)]
    assert [answer.status_code for answer in answers] == [200, 409, 302, 410]
    for answer in answers:
        assert answer["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]


def test_no_line_of_the_log_holds_a_token(caplog: Any, monkeypatch: Any, person: User) -> None:
    link = path_of_link(person)
    reset = "/accounts/password/reset/key/1-c0ffee-of-somebody/"

    def fails(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("people.link_views.find_link", fails)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    assert client.get(link).status_code == 500
    assert client.post(link).status_code == 403
    logging.getLogger("django.server").warning('"GET %s HTTP/1.1" 200', reset)
    [line] = [handler.formatter for handler in logging.getLogger().handlers if handler.get_name() == "stderr"]
    said = "\n".join(line.format(record) for record in caplog.records)
    assert "Internal Server Error: /accounts/link/…/" in said
    assert "Forbidden (CSRF cookie not set.): /accounts/link/…/" in said
    assert "/accounts/password/reset/key/…/" in said
    assert link.split("/")[-2] not in said
    assert "c0ffee" not in said


# Sweeping


def test_what_is_long_over_is_forgotten(person: User) -> None:
    make_links(person, ["/letters/"], at=MONDAY - LASTS - KEPT_AFTERWARDS)
    make_links(person, ["/lessons/"], at=MONDAY - LASTS - KEPT_AFTERWARDS + timedelta(seconds=1))
    forget_old_links(at=MONDAY)
    assert [link.path for link in SignInLink.objects.all()] == ["/lessons/"]


def test_the_links_of_a_long_mail_ask_no_more_than_those_of_a_short_one(person: User) -> None:
    make_links(person, ["/letters/"], at=MONDAY)  # what is looked up once is looked up
    with CaptureQueriesContext(connection) as short:
        addresses = make_links(person, ["/letters/", "/lessons/", "/letters/"], at=MONDAY)
    with CaptureQueriesContext(connection) as long:
        make_links(person, [f"/lessons/{number}/" for number in range(1, 30)], at=MONDAY)
    assert list(addresses) == ["/letters/", "/lessons/"]
    assert len(set(addresses.values())) == 2
    assert len(long) == len(short)
