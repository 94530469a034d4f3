"""Who gets in, who does not, and what is left behind when somebody goes."""

import re
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from people.models import User
from people.sign_in import DEMO_SIGN_INS
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


def sign_in(client: Client, person: User, *, password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"login": person.email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


def make_demo_person() -> User:
    return make_person(name="Mara", email="manager@demo.test", password="demo", is_demo=True)


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def test_a_person_signs_in_with_their_address_in_any_case(client: Client) -> None:
    person = make_person(email="ada@example.com")
    answer = client.post(SIGN_IN, {"login": "ADA@example.com", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_wrong_password_keeps_the_address_and_says_nothing_about_it(client: Client) -> None:
    known = sign_in(client, make_person(email="ada@example.com"), password="wrong")
    unknown = client.post(SIGN_IN, {"login": "nobody@example.com", "password": "wrong"})
    errors = [answer.context["form"].non_field_errors() for answer in (known, unknown)]
    assert errors[0] == errors[1]
    assert errors[0]
    assert b'value="ada@example.com"' in known.content
    assert b'value="wrong"' not in known.content


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    address = reverse("account_signup")
    said = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (client.get(address), client.post(address, said)):
        assert b"By invitation" in answer.content
    assert not User.objects.exists()


def test_who_left_cannot_sign_in_and_an_open_session_ends(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(reverse("account_change_password")).status_code == 302
    assert sign_in(Client(), person)["Location"] == reverse("account_inactive")


# Demo people


def test_demo_people_sign_in_by_one_press_while_trying_things_out(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    person = make_demo_person()
    page = client.get(SIGN_IN)
    assert [email for _role, email in page.context["demo_sign_ins"]] == [person.email]
    assert sign_in(client, person, password="demo").status_code == 302
    assert "_auth_user_id" in client.session


def test_demo_people_are_refused_otherwise_and_no_button_is_shown(client: Client) -> None:
    person = make_demo_person()
    assert client.get(SIGN_IN).context["demo_sign_ins"] == []
    answer = sign_in(client, person, password="demo")
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_demo_session_from_before_is_refused_too(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    sign_in(client, make_demo_person(), password="demo")
    settings.DEBUG = False
    assert client.get(reverse("account_change_password")).status_code == 302


def test_each_demo_role_is_offered_once() -> None:
    emails = [email for _role, email in DEMO_SIGN_INS]
    assert len(set(emails)) == len(emails) == 4


# Where one lands


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "https:///evil.example",
        "http:\\\\evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
        "https://evil.example/testserver",
        "\x00//evil.example",
        " //evil.example",
        "ftp://testserver/",
        "//[::1",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in_or_out(client: Client, elsewhere: str) -> None:
    person = make_person()
    assert sign_in(client, person, next=elsewhere)["Location"] == "/"
    assert client.post(reverse("account_logout"), {"next": elsewhere})["Location"] == SIGN_IN
    signed_in_already = Client()
    signed_in_already.force_login(person)
    assert signed_in_already.get(SIGN_IN, {"next": elsewhere})["Location"] == "/"


def test_one_lands_where_one_wanted_to_go(client: Client) -> None:
    assert sign_in(client, make_person(), next="/letters/?kind=praise")["Location"] == "/letters/?kind=praise"


# Sessions


def test_the_session_key_changes_at_sign_in_and_dies_at_sign_out(client: Client) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies[project.SESSION_COOKIE_NAME] = before
    sign_in(client, make_person())
    during = client.cookies[project.SESSION_COOKIE_NAME].value
    assert during not in {before, ""}
    assert not Session.objects.filter(session_key=before).exists()
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[project.SESSION_COOKIE_NAME] = during
    assert not is_signed_in(thief)


def test_a_changed_password_ends_all_other_sessions(client: Client) -> None:
    person = make_person()
    other = Client()
    client.force_login(person)
    other.force_login(person)
    new = "another staple, correct"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), said)["Location"] == reverse("people:settings")
    assert "_auth_user_id" in client.session
    assert other.get(reverse("account_change_password")).status_code == 302


def test_signing_out_needs_a_press(client: Client) -> None:
    client.force_login(make_person())
    asked = client.get(reverse("account_logout"))
    assert (asked.status_code, 'class="bottombar"' in asked.text) == (200, True), (
        "still signed in, one goes on as anywhere"
    )
    assert "_auth_user_id" in client.session


# Forgotten passwords


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client: Client) -> None:
    person = make_person(email="ada@example.com")
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link is not None
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    new = {"password1": "a fresh start today", "password2": "a fresh start today"}
    client.post(address, new)
    assert b"does not work any more" in Client().get(link[1], follow=True).content
    assert sign_in(Client(), person, password="a fresh start today").status_code == 302


def test_nobody_learns_who_has_an_account_from_the_forgotten_password_page(client: Client) -> None:
    make_person(email="ada@example.com")
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("ada@example.com", "nobody@example.com")
    ]
    pages = [re.sub(rb"csrf\S+", b"", answer.content) for answer in answers]
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["ada@example.com"], ["nobody@example.com"]]
    assert "http" not in mail.outbox[1].body


def test_a_mail_server_that_is_away_is_said_and_the_address_stays(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    make_person(email="ada@example.com")
    answer = client.post(reverse("account_reset_password"), {"email": "ada@example.com"})
    assert b"could not be sent" in answer.content
    assert b'value="ada@example.com"' in answer.content


def test_the_log_does_not_name_whom_a_mail_could_not_reach(client: Client, monkeypatch: Any, caplog: Any) -> None:
    refusal = SMTPRecipientsRefused({"ada@example.com": (550, b"ada@example.com is unknown here")})

    def refuse(*_args: Any) -> None:
        raise refusal

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    make_person(email="ada@example.com")
    client.post(reverse("account_reset_password"), {"email": "ada@example.com"})
    assert "could not be sent" in caplog.text
    assert "SMTPRecipientsRefused" in caplog.text
    assert "ada@" not in caplog.text


def test_guessing_is_slowed_down(client: Client, settings: Any) -> None:
    del settings.ACCOUNT_RATE_LIMITS
    person = make_person(email="guessed@example.com")
    for _attempt in range(10):
        sign_in(client, person, password="wrong")
    assert "_auth_user_id" not in client.session
    sign_in(client, person)
    assert "_auth_user_id" not in client.session, "the right password came too late"
