"""Digests: at most one a person and day, never outside their day, only what is still awaited, and never lost."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail

from people.models import User
from rankless.texts.agreeing import reopen
from reminders.mailing.delivering import deliver
from reminders.mailing.gathering import gather
from reminders.models import Digest, DigestKind, Notice, State
from reminders.sweep import Swept, sweep
from reminders.timing.cadence import rungs
from reminders.timing.mornings import Hours
from reminders.timing.planning import plan
from tests.factories import (
    MONDAY,
    make_action,
    make_debrief,
    make_lesson,
    make_original,
    make_person,
    make_team,
)
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TUESDAY_AT_EIGHT = utc(2026, 3, 3, 8)
A_MINUTE = timedelta(minutes=1)


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


def test_once_anything_is_to_be_told_the_mail_lists_all_that_awaits_the_person(team, member, debrief):
    sweep(at=MONDAY)
    sweep(at=TUESDAY_AT_EIGHT)
    action = make_action(
        owner=member,
        lesson=make_lesson(debrief=make_debrief(team=team, is_complete=True)),
        due_on=date(2026, 3, 20),
    )
    # half-way for one debrief, and what the other agreed on; the action's turn comes on the 19th
    assert sweep(at=utc(2026, 3, 4, 8)).sent == 1
    message = mail.outbox[-1]
    assert message.subject == "3 things await you"
    assert message.body.index("The sofa is late.") < message.body.index(action.what)
    assert "go on until it is done" in message.body
    assert Notice.objects.count() == 3


def test_a_lead_is_shown_what_others_leave_undone(team, member, debrief):
    lead = make_person(team=team, is_lead=True)
    sweep(at=utc(2026, 3, 16, 8))
    [message] = [message for message in mail.outbox if message.to == [lead.email]]
    assert "Debrief this letter\nThe sofa is late." in message.body


def test_what_awaits_without_being_told_of_brings_no_mail_alone(team, member, debrief):
    make_action(owner=member, lesson=make_lesson(debrief=make_debrief(team=team, is_complete=True)))
    sweep(at=MONDAY)
    finished(debrief)
    assert sweep(at=TUESDAY_AT_EIGHT) == Swept(planned=0, sent=0, failed=0)
    assert mail.outbox == []


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


@pytest.mark.same_on_any_engine
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
    assert mail.outbox[0].subject == "2 things await you"  # one of them to read what was agreed
    assert "Debrief this letter\nThe sofa is late." not in mail.outbox[0].body
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


def moments_over_there(begin, end, zone):
    """By the clocks of that zone, day and night; what should go out between two moments goes out at the later one."""
    days = [begin.astimezone(zone).date() + timedelta(days=days) for days in range(9)]
    clock = [
        time.fromisoformat(f"{told}:00") for told in ("00:00", "04:00", "07:30", "08:00", "08:30", "12:00", "18:00")
    ]
    moments = [datetime.combine(day, told, tzinfo=zone).astimezone(UTC) for day in days for told in clock]
    return [at for at in moments if begin <= at < end]


@pytest.mark.parametrize(
    ("zone", "begin"),
    [
        ("Europe/Berlin", utc(2026, 3, 27, 12)),
        *(
            pytest.param(zone, begin, marks=pytest.mark.same_on_any_engine)
            for zone, begin in (
                ("Australia/Lord_Howe", utc(2026, 4, 2, 12)),
                ("Pacific/Apia", utc(2026, 10, 1, 12)),
                ("Pacific/Kiritimati", utc(2028, 2, 28, 12)),
            )
        ),
    ],
)
def test_over_a_change_of_clocks_each_rung_brings_one_mail_in_the_morning(zone, begin):
    team = make_team(time_zone=zone)
    person = make_person(team=team, time_zone=zone)
    debrief = make_debrief(team=team, at=begin)
    end = begin + timedelta(days=7)
    for at in moments_over_there(begin, end, person.zone):
        if sweep(at=at).sent:
            assert at.astimezone(person.zone).strftime("%H:%M") == "08:00"
    mornings_of_rungs = [
        Hours(person.zone).first_morning(day=rung.day, since=begin)
        for rung in rungs(begin.astimezone(person.zone).date(), debrief.due_on)
    ]
    expected = [morning.astimezone(person.zone).date() for morning in mornings_of_rungs if morning < end]
    assert list(Digest.objects.order_by("day").values_list("day", flat=True)) == expected
    assert len(mail.outbox) == len(expected) >= 3
    assert all(day.weekday() < 5 for day in expected)


def test_the_price_of_a_digest_does_not_grow_with_its_things(team, member, django_assert_max_num_queries):
    make_debrief(team=team)
    make_action(owner=member, lesson=make_lesson(debrief=make_debrief(team=team, is_complete=True)))
    plan(at=MONDAY)
    gather(at=TUESDAY_AT_EIGHT)
    with django_assert_max_num_queries(30) as few:
        assert deliver(at=TUESDAY_AT_EIGHT).sent == 1
    for _ in range(20):
        make_debrief(team=team)
        make_action(owner=member, lesson=make_lesson(debrief=make_debrief(team=team, is_complete=True)))
    plan(at=TUESDAY_AT_EIGHT)
    gather(at=TUESDAY_AT_EIGHT)  # moves them to Wednesday
    gather(at=utc(2026, 3, 4, 8))
    with django_assert_max_num_queries(len(few)):
        assert deliver(at=utc(2026, 3, 4, 8)).sent == 1


def test_what_waits_goes_into_the_digest_of_the_day_whatever_went_before(team, member, debrief):
    """Of the days before and of the week there are other digests of the same person, sent and unsent."""
    sweep(at=MONDAY)
    sweep(at=TUESDAY_AT_EIGHT)
    for number, kind in enumerate(DigestKind):
        ahead = {"day": date(2026, 3, 10), "try_at": TUESDAY_AT_EIGHT + timedelta(days=30)}
        Digest.objects.create(key=f"another:{number}", person=member, kind=kind, **ahead)
    make_action(owner=member, lesson=make_lesson(debrief=make_debrief(team=team, is_complete=True)))
    Notice.objects.filter(digest=None).update(not_before=TUESDAY_AT_EIGHT)
    plan(at=TUESDAY_AT_EIGHT + timedelta(days=1))
    gather(at=TUESDAY_AT_EIGHT + timedelta(days=1))
    [digest] = Digest.objects.filter(day=date(2026, 3, 4))
    waiting = Notice.objects.filter(state=State.QUEUED, not_before__lte=TUESDAY_AT_EIGHT + timedelta(days=1))
    assert waiting
    assert {notice.digest for notice in waiting} == {digest}
