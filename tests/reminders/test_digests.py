"""Digests: at most one a person and day, never outside their day, only what is still awaited, and never lost."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from people.models import User
from rankless.agreeing import reopen
from reminders import digests
from reminders.cadence import rungs
from reminders.digests import BACKOFF, LEASE, claim, deliver, gather
from reminders.models import Digest, Notice, State
from reminders.mornings import first_morning
from reminders.planning import plan
from reminders.sweep import Swept, sweep
from tests.factories import MONDAY, make_debrief, make_original, make_person, make_team
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY_AT_EIGHT = utc(2026, 3, 3, 8)
A_MINUTE = timedelta(minutes=1)


class Server(EmailBackend):
    """A mail server in memory that can be told to misbehave."""

    trouble: Exception | None = None
    refused: frozenset[str] = frozenset()
    opened = 0

    def open(self):
        type(self).opened += 1
        if isinstance(self.trouble, ConnectionRefusedError):
            raise self.trouble
        return True

    def send_messages(self, messages):
        for message in messages:
            if self.trouble:
                raise self.trouble
            if message.to[0] in self.refused:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"5.1.1 No such user")})
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    yield Server
    Server.trouble, Server.refused, Server.opened = None, frozenset(), 0


def finished(debrief):
    return make_debrief(incident=debrief.incident, is_complete=True)


def test_a_person_gets_one_mail_with_all_that_awaits_them(team, member, debrief):
    make_debrief(team=team, text="Thank you!")
    assert sweep(at=MONDAY) == Swept(planned=2, sent=0, failed=0)
    assert sweep(at=TUESDAY_AT_EIGHT) == Swept(planned=0, sent=1, failed=0)
    [message] = mail.outbox
    assert message.to == [member.email]
    assert message.subject == "2 things await you"
    assert "The sofa is late." in message.body
    assert "Thank you!" in message.body
    digest = Digest.objects.get()
    assert (digest.key, digest.state) == (f"digest:{member.pk}:2026-03-03", State.SENT)
    assert TUESDAY_AT_EIGHT <= digest.sent_at < TUESDAY_AT_EIGHT + A_MINUTE
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}


def test_ringing_again_sends_nothing_again(debrief):
    sweep(at=MONDAY)
    for minutes in range(5):
        sweep(at=TUESDAY_AT_EIGHT + minutes * A_MINUTE)
    assert len(mail.outbox) == 1


def test_what_comes_after_the_digest_waits_for_the_next_day(team, member, debrief):
    sweep(at=MONDAY)
    sweep(at=TUESDAY_AT_EIGHT)
    person_notice = Notice.objects.get()
    Notice.objects.create(
        key="debrief:late", person=member, subject="debrief", subject_id=person_notice.subject_id,
        step="weekly", not_before=TUESDAY_AT_EIGHT,
    )  # fmt: skip
    sweep(at=TUESDAY_AT_EIGHT + A_MINUTE)
    assert len(mail.outbox) == 1
    assert Notice.objects.get(key="debrief:late").not_before == utc(2026, 3, 4, 8)
    sweep(at=utc(2026, 3, 4, 8))
    assert len(mail.outbox) == 2


def test_two_tellings_of_one_thing_are_one_line(team, member, debrief):
    sweep(at=MONDAY)
    plan(at=utc(2026, 3, 4, 8))
    assert Notice.objects.count() == 2
    assert sweep(at=utc(2026, 3, 4, 8)).sent == 1
    assert mail.outbox[0].body.count("The sofa is late.") == 1
    assert mail.outbox[0].subject == "One thing awaits you"


@pytest.mark.parametrize(
    ("late_at", "told_on"),
    [
        (utc(2026, 3, 3, 14), utc(2026, 3, 3, 14)),
        (utc(2026, 3, 3, 17, 59), utc(2026, 3, 3, 17, 59)),
        (utc(2026, 3, 3, 18), utc(2026, 3, 4, 8)),
        (utc(2026, 3, 3, 23), utc(2026, 3, 4, 8)),
        (utc(2026, 3, 6, 19), utc(2026, 3, 9, 8)),
        (utc(2026, 3, 7, 12), utc(2026, 3, 9, 8)),
    ],
)
def test_after_downtime_people_are_told_in_their_day_never_at_night_or_on_a_weekend(debrief, late_at, told_on):
    sweep(at=late_at)
    assert len(mail.outbox) == (late_at == told_on)
    sweep(at=told_on - A_MINUTE)
    sweep(at=told_on)
    assert len(mail.outbox) == 1


def test_everybody_is_told_in_their_own_morning(team):
    for zone in ("Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"):
        make_person(team=team, time_zone=zone, email=f"{zone.rpartition('/')[2].lower()}@example.com")
    make_debrief(team=team, at=utc(2026, 3, 2, 0))
    told = {}
    for hour in range(72):
        at = utc(2026, 3, 2) + timedelta(hours=hour)
        sweep(at=at)
        told |= {message.to[0].partition("@")[0]: at for message in mail.outbox if message.to[0] not in told}
        mail.outbox.clear()
    # For Kiritimati it was already Monday 14:00 when the debrief opened.
    assert told["kiritimati"] == utc(2026, 3, 3, 18)
    assert told["berlin"] == utc(2026, 3, 4, 7)
    assert told["los_angeles"] == utc(2026, 3, 4, 16)


def test_completing_stops_what_was_planned(debrief):
    sweep(at=MONDAY)
    finished(debrief)
    assert sweep(at=TUESDAY_AT_EIGHT) == Swept(planned=0, sent=0, failed=0)
    assert mail.outbox == []
    assert Notice.objects.get().state == State.VOID
    assert Digest.objects.get().state == State.VOID


def test_completing_stops_what_was_already_gathered(debrief):
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    finished(debrief)
    deliver(at=TUESDAY_AT_EIGHT)
    assert mail.outbox == []


def test_only_what_is_still_awaited_is_told(team, member, debrief):
    make_debrief(team=team, text="Thank you!")
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    finished(debrief)
    deliver(at=TUESDAY_AT_EIGHT)
    assert mail.outbox[0].subject == "One thing awaits you"
    assert "The sofa is late." not in mail.outbox[0].body
    assert sorted(Notice.objects.values_list("state", flat=True)) == [State.SENT, State.VOID]


def test_reopening_resumes(debrief, member):
    sweep(at=MONDAY)
    finished(debrief)
    sweep(at=TUESDAY_AT_EIGHT)
    debrief.refresh_from_db()
    reopen(debrief, reason="A second letter came.", at=utc(2026, 3, 3, 10))
    sweep(at=utc(2026, 3, 3, 10))
    assert mail.outbox == []
    sweep(at=utc(2026, 3, 4, 8))
    assert [message.to for message in mail.outbox] == [[member.email]]


def test_a_day_whose_digest_had_become_void_can_still_bring_one(team, member, debrief):
    sweep(at=MONDAY)
    finished(debrief)
    sweep(at=TUESDAY_AT_EIGHT)
    other = make_debrief(team=team, at=MONDAY - timedelta(days=1))
    sweep(at=TUESDAY_AT_EIGHT + A_MINUTE)
    assert len(mail.outbox) == 1
    assert other.incident.title in mail.outbox[0].body


def test_who_left_meanwhile_gets_no_mail(debrief, member):
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert deliver(at=TUESDAY_AT_EIGHT).sent == 0
    assert mail.outbox == []


def test_who_is_no_longer_in_the_team_is_not_told_of_its_letters(team):
    manager = make_person(team=team, is_manager=True)
    make_original(team=team)
    plan(at=utc(2026, 3, 3, 7))
    manager.memberships.all().delete()
    assert sweep(at=TUESDAY_AT_EIGHT).sent == 0


# Failures


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
    server.trouble = smtplib.SMTPDataError(451, b"Greylisted")
    at = TUESDAY_AT_EIGHT
    for pause in BACKOFF[:5]:
        assert sweep(at=at).failed == 1
        digest = Digest.objects.get()
        assert digest.reason == "The server answered 451 Greylisted"
        assert timedelta(seconds=0.79 * pause.total_seconds()) <= digest.try_at - at
        assert digest.try_at - at <= timedelta(seconds=1.21 * pause.total_seconds() + 1)
        at = digest.try_at
    assert digests._pause(1000) <= timedelta(hours=6)


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


def test_a_mail_that_cannot_be_composed_fails_alone(team, server):
    broken, fine = make_person(team=team), make_person(team=team)
    make_debrief(team=team)
    sweep(at=MONDAY)
    User.objects.filter(pk=broken.pk).update(email="evil@example.com\nbcc: all@example.com")
    assert sweep(at=TUESDAY_AT_EIGHT) == Swept(planned=0, sent=1, failed=1)
    assert [message.to[0] for message in mail.outbox] == [fine.email]
    assert "BadHeaderError" in Digest.objects.get(person=broken).reason


# Claims


@pytest.fixture
def ready(debrief):
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    return Digest.objects.get()


def test_only_one_can_claim_a_digest(ready):
    assert claim(ready.pk, at=TUESDAY_AT_EIGHT)
    assert claim(ready.pk, at=TUESDAY_AT_EIGHT) is None
    assert deliver(at=TUESDAY_AT_EIGHT).sent == 0


def test_a_claim_left_behind_runs_out(ready):
    claim(ready.pk, at=TUESDAY_AT_EIGHT)
    assert deliver(at=TUESDAY_AT_EIGHT + LEASE - A_MINUTE).sent == 0
    assert deliver(at=TUESDAY_AT_EIGHT + LEASE).sent == 1
    ready.refresh_from_db()
    assert (ready.state, ready.attempts) == (State.SENT, 2)


def test_who_lost_the_claim_does_not_write_over_the_outcome(ready):
    first = claim(ready.pk, at=TUESDAY_AT_EIGHT)
    second = claim(ready.pk, at=TUESDAY_AT_EIGHT + LEASE)
    assert second
    assert not digests._release(first, state=State.FAILED, reason="too late")
    assert digests._release(second, state=State.SENT, sent_at=TUESDAY_AT_EIGHT)


def test_a_second_try_bears_the_same_message_id(debrief, server, member):
    sweep(at=MONDAY)
    sent = []
    for at in (TUESDAY_AT_EIGHT, TUESDAY_AT_EIGHT + timedelta(minutes=10)):
        Digest.objects.update(state=State.QUEUED, try_at=at, sent_at=None)
        Notice.objects.update(state=State.QUEUED)
        sweep(at=at)
        sent.append(mail.outbox[-1].message()["Message-ID"])
    assert sent == [f"<digest.{member.pk}.2026-03-03@localhost>"] * 2


# Clocks


def test_a_clock_set_back_tells_nobody_twice_or_at_night(debrief):
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    assert deliver(at=TUESDAY_AT_EIGHT - timedelta(hours=1)).sent == 0
    assert deliver(at=TUESDAY_AT_EIGHT - timedelta(days=1)).sent == 0
    assert sweep(at=TUESDAY_AT_EIGHT).sent == 1
    sweep(at=TUESDAY_AT_EIGHT - timedelta(hours=1))
    sweep(at=TUESDAY_AT_EIGHT)
    assert len(mail.outbox) == 1


def test_a_day_skipped_brings_one_mail_not_many(debrief):
    sweep(at=MONDAY)
    at = utc(2026, 3, 6, 8)
    for minutes in range(0, 600, 30):
        sweep(at=at + minutes * A_MINUTE)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("zone", "begin"),
    [
        ("Europe/Berlin", utc(2026, 3, 27, 12)),
        ("Europe/Berlin", utc(2026, 10, 23, 12)),
        ("Australia/Lord_Howe", utc(2026, 4, 2, 12)),
        ("Pacific/Apia", utc(2026, 10, 1, 12)),
        ("Pacific/Kiritimati", utc(2028, 2, 28, 12)),
    ],
)
def test_over_a_change_of_clocks_each_rung_brings_one_mail_in_the_morning(zone, begin):
    team = make_team(time_zone=zone)
    person = make_person(team=team, time_zone=zone)
    debrief = make_debrief(team=team, at=begin)
    end = begin + timedelta(days=7)
    for minutes in range(0, 7 * 24 * 60, 30):
        at = begin + minutes * A_MINUTE
        if sweep(at=at).sent:
            assert at.astimezone(person.zone).strftime("%H:%M") == "08:00"
    mornings_of_rungs = [
        first_morning(person.zone, day=rung.day, since=begin)
        for rung in rungs(begin.astimezone(person.zone).date(), debrief.due_on)
    ]
    expected = [morning.astimezone(person.zone).date() for morning in mornings_of_rungs if morning < end]
    assert list(Digest.objects.order_by("day").values_list("day", flat=True)) == expected
    assert len(mail.outbox) == len(expected) >= 3
    assert all(day.weekday() < 5 for day in expected)


def test_the_price_of_a_digest_does_not_grow_with_its_things(team, member, django_assert_max_num_queries):
    make_debrief(team=team)
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    with django_assert_max_num_queries(20) as few:
        assert deliver(at=TUESDAY_AT_EIGHT).sent == 1
    for _ in range(20):
        make_debrief(team=team)
    plan(at=TUESDAY_AT_EIGHT)
    gather(at=TUESDAY_AT_EIGHT)  # moves them to Wednesday
    gather(at=utc(2026, 3, 4, 8))
    with django_assert_max_num_queries(len(few)):
        assert deliver(at=utc(2026, 3, 4, 8)).sent == 1
