"""How the mail of kept searches is asked for, on their pages, and ended: there, or by one press in the mail."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
from django.test import Client

from overview.keeping import mailing
from overview.keeping.mailing import STOP
from overview.models import MailedSearch, Place
from reminders.sweep import sweep
from tests.factories import (
    make_incident,
    make_person,
)
from tests.overview.keeping.made import make_kept
from tests.overview.keeping.mailed import (
    FIRST,
    MINUTE,
    SOFA,
    SUBJECT,
    TUESDAY,
    mails_at,
    make_mailed,
    told_at,
)
from tests.services.smtp import smtp

pytestmark = pytest.mark.django_db


# how it ends


def test_one_press_in_the_mail_program_ends_all_of_them(reader, kept, team):
    make_mailed(reader, query="q=late", name="Late ones")
    other = make_mailed(make_person(team=team), query="q=lamp")
    make_incident(team=team, text=SOFA, at=TUESDAY)
    [mailed] = mails_at(FIRST)
    message = message_from_bytes(mailed.message().as_bytes(), policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"] == f"<kept.{reader.pk}.2026-W11@localhost>"
    assert message["References"] == f"<kept.of.{reader.pk}@localhost>"
    address = re.fullmatch(r"\s*<http://localhost:8000(/.+)>", message["List-Unsubscribe"])[1]
    assert address in message.get_body(("plain",)).get_content()
    program = Client(enforce_csrf_checks=True)
    assert program.get(address).status_code == 200
    assert MailedSearch.objects.filter(person=reader).count() == 2, "looking ends nothing"
    answer = program.post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, bool(program.cookies)) == (200, False)
    assert MailedSearch.objects.get().search == other


def test_only_addresses_that_we_signed_for_this_end_anything(reader, kept):
    token = urlsplit(STOP.address(reader)).path.split("/")[-2]
    for wrong in (token[:-2], token.replace(f"{reader.pk}:", "999:"), str(reader.pk)):
        assert Client().post(f"/search/kept/stop/{wrong}/").status_code == 404
    assert Client().post(f"/weekly-letter/stop/{token}/").status_code == 404
    assert MailedSearch.objects.filter(person=reader).exists()


def test_whoever_stopped_after_it_was_planned_gets_none(reader, kept, team):
    make_incident(team=team, text=SOFA, at=TUESDAY)
    sweep(at=FIRST - MINUTE)
    mailing.stop(reader)
    assert told_at(FIRST) == ""


def test_over_a_real_line_it_is_one_mail_that_says_the_same_twice(reader, kept, team, settings):
    make_incident(team=team, text=SOFA, at=TUESDAY)
    with smtp() as sink:
        url = urlsplit(sink.url)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = url.hostname, url.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        sweep(at=FIRST)
        sweep(at=FIRST + MINUTE)
        [received] = [mail.message for mail in sink.messages if mail.message["Subject"] == SUBJECT]
    assert received["To"] == "rita@example.com"
    for part in ("plain", "html"):
        said = received.get_body((part,)).get_content()
        for words in (
            "Sofas: 1 new",
            SOFA,
            "Open this search",
            "You asked to be mailed on Mondays",
            "/search/kept/stop/",
        ):
            assert words in said


# the pages


def is_mailed(person):
    return MailedSearch.objects.filter(person=person).exists()


@pytest.mark.parametrize("place", Place)
def test_it_is_asked_for_where_a_search_is_kept(client, member, team, place):
    make_incident(team=team)
    query = "q=sofa" if place == Place.SEARCH else "kind=complaint"
    assert 'name="is_mailed"' in client.get(place.address(query)).text
    sent = {"place": place, "query": query, "name": "Sofas"}
    client.post("/search/keep/", sent)
    assert not is_mailed(member)
    client.post("/search/keep/", {**sent, "is_mailed": "yes"})
    assert is_mailed(member)
    client.post("/search/keep/", sent)
    assert is_mailed(member), "whoever keeps it once more asks for nothing less"


def test_a_tick_is_kept_where_the_name_does_not_do(client, member):
    answer = client.post("/search/keep/", {"place": "search", "query": "q=sofa", "name": "", "is_mailed": "yes"})
    assert re.search(r'name="is_mailed"[^>]* checked', answer.text)


def test_on_its_page_one_sees_and_says_whether_it_is_mailed(client, member):
    kept = make_kept(person=member)
    page = f"/search/kept/{kept.pk}/"
    assert not re.search(r'name="is_mailed"[^>]* checked', client.get(page).text)
    client.post(page, {"name": "Sofas", "is_mailed": "yes"})
    assert re.search(r'name="is_mailed"[^>]* checked', client.get(page).text)
    client.post(page, {"name": "Sofas"})
    assert not is_mailed(member)


def test_a_search_that_the_team_shares_is_mailed_by_one_press_and_no_more_by_another(client, member, team):
    kept = make_kept(person=make_person(team=team), team=team)
    assert "mailed on Mondays" not in client.get("/search/").text
    assert "What is new is mailed to you on Mondays." in press(client, kept, "yes")
    assert MailedSearch.objects.get().person == member
    assert "mailed on Mondays" in client.get("/search/").text
    known = MailedSearch.objects.get().known
    make_incident(team=team, text=SOFA)
    press(client, kept, "yes")
    assert MailedSearch.objects.get().known == known, "a second press makes nothing known"
    assert "No mail any more." in press(client, kept, "no")
    assert not is_mailed(member)


def press(client, kept, answer):
    return client.post(f"/search/kept/{kept.pk}/mail/", {"is_mailed": answer}, follow=True).text


def test_nobody_is_mailed_what_is_not_shared_with_them(client, member, team):
    kept = make_kept(person=make_person(team=team))
    assert client.post(f"/search/kept/{kept.pk}/mail/", {"is_mailed": "yes"}).status_code == 404
    assert client.get(f"/search/kept/{kept.pk}/mail/").status_code == 405
    assert not is_mailed(member)


def test_the_page_of_the_address_says_what_was_ended(client, reader, kept):
    address = urlsplit(STOP.address(reader)).path
    assert "Stop the mail of all your kept searches?" in client.get(address).text
    assert "No mail of any kept search any more" in client.post(address).text
