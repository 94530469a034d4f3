"""Any order of events over a made-up clock: letters come and are done with, people move and are away, servers fail, workers
die between any two steps. After every step the promises of the engine hold."""

import smtplib
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from incidents.models import Promise
from incidents.recovery import make_promise, settle_promise
from people.models import Absence, User
from rankless.models import Debrief
from rankless.texts.agreeing import reopen
from reminders.mailing.claims import LEASE, claim
from reminders.mailing.delivering import deliver
from reminders.mailing.gathering import gather
from reminders.models import Digest, Notice, State
from reminders.sweep import sweep
from reminders.timing.hours import hours_now
from reminders.timing.planning import plan
from tests.examples import stories
from tests.factories import agree, make_debrief, make_person, make_team, write_sections
from tests.reminders.conftest import utc
from tests.reminders.mail_server import Server

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"]
TROUBLES = [
    None,
    ConnectionRefusedError(111, "Connection refused"),
    smtplib.SMTPDataError(451, b"4.7.1 Greylisted"),
    smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
]


class Reminders(RuleBasedStateMachine):
    """One team over some weeks; a bell rings when the machine says so, from one worker or another."""

    def __init__(self):
        super().__init__()
        mail.outbox.clear()
        self.story = transaction.atomic()
        self.story.__enter__()

    @initialize(zones=st.lists(st.sampled_from(ZONES), min_size=2, max_size=3))
    def begin(self, zones):
        self.at = utc(2026, 3, 26, 9)  # the clocks change in Europe on the 29th
        self.team = make_team()
        self.people = [make_person(team=self.team, time_zone=zone, password=None) for zone in zones]
        self.manager = make_person(team=self.team, is_manager=True, is_lead=True, password=None)
        self.heard = 0
        make_debrief(team=self.team, at=self.at)

    # What happens

    @rule()
    def a_letter_comes(self):
        make_debrief(team=self.team, at=self.at)

    @precondition(lambda self: Debrief.objects.incomplete().exists())
    @rule()
    def a_debrief_is_done(self):
        agree(write_sections(Debrief.objects.incomplete().earliest("pk")), at=self.at)

    @precondition(lambda self: Debrief.objects.complete().exists())
    @rule()
    def a_debrief_is_opened_anew(self):
        reopen(Debrief.objects.complete().earliest("pk"), reason="A second letter came.", at=self.at)

    @rule(days=st.integers(0, 5))
    def a_promise_is_made(self, days):
        make_promise(
            incident=Debrief.objects.earliest("pk").incident,
            what="Call",
            owner=self.manager,
            due_on=self.at.date() + timedelta(days=days),
            by=self.manager,
            at=self.at,
        )

    @precondition(lambda self: Promise.objects.still_open().exists())
    @rule(is_kept=st.booleans())
    def a_promise_is_settled(self, is_kept):
        settle_promise(Promise.objects.still_open().earliest("pk"), is_kept=is_kept, by=self.manager, at=self.at)

    @rule(zone=st.sampled_from(ZONES))
    def somebody_moves(self, zone):
        User.objects.filter(pk=self.people[0].pk).update(time_zone=zone)

    @rule(days=st.integers(1, 4))
    def somebody_is_away(self, days):
        last_day = self.at.date() + timedelta(days=days)
        Absence.objects.create(person=self.people[-1], first_day=self.at.date(), last_day=last_day)

    @rule(trouble=st.sampled_from(TROUBLES))
    def the_mail_server_changes_its_mind(self, trouble):
        Server.trouble = trouble

    @rule(hours=st.sampled_from([1, 5, 13, 24, 72]))
    def time_goes_by(self, hours):
        self.at += timedelta(hours=hours)

    # What the engine does, whole or up to a death

    @rule()
    def the_bell_rings(self):
        sweep(at=self.at)

    @rule()
    def two_workers_hear_one_bell(self):
        sweep(at=self.at)
        sweep(at=self.at)

    @rule()
    def a_worker_dies_after_planning(self):
        plan(at=self.at)

    @rule()
    def a_worker_dies_after_gathering(self):
        plan(at=self.at)
        gather(at=self.at)

    @rule()
    def a_worker_dies_with_claims_in_its_hands(self):
        gather(at=self.at)
        claim(at=self.at)

    @rule()
    def a_worker_comes_after_the_lease(self):
        self.at += LEASE
        deliver(at=self.at)

    # What always holds

    @invariant()
    def whatever_is_open_has_its_next_moment(self):
        assert not Debrief.objects.incomplete().filter(remind_at__isnull=True).exists()
        assert not Debrief.objects.complete().filter(remind_at__isnull=False).exists()

    @invariant()
    def nobody_is_told_twice_in_a_day_or_outside_their_hours_or_of_what_is_done(self):
        new, self.heard = mail.outbox[self.heard :], len(mail.outbox)
        numbers = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
        assert set(numbers.values()) <= {1}
        if not new:
            return
        people = {person.email: person for person in User.objects.all()}
        hours = hours_now(people.values(), at=self.at)
        for message in new:
            assert hours[people[message.to[0]].pk].in_the_day(self.at) == self.at
        assert Digest.objects.filter(state=State.SENT).count() == len(mail.outbox)

    @invariant()
    def what_went_out_is_settled_and_what_did_not_is_not(self):
        assert not Notice.objects.filter(state=State.QUEUED, digest__state=State.SENT).exists()
        assert not Notice.objects.filter(state=State.SENT).exclude(digest__state=State.SENT).exists()

    def teardown(self):
        """In the end the server behaves and the bell rings for a week and a half: nothing may be left behind."""
        try:
            if hasattr(self, "at"):
                self._come_to_an_end()
        finally:
            Server.trouble = None
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    def _come_to_an_end(self):
        Server.trouble = None
        for _ in range(11 * 3):
            self.at += timedelta(hours=8)
            sweep(at=self.at)
            sweep(at=self.at + LEASE)
        assert not Digest.objects.filter(state=State.CLAIMED, claimed_until__lt=self.at).exists()
        assert not Debrief.objects.filter(remind_at__lte=self.at).exists()
        left = Notice.objects.filter(state=State.QUEUED, not_before__lte=self.at - timedelta(days=6))
        assert not left.exists(), list(left)


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_whatever_happens_in_whatever_order_the_promises_hold():
    examples = settings(
        max_examples=stories(4),
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Reminders, settings=examples)
