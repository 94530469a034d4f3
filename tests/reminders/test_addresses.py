"""Addresses that take no mail: left alone once that is sure, and what was to be told waits for a better one."""

from datetime import date, timedelta

import pytest
from django.core import mail

from people.models import User
from reminders.mailing.addresses import DAYS_REFUSED, note_refusal, note_taken, try_again, who_takes_no_mail
from reminders.mailing.delivering import deliver
from reminders.mailing.gathering import gather
from reminders.models import DeadAddress, Digest, Notice, State
from reminders.sweep import sweep
from reminders.timing.planning import plan
from tests.factories import MONDAY
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY = utc(2026, 3, 3, 8)
WEDNESDAY = utc(2026, 3, 4, 8)
A_DAY = timedelta(days=1)


@pytest.fixture
def unknown(debrief, member, server):
    """A person whose server says on Tuesday that it knows no such user."""
    server.refused = frozenset([member.email])
    sweep(at=MONDAY)
    sweep(at=TUESDAY)
    return member


def refuse(person, *, days, begin=date(2026, 3, 3)):
    for number in range(days):
        on = begin + number * A_DAY
        note_refusal(person, is_for_good=False, reason="552 Mailbox full", on=on, at=TUESDAY + number * A_DAY)


def test_an_unknown_user_is_not_asked_for_again(unknown, server):
    assert DeadAddress.objects.get().reason == "The server refused the address: 550 5.1.1 No such user"
    server.refused = frozenset()
    for days in range(1, 15):
        sweep(at=TUESDAY + days * A_DAY)
    assert mail.outbox == []
    assert Digest.objects.count() == 1
    assert set(Notice.objects.values_list("state", flat=True)) == {State.QUEUED}, "nothing counts as told"


def test_of_a_mail_that_was_written_already_it_is_said_why_it_was_not_sent(debrief, member):
    plan(at=MONDAY)
    gather(at=TUESDAY)
    note_refusal(member, is_for_good=True, reason="550 5.1.1 No such user", on=TUESDAY.date(), at=TUESDAY)
    deliver(at=TUESDAY)
    digest = Digest.objects.get()
    assert (digest.state, digest.reason) == (State.CARRIED, "This address takes no mail.")


def test_another_address_gets_what_waited(unknown):
    User.objects.filter(pk=unknown.pk).update(email="new@example.com")
    assert sweep(at=WEDNESDAY).sent == 1
    assert mail.outbox[0].to == ["new@example.com"]


def test_an_administrator_has_it_tried_again(unknown, server):
    server.refused = frozenset()
    try_again(unknown, at=TUESDAY + A_DAY / 24)
    assert sweep(at=WEDNESDAY).sent == 1
    assert not DeadAddress.objects.exists()


def test_refusals_on_five_days_are_enough(member):
    refuse(member, days=DAYS_REFUSED - 1)
    assert who_takes_no_mail([member.pk]) == set()
    refuse(member, days=1, begin=date(2026, 3, 12))
    assert who_takes_no_mail([member.pk]) == {member.pk}


def test_a_day_of_many_refusals_counts_once(member):
    for _ in range(10):
        refuse(member, days=1)
    assert DeadAddress.objects.get().refusals == 1


def test_one_mail_taken_between_them_begins_anew(member):
    refuse(member, days=DAYS_REFUSED - 1)
    note_taken([member.pk])
    refuse(member, days=DAYS_REFUSED - 1)
    assert who_takes_no_mail([member.pk]) == set()


def test_what_was_said_of_an_old_address_is_not_held_against_a_new_one(member):
    refuse(member, days=DAYS_REFUSED)
    member.email = "new@example.com"
    member.save()
    assert who_takes_no_mail([member.pk]) == set()
    refuse(member, days=1)
    assert who_takes_no_mail([member.pk]) == set()
    assert DeadAddress.objects.get().refusals == 1
