"""Failures: a reason is kept, pauses grow, and others are not held up."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail

from people.models import User
from reminders.mailing import not_sent
from reminders.mailing.gathering import gather
from reminders.mailing.not_sent import BACKOFF
from reminders.models import DeadAddress, Digest, Notice, State
from reminders.sweep import Swept, sweep
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_debrief, make_person
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY_AT_EIGHT = utc(2026, 3, 3, 8)
A_MINUTE = timedelta(minutes=1)


def test_a_failure_is_kept_with_its_reason_and_tried_again(debrief, server):
    sweep(at=MONDAY)
    server.trouble = ConnectionRefusedError(111, "Connection refused")
    assert sweep(at=TUESDAY_AT_EIGHT) == Swept(planned=0, sent=0, failed=1)
    digest = Digest.objects.get()
    assert (digest.state, digest.attempts, digest.reason) == (State.FAILED, 1, "The server cannot be reached.")
    assert Notice.objects.get().state == State.QUEUED
    server.trouble = None
    assert sweep(at=TUESDAY_AT_EIGHT + timedelta(seconds=30)).sent == 0
    assert sweep(at=TUESDAY_AT_EIGHT + timedelta(minutes=2)).sent == 1
    digest.refresh_from_db()
    assert (digest.state, digest.reason) == (State.SENT, "")


def test_pauses_grow_and_stay_bounded(debrief, server):
    sweep(at=MONDAY)
    server.trouble = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    at = TUESDAY_AT_EIGHT
    for pause in BACKOFF[:5]:
        assert sweep(at=at).failed == 1
        digest = Digest.objects.get()
        assert timedelta(seconds=0.79 * pause.total_seconds()) <= digest.try_at - at
        assert digest.try_at - at <= timedelta(seconds=1.21 * pause.total_seconds() + 1)
        at = digest.try_at
    assert not_sent._pause(1000) <= timedelta(hours=6)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPDataError(451, b"4.7.1 Greylisted, come again"),
        smtplib.SMTPRecipientsRefused({"mia@example.com": (450, b"4.2.0 Greylisted")}),
    ],
    ids=str,
)
def test_a_server_that_greylists_is_asked_again_after_five_minutes_at_the_soonest(debrief, server, error):
    sweep(at=MONDAY)
    server.trouble = error
    assert sweep(at=TUESDAY_AT_EIGHT).failed == 1
    assert Digest.objects.get().try_at - TUESDAY_AT_EIGHT >= timedelta(minutes=5)
    server.trouble = None
    assert sweep(at=TUESDAY_AT_EIGHT + timedelta(minutes=4)).sent == 0
    assert sweep(at=TUESDAY_AT_EIGHT + timedelta(minutes=7)).sent == 1
    assert not DeadAddress.objects.exists()


def test_a_refused_recipient_does_not_hold_up_the_others(team, server):
    refused, *others = [make_person(team=team) for _ in range(4)]
    make_debrief(team=team)
    server.refused = frozenset([refused.email])
    sweep(at=MONDAY)
    assert sweep(at=TUESDAY_AT_EIGHT) == Swept(planned=0, sent=3, failed=1)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in others)
    reason = Digest.objects.get(person=refused).reason
    assert reason == "The server refused the address: 550 5.1.1 No such user"


def test_one_line_to_the_server_serves_many(team, server):
    for _ in range(5):
        make_person(team=team)
    make_debrief(team=team)
    sweep(at=MONDAY)
    assert sweep(at=TUESDAY_AT_EIGHT).sent == 5
    assert server.opened == 1


def test_a_server_that_is_away_is_not_asked_for_everybody(team, server):
    for _ in range(5):
        make_person(team=team)
    make_debrief(team=team)
    sweep(at=MONDAY)
    server.trouble = ConnectionRefusedError(111, "Connection refused")
    assert sweep(at=TUESDAY_AT_EIGHT).failed == 2
    assert Digest.objects.filter(state=State.QUEUED).count() == 3
    server.trouble = None
    assert sweep(at=TUESDAY_AT_EIGHT + timedelta(minutes=2)).sent == 5


def test_what_could_not_be_sent_all_day_goes_into_the_next_days_digest(team, member, debrief, server):
    sweep(at=MONDAY)
    server.trouble = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    for minutes in range(0, 24 * 60, 20):
        sweep(at=TUESDAY_AT_EIGHT + minutes * A_MINUTE)
    server.trouble = None
    assert sweep(at=utc(2026, 3, 4, 8, 30)).sent == 1
    assert [(digest.day.day, digest.state) for digest in Digest.objects.order_by("day")] == [
        (3, State.CARRIED),
        (4, State.SENT),
    ]
    assert "Connection unexpectedly closed" in Digest.objects.get(day=date(2026, 3, 3)).reason
    assert len(mail.outbox) == 1


def test_after_a_night_of_downtime_old_and_new_come_in_one_mail(team, member, debrief):
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)  # and then everything stood still
    make_debrief(team=team, text="Thank you!", at=TUESDAY_AT_EIGHT)
    assert sweep(at=utc(2026, 3, 4, 9)).sent == 1
    assert "The sofa is late." in mail.outbox[0].body
    assert "Thank you!" in mail.outbox[0].body
    assert not Notice.objects.filter(state=State.QUEUED).exists()


def test_a_mail_that_cannot_be_composed_fails_alone(team, server):
    broken, fine = make_person(team=team), make_person(team=team)
    make_debrief(team=team)
    sweep(at=MONDAY)
    User.objects.filter(pk=broken.pk).update(email="evil@example.com\nbcc: all@example.com")
    assert sweep(at=TUESDAY_AT_EIGHT) == Swept(planned=0, sent=1, failed=1)
    assert [message.to[0] for message in mail.outbox] == [fine.email]
    assert "BadHeaderError" in Digest.objects.get(person=broken).reason


def test_a_second_try_bears_the_same_message_id(debrief, server, member):
    sweep(at=MONDAY)
    sent = []
    for at in (TUESDAY_AT_EIGHT, TUESDAY_AT_EIGHT + timedelta(minutes=10)):
        Digest.objects.update(state=State.QUEUED, try_at=at, sent_at=None)
        Notice.objects.update(state=State.QUEUED)
        sweep(at=at)
        sent.append(mail.outbox[-1].message()["Message-ID"])
    assert sent == [f"<digest.{member.pk}.2026-03-03@localhost>"] * 2
