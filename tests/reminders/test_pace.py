"""A limit of mails a minute: kept by all processes together, and no mail is lost by it."""

from datetime import timedelta

import pytest
from django.core import mail

from reminders.mailing.delivering import deliver
from reminders.mailing.gathering import gather
from reminders.models import Digest, MailMinute, State
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_debrief, make_person
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY = utc(2026, 3, 3, 8)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def ten_ready(team, settings):
    settings.EMAIL_PER_MINUTE = 4
    people = [make_person(team=team, password=None) for _ in range(10)]
    make_debrief(team=team)
    plan(at=MONDAY)
    gather(at=TUESDAY)
    return people


def test_a_minute_takes_so_many_and_the_next_ones_the_rest(ten_ready):
    assert [deliver(at=TUESDAY + minutes * A_MINUTE).sent for minutes in range(4)] == [4, 4, 2, 0]


def test_two_processes_share_one_minute(ten_ready):
    assert [deliver(at=TUESDAY).sent for _ in range(2)] == [4, 0]


def test_what_brings_no_mail_takes_nothing_from_the_minute(ten_ready):
    for person in ten_ready[:3]:
        person.is_active = False
        person.save()
    assert deliver(at=TUESDAY).sent == 4


def test_without_a_limit_nothing_is_counted(ten_ready, settings):
    settings.EMAIL_PER_MINUTE = 0
    assert deliver(at=TUESDAY).sent == 10
    assert not MailMinute.objects.exists()


def test_a_server_that_is_away_uses_up_no_minute(ten_ready, server):
    server.trouble = ConnectionRefusedError(111, "Connection refused")
    assert deliver(at=TUESDAY).failed == 2
    server.trouble = None
    assert deliver(at=TUESDAY).sent == 4
    assert len(mail.outbox) == 4
    assert Digest.objects.filter(state=State.SENT).count() == 4
