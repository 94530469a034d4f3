"""Claims: only one holds a digest, what a worker leaves behind runs out, and what kills workers is parked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import OperationalError

from reminders.mailing.claims import LEASE, LEFT_BEHIND_AT_MOST, PARKED_FOR, claim, give_back, release
from reminders.mailing.delivering import deliver
from reminders.mailing.gathering import gather
from reminders.mailing.ledger import Ledger
from reminders.mailing.post import Post
from reminders.models import Digest, DigestKind, Notice, State
from reminders.timing.planning import plan
from reminders.weekly import mails
from tests.factories import MONDAY, make_debrief, make_person
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY_AT_EIGHT = utc(2026, 3, 3, 8)
A_MINUTE = timedelta(minutes=1)
BATCH = 20


@pytest.fixture
def ready(debrief):
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    return Digest.objects.get()


@pytest.fixture
def many_ready(team, monkeypatch):
    """Five more than are taken at once, which are fewer here than in the product."""
    monkeypatch.setitem(claim.__kwdefaults__, "most", BATCH)
    for _ in range(BATCH + 5):
        make_person(team=team, password=None)
    make_debrief(team=team)
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)


def test_a_lease_outlives_every_task():
    assert timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT) < LEASE


def test_only_one_can_claim_a_digest(ready):
    assert [digest.pk for digest in claim(at=TUESDAY_AT_EIGHT)] == [ready.pk]
    assert claim(at=TUESDAY_AT_EIGHT) == []
    assert deliver(at=TUESDAY_AT_EIGHT).sent == 0


def test_batches_are_taken_until_nothing_is_left(many_ready):
    batches = [len(claim(at=TUESDAY_AT_EIGHT)) for _ in range(3)]
    assert batches == [BATCH, 5, 0]


def test_what_takes_long_to_write_is_taken_last_and_a_few_at_a_time(ready, team, monkeypatch):
    """So no reminder waits for it, not even one that became ready later."""
    monkeypatch.setitem(mails._mails, DigestKind.KEPT, replace(mails.LETTER, kind=DigestKind.KEPT, patient=2))
    of_all = {"kind": DigestKind.KEPT, "day": TUESDAY_AT_EIGHT.date(), "try_at": ready.try_at - A_MINUTE}
    for number in range(3):
        Digest.objects.create(key=f"kept:{number}", person=make_person(team=team), **of_all)
    batches = [[digest.kind for digest in claim(at=TUESDAY_AT_EIGHT)] for _ in range(4)]
    assert batches == [["daily"], ["kept", "kept"], ["kept"], []]


def test_a_claim_left_behind_runs_out(ready):
    claim(at=TUESDAY_AT_EIGHT)
    assert deliver(at=TUESDAY_AT_EIGHT + LEASE - A_MINUTE).sent == 0
    assert deliver(at=TUESDAY_AT_EIGHT + LEASE).sent == 1
    ready.refresh_from_db()
    assert (ready.state, ready.attempts, ready.left_behind) == (State.SENT, 2, 1)


def test_what_was_left_behind_is_taken_alone_and_last(many_ready):
    claim(at=TUESDAY_AT_EIGHT)
    later = TUESDAY_AT_EIGHT + LEASE
    assert [len(claim(at=later)) for _ in range(4)] == [5, 1, 1, 1]


def test_whoever_dies_again_and_again_does_not_die_over_one_digest_alone(many_ready):
    claim(at=TUESDAY_AT_EIGHT)
    claim(at=TUESDAY_AT_EIGHT)  # nobody's first try is left
    alone = [claim(at=TUESDAY_AT_EIGHT + death * LEASE)[0].pk for death in range(1, 5)]
    assert len(set(alone)) == 4


def test_who_lost_the_claim_does_not_write_over_the_outcome(ready):
    [first] = claim(at=TUESDAY_AT_EIGHT)
    [second] = claim(at=TUESDAY_AT_EIGHT + LEASE)
    assert not release(first, state=State.FAILED, reason="too late")
    assert release(second, state=State.SENT, sent_at=TUESDAY_AT_EIGHT)


def test_what_is_given_back_is_as_it_was(ready):
    [claimed] = claim(at=TUESDAY_AT_EIGHT)
    give_back(claimed)
    ready.refresh_from_db()
    assert (ready.state, ready.attempts, ready.claimed_until) == (State.QUEUED, 0, None)
    assert deliver(at=TUESDAY_AT_EIGHT).sent == 1


def test_what_was_not_begun_when_the_database_went_away_waits_for_no_lease(many_ready, monkeypatch):
    def away_after_the_first(*_, **__):
        if len(mail.outbox) > 1:
            raise OperationalError("terminating connection due to administrator command")
        return recorded(*_, **__)

    recorded = Ledger.begin
    monkeypatch.setattr(Ledger, "begin", away_after_the_first)
    with pytest.raises(OperationalError):
        deliver(at=TUESDAY_AT_EIGHT)
    assert Digest.objects.filter(state=State.SENT).count() == 1
    assert Digest.objects.filter(state=State.CLAIMED).count() == 1, "its mail may have been taken: it waits"
    monkeypatch.undo()
    assert deliver(at=TUESDAY_AT_EIGHT).sent == Digest.objects.count() - 2


def test_what_became_of_a_mail_is_settled_before_the_next_one_goes_out(many_ready, monkeypatch):
    settled, sent = Ledger.settle, Post.send
    done = []
    monkeypatch.setattr(Ledger, "settle", lambda ledger: done.append("settled") or settled(ledger))
    monkeypatch.setattr(Post, "send", lambda post, message: done.append("sent") or sent(post, message))
    assert deliver(at=TUESDAY_AT_EIGHT).sent > 1
    assert "settled" in done[:1]
    assert all("settled" in done[place:][:2] for place, what in enumerate(done) if what == "sent")


def test_the_mail_before_a_database_that_goes_away_is_not_given_to_others(many_ready, monkeypatch):
    """What was begun to be written down of it may have failed, so it waits for its lease like one in hand."""

    def away(ledger):
        if ledger._end:
            ledger._end = None
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Ledger, "settle", away)
    monkeypatch.setattr(Ledger, "begin", lambda ledger, digest, *, at: setattr(ledger, "_end", True))
    with pytest.raises(OperationalError):
        deliver(at=TUESDAY_AT_EIGHT)
    assert len(mail.outbox) == 1
    assert Digest.objects.filter(state=State.CLAIMED).count() == 1
    assert Digest.objects.filter(state=State.QUEUED).count() == Digest.objects.count() - 1


def test_what_kills_its_worker_is_parked_after_three_runs_and_then_tried_once_more(many_ready):
    """Nothing is sent here by the workers that die: they only claim, as if they were killed at once."""
    poison = Digest.objects.earliest("pk")
    Digest.objects.exclude(pk=poison.pk).delete()
    at = TUESDAY_AT_EIGHT
    for _ in range(LEFT_BEHIND_AT_MOST):
        assert [digest.pk for digest in claim(at=at)] == [poison.pk]
        at += LEASE
    assert deliver(at=at).sent == 0
    poison.refresh_from_db()
    assert poison.state == State.FAILED
    assert "died over it" in poison.reason
    assert set(Notice.objects.filter(digest=poison).values_list("state", flat=True)) == {State.QUEUED}
    assert deliver(at=at + PARKED_FOR + A_MINUTE).sent == 1
    assert len(mail.outbox) == 1


def test_a_poison_holds_nobody_up(many_ready):
    """It dies with the first batch, and alone from then on; all others get their mail."""
    poison = claim(at=TUESDAY_AT_EIGHT)[0]
    later = TUESDAY_AT_EIGHT + LEASE
    Digest.objects.filter(pk=poison.pk).update(claimed_until=later + LEASE)  # in the hands of another that will die
    assert deliver(at=later).sent == BATCH + 4
    assert Digest.objects.exclude(state=State.SENT).get() == poison


def test_what_may_have_gone_out_in_the_last_minute_of_a_day_comes_again_under_its_message_id_alone(ready, team):
    """Its worker died after the mail server took it; the next morning brings one mail, with whatever is new."""
    evening = utc(2026, 3, 3, 17, 58)
    claim(at=evening)
    night = evening + LEASE
    assert deliver(at=night).sent == 0
    make_debrief(team=team, at=utc(2026, 3, 3, 17))
    for hour in (8, 9):
        morning = utc(2026, 3, 4, hour)
        plan(at=morning)
        gather(at=morning)
        deliver(at=morning)
    [message] = mail.outbox
    assert message.extra_headers["Message-ID"] == f"<{ready.key.replace(':', '.')}@localhost>"
    assert message.body.count("Debrief this letter") == 2
    assert "was due" not in message.body
    assert not Notice.objects.exclude(state=State.SENT).filter(not_before__lte=morning).exists()


def test_left_behind_in_the_evening_it_waits_for_a_day_without_a_digest(ready, team):
    claim(at=utc(2026, 3, 3, 17, 58))
    make_debrief(team=team, at=utc(2026, 3, 3, 17))
    wednesday, thursday = utc(2026, 3, 4, 8), utc(2026, 3, 5, 8)
    plan(at=wednesday)
    gather(at=wednesday)  # nobody was there at night to find the one that was left
    assert deliver(at=wednesday).sent == 1
    assert deliver(at=wednesday + LEASE).sent == 0
    assert deliver(at=thursday).sent == 1
    assert [message.extra_headers["Message-ID"].split(".")[2][:10] for message in mail.outbox] == [
        "2026-03-04",
        "2026-03-03",
    ]
