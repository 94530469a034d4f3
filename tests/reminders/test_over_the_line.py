"""Mails as a real mail server receives them: every head as it was meant, links that work, a calendar that is read."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from foundation.text import storable
from incidents.models import Incident
from people.models import SignInLink
from reminders.sweep import sweep
from tests.factories import make_gathering, make_lesson, make_person
from tests.reminders.conftest import utc
from tests.services.smtp import smtp

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

OPENED = utc(2026, 3, 6, 9)
MONDAY_AT_EIGHT = utc(2026, 3, 9, 8)
TRICK = "Kind\r\nBcc: all@example.com\r\n\r\n=?utf-8?q?=0D=0ABcc:_all@example.com?=\u2028X: y"
HEADS = {
    *("Subject", "From", "To", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
    "X-Peer",  # the sink's own
}


@pytest.fixture
def sink(settings):
    with smtp() as listening:
        url = urlsplit(listening.url)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = url.hostname, url.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield listening


@pytest.fixture
def mails(sink, team):
    """A digest and a weekly letter on what somebody typed who means no good."""
    trick = storable(TRICK)
    make_person(team=team, name=trick[:120], wants_weekly_letter=True, email="rita@example.com")
    debrief = make_gathering(team=team, at=OPENED)
    make_lesson(debrief=debrief, sentence=" ".join(trick.split())[:300], at=OPENED)
    Incident.objects.update(title=trick[:120])
    team.name = trick[:80]
    team.save()
    sweep(at=MONDAY_AT_EIGHT)
    received = [mail for mail in sink.messages if mail.recipients == ("rita@example.com",)]
    return {("weekly" if mail.message["List-Unsubscribe"] else "daily"): mail for mail in received}


def test_heads_are_exactly_those_that_were_meant(mails):
    assert set(mails["daily"].message.keys()) - HEADS == set()
    assert set(mails["weekly"].message.keys()) - HEADS == {"List-Unsubscribe", "List-Unsubscribe-Post"}
    for mail in mails.values():
        heads = mail.raw.partition(b"\r\n\r\n")[0]
        assert b"Bcc" not in heads
        assert b"Kind" not in heads
        assert len(mail.message.get_all("Message-ID")) == 1
        assert not [line for line in mail.body().splitlines() if line.startswith(("Bcc:", "X:"))]


@pytest.mark.parametrize("kind", ["daily", "weekly"])
def test_every_link_that_arrived_signs_in_and_leads_somewhere(mails, kind):
    links = re.findall(r"http://localhost:8000(/accounts/link/\S+/)", mails[kind].body())
    assert links
    with time_machine.travel(MONDAY_AT_EIGHT + timedelta(hours=1), tick=False):
        for link in links:
            client = Client()
            page = client.post(link, {"instead_of": ""}, follow=True)
            assert page.status_code == 200
            assert page.redirect_chain
    assert SignInLink.objects.filter(used_at=None).count() == SignInLink.objects.count() - len(links)


def test_the_calendar_arrives_whole(mails):
    [file] = mails["daily"].message.iter_attachments()
    calendar = Calendar.from_ical(file.get_content())
    assert calendar["METHOD"] == "PUBLISH"
    [entry] = calendar.walk("VEVENT")
    assert entry["SUMMARY"] == "Debrief: read the notes together"
    assert entry["DTSTART"].dt.hour == 12


def test_the_address_that_stops_the_weekly_letter_arrives_whole(mails, team):
    address = str(mails["weekly"].message["List-Unsubscribe"]).strip().strip("<>").removeprefix("http://localhost:8000")
    assert Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not team.memberships.filter(user__wants_weekly_letter=True).exists()
