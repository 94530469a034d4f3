"""A promise to a customer that is late is told to those who lead, in the first hour of their day on which it is."""

from datetime import date

import pytest
from django.core import mail

from incidents.recovery import make_promise, settle_promise
from rankless.models import Debrief
from reminders.awaiting.due import awaited_of
from reminders.models import Notice, State
from reminders.sweep import sweep
from tests.factories import MONDAY, make_incident, make_person
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 10)


@pytest.fixture
def promise(team, member):
    """Due on Tuesday the 10th, of the member."""
    incident = make_incident(team=team)
    Debrief.objects.all().delete()
    incident.recovery_steps.all().delete()
    return make_promise(incident=incident, what="A new cover", owner=member, due_on=TUESDAY, by=member, at=MONDAY)


def told_on(day):
    mail.outbox.clear()
    sweep(at=utc(2026, 3, day, 8))
    return {message.to[0]: message.body for message in mail.outbox}


def test_on_the_morning_after_its_day_whoever_leads_is_told_and_why(promise, member, lead):
    assert set(told_on(10)) == {member.email}
    told = told_on(11)
    assert set(told) == {member.email, lead.email}
    assert "Somebody else promised it; whoever leads is told because it is late" in told[lead.email]
    assert "Somebody else" not in told[member.email]


def test_every_week_from_then_on_they_are_told_again(promise, member, lead):
    told_on(11)
    assert set(told_on(18)) == {member.email, lead.email}


def test_one_that_was_kept_meanwhile_is_not_told(promise, member, lead):
    sweep(at=utc(2026, 3, 11, 7))
    settle_promise(promise, is_kept=True, by=member, at=utc(2026, 3, 11, 7, 30))
    assert told_on(11) == {}
    assert set(Notice.objects.filter(person=lead).values_list("state", flat=True)) == {State.VOID}


def test_nobody_hears_of_it_who_does_not_lead_that_team(promise, member):
    elsewhere = make_person(is_lead=True)
    make_person(team=promise.incident.team, is_manager=True)
    told_on(10)
    assert set(told_on(11)) == {member.email}
    assert not Notice.objects.filter(person=elsewhere).exists()


def test_who_leads_and_promised_it_reads_of_it_once(promise, member):
    member.memberships.update(is_lead=True)
    told = told_on(11)
    assert set(told) == {member.email}
    assert "Somebody else" not in told[member.email]


def test_it_lies_on_no_desk_but_its_owners(promise, lead):
    assert awaited_of(lead, on=date(2026, 3, 11)).things == ()
