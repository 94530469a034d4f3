"""What the browser is told, so that unsent text lies sealed in it: whose it is, and the key, for as long as one is in."""

import re
from base64 import urlsafe_b64decode

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from people.drafts import ACCOUNT_COOKIE, KEY_COOKIE, account_code, draft_key, hand_out_to_guest
from people.models import User
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db

ANY_PAGE = "/accounts/logout/"


@pytest.fixture
def person(client: Client) -> User:
    """Somebody who is signed in and has opened a page."""
    person = make_person()
    client.force_login(person)
    client.get(ANY_PAGE)
    return person


def test_the_account_is_named_to_scripts_without_saying_who_it_is(client: Client, person: User) -> None:
    cookie = client.cookies[ACCOUNT_COOKIE]
    assert cookie.value == account_code(person)
    assert re.fullmatch(r"[0-9a-f]{24}", cookie.value)
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", "")
    assert account_code(person) != account_code(make_person())


def test_the_key_to_unsent_text_ends_with_the_browser_session(client: Client, person: User) -> None:
    cookie = client.cookies[KEY_COOKIE]
    assert cookie.value == draft_key(person)
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == ("Strict", "", "/")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_the_key_is_secure_where_the_session_is(client: Client, settings: object) -> None:
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
    client.force_login(make_person())
    client.get(ANY_PAGE)
    assert client.cookies[KEY_COOKIE]["secure"]


def test_each_account_has_one_key_of_256_bits_for_good(person: User) -> None:
    key = draft_key(person)
    assert len(urlsafe_b64decode(key + "=")) == 32
    assert draft_key(User.objects.get(pk=person.pk)) == key
    assert key not in {draft_key(make_person()), account_code(person)}


def test_both_are_told_once(client: Client, person: User) -> None:
    assert {ACCOUNT_COOKIE, KEY_COOKIE}.isdisjoint(client.get(ANY_PAGE).cookies)


def test_they_are_told_with_the_answer_to_signing_in(client: Client) -> None:
    person = make_person()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.cookies[KEY_COOKIE].value == draft_key(person)


def test_somebody_else_signing_in_gets_their_own(client: Client, person: User) -> None:
    other = make_person()
    client.force_login(other)
    answer = client.get(ANY_PAGE)
    assert (answer.cookies[ACCOUNT_COOKIE].value, answer.cookies[KEY_COOKIE].value) == (
        account_code(other),
        draft_key(other),
    )


@pytest.mark.usefixtures("person")
def test_signing_out_takes_both_back_and_leaves_what_others_keep_in_the_browser(client: Client) -> None:
    answer = client.post(reverse("account_logout"))
    assert "Clear-Site-Data" not in answer, "it would erase the unsaved texts of every account in this browser"
    for name in (ACCOUNT_COOKIE, KEY_COOKIE):
        assert (answer.cookies[name].value, answer.cookies[name]["max-age"]) == ("", 0)


@pytest.mark.usefixtures("person")
def test_a_session_that_ended_by_itself_takes_the_key_along(client: Client) -> None:
    del client.cookies[project.SESSION_COOKIE_NAME]
    answers = [client.get("/letters/"), client.post("/letters/new/", {"text": "Typed."})]
    assert [answer.status_code for answer in answers] == [302, 403]
    for answer in answers:
        assert answer.cookies[KEY_COOKIE].value == ""
        assert ACCOUNT_COOKIE not in answer.cookies, "a page that is still open goes on keeping what is typed"


def test_nobody_signed_in_is_told_nothing(client: Client) -> None:
    assert client.get("/accounts/login/").cookies.keys().isdisjoint({ACCOUNT_COOKIE, KEY_COOKIE})


def told_to_guest(secret: str) -> HttpResponse:
    response = HttpResponse()
    hand_out_to_guest(RequestFactory().get("/join/X/"), response, secret, path="/join/X/")
    return response


def test_a_guest_has_a_name_and_a_key_of_their_own_on_their_pages_alone(person: User) -> None:
    answer = told_to_guest("only their browser has it")
    assert {cookie["path"] for cookie in answer.cookies.values()} == {"/join/X/"}
    assert {cookie["max-age"] for cookie in answer.cookies.values()} == {""}
    values = {answer.cookies[name].value for name in (ACCOUNT_COOKIE, KEY_COOKIE)}
    others = {told_to_guest("another one").cookies[name].value for name in (ACCOUNT_COOKIE, KEY_COOKIE)}
    assert values.isdisjoint(others | {account_code(person), draft_key(person)})
    assert values == {told_to_guest("only their browser has it").cookies[name].value for name in answer.cookies}
