"""While somebody is away their mails wait, and what cannot wait goes to whoever stands in, too."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from incidents.recovery import make_promise, settle_promise
from lessons.models import Action
from people.absences import be_back, go_away
from reminders.awaiting.due import awaited_of
from reminders.mailing.gathering import gather
from reminders.models import Notice, State, Subject
from reminders.standing_in import hand_over
from reminders.sweep import sweep
from reminders.timing.foresight import foresee
from reminders.timing.planning import plan
from tests.factories import (
    MONDAY,
    add_to_team,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    make_team,
)
from tests.reminders.conftest import utc

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def kim(team, member):
    """Mia's colleague."""
    return make_person(team=team, name="Kim")


@pytest.fixture
def promise(team, member):
    return promised(team, member)


def promised(team, owner, *, due_on=FRIDAY):
    incident = make_incident(team=team)
    return make_promise(incident=incident, what="A new cover", owner=owner, due_on=due_on, by=owner, at=MONDAY)


def away(person, first, last, stand_in=None):
    days = (date(2026, 3, number) if isinstance(number, int) else number for number in (first, last))
    first_day, last_day = days
    return go_away(person, first_day=first_day, last_day=last_day, stand_in=stand_in)


def ring(*days, hour=8):
    for day in days:
        for minute in (0, 1):
            sweep(at=utc(2026, 3, day, hour, minute))


def mails_to(person):
    return [sent for sent in mail.outbox if sent.to == [person.email]]


def told_on(person, on):
    things = awaited_of(person, on=on).things
    return {(thing.subject, " ".join(str(said.words) for said in thing.beside)) for thing in things}


# Waiting


def test_mails_wait_until_somebody_is_back_and_nothing_is_dropped(team, member, debrief):
    away(member, 3, 9)
    ring(2, 3, 4, 5, 6, 7, 8, 9)
    assert not mails_to(member)
    ring(10)
    [sent] = mails_to(member)
    assert "The sofa is late." in sent.body
    assert not Notice.objects.filter(person=member, state=State.QUEUED).exists()


def test_whoever_comes_back_early_is_told_the_next_morning(team, member, debrief):
    absence = away(member, 3, 29)
    ring(2, 3, 4)
    be_back(absence)
    ring(5)
    assert len(mails_to(member)) == 1


def test_what_was_gathered_already_waits_too(team, member, debrief, server):
    ring(2)
    server.trouble = ConnectionRefusedError()
    ring(3)
    away(member, 3, 4)
    server.trouble = None
    ring(3, hour=10)
    ring(4)
    assert not mails_to(member)
    ring(5)
    assert len(mails_to(member)) == 1


def test_a_foretold_day_leaves_out_who_is_away(team, member, kim, debrief):
    away(member, 3, 9, kim)
    sweep(at=MONDAY)
    assert [digest.person for digest in foresee(on=date(2026, 3, 3), at=utc(2026, 3, 3)).digests] == [kim]


# Standing in


def test_a_stand_in_is_told_for_whom_and_until_when(team, member, kim, promise):
    away(member, 4, 9, kim)
    ring(2, 3, 4, 5)
    told = [sent for sent in mails_to(kim) if "A new cover" in sent.body]
    assert told
    for said in (told[-1].body, told[-1].alternatives[0][0]):
        assert "For Mia, who is away until Mon 9 Mar" in said
    assert not [sent for sent in mails_to(member) if "2026-03-05" in sent.body]


def test_the_one_who_is_back_hears_of_it_as_well(team, member, kim, promise):
    away(member, 4, 9, kim)
    ring(2, 3, 4, 5, 6, 9, 10)
    assert "A new cover" in mails_to(member)[-1].body


def test_debriefs_are_never_handed_on(team, member, kim):
    stranger = make_person(team=make_team(), name="Stranger")
    add_to_team(person=stranger, team=team)
    make_debrief(team=team)
    newcomer = make_person(team=team)
    away(member, 2, 20, newcomer)
    ring(2, 3, 4, 5, 6)
    assert not mails_to(newcomer)
    assert not Notice.objects.filter(person=newcomer).exists()


def test_what_cannot_wait_goes_to_the_stand_in(team, kim):
    cannot_wait = {Subject.PROMISE, Subject.ACTION, Subject.STEP, Subject.ORIGINAL, Subject.LESSON}
    boss = make_person(team=team, name="Bo", is_manager=True, is_lead=True)
    incident = make_incident(team=team)
    make_promise(incident=incident, what="A cover", owner=boss, due_on=FRIDAY, by=boss, at=MONDAY)
    lesson = make_lesson(debrief=incident.debrief, at=MONDAY - timedelta(days=32))
    make_action(owner=boss, lesson=lesson, due_on=FRIDAY)
    make_original(team=team)
    away(boss, 4, 20, kim)
    ring(2, 3, 4, 5, 6, 9)
    heard = Notice.objects.filter(person=kim, state=State.SENT)
    assert cannot_wait <= set(heard.values_list("subject", flat=True))
    for_bo = {(subject, "For Bo, who is away until Fri\xa020\xa0Mar") for subject in cannot_wait}
    assert for_bo <= set(told_on(kim, date(2026, 3, 9)))
    assert not cannot_wait & {thing for thing, _ in told_on(kim, date(2026, 3, 21))}


def test_a_stand_in_hears_nothing_of_a_team_they_are_not_in(team, member, kim):
    elsewhere = make_team(name="Harbour")
    add_to_team(person=member, team=elsewhere, is_manager=True, is_lead=True)
    promised(elsewhere, member)
    make_action(owner=member, lesson=make_lesson(debrief=make_debrief(team=elsewhere)), due_on=FRIDAY)
    make_original(team=elsewhere)
    away(member, 2, 20, kim)
    ring(2, 3, 4, 5, 6, 9)
    assert not [sent for sent in mails_to(kim) if "cover" in sent.body]
    assert not told_on(kim, FRIDAY)


def test_what_is_ones_own_is_not_said_to_be_for_somebody_else(team, kim, member):
    one, other = (make_person(team=team, name=name, is_manager=True) for name in ("Bo", "Cy"))
    make_original(team=team)
    away(one, 2, 20, other)
    assert (Subject.ORIGINAL, "") in told_on(other, FRIDAY)
    assert not any(words for _, words in told_on(other, FRIDAY))


def test_handing_over_again_and_again_tells_once(team, member, kim, promise):
    away(member, 4, 20, kim)
    for hour in range(48):
        at = utc(2026, 3, 3, 12) + timedelta(hours=hour)
        plan(at=at)
        gather(at=at)
    keys = list(Notice.objects.filter(person=kim, subject=Subject.PROMISE).values_list("key", flat=True))
    originals = Notice.objects.filter(person=member, subject=Subject.PROMISE, not_before__gte=utc(2026, 3, 4))
    assert len(keys) == len(set(keys)) == originals.count()


def test_an_absence_said_on_the_very_morning_hands_over_what_was_planned(team, member, kim, promise):
    ring(2, 3)
    plan(at=utc(2026, 3, 4, 7))
    away(member, 4, 20, kim)
    ring(4)
    assert "A new cover" in mails_to(kim)[-1].body


def test_a_stand_in_who_begins_earlier_is_told_the_same_morning(team, member, kim, promise):
    kim.morning = kim.morning.replace(hour=6)
    kim.save()
    away(member, 4, 20, kim)
    ring(2, 3)
    sweep(at=utc(2026, 3, 4, 6))
    assert "A new cover" in mails_to(kim)[-1].body


def test_nothing_is_told_of_what_was_settled_or_after_the_absence_was_taken_off(team, member, kim, promise):
    other = promised(team, member)
    absence = away(member, 4, 20, kim)
    plan(at=utc(2026, 3, 3, 12))
    hand_over(at=utc(2026, 3, 3, 12))
    assert Notice.objects.filter(person=kim, subject=Subject.PROMISE).count() == 2
    settle_promise(promise, is_kept=True, by=member, at=utc(2026, 3, 3, 13))
    be_back(absence)
    ring(4)
    assert not Notice.objects.filter(person=kim, subject=Subject.PROMISE, state=State.SENT).exists()
    assert not [sent for sent in mails_to(kim) if other.what in sent.body]


def test_a_stand_in_who_left_is_told_nothing(team, member, kim, promise):
    away(member, 4, 20, kim)
    kim.is_active = False
    kim.save()
    ring(2, 3, 4, 5)
    assert not mails_to(kim)


def test_where_nobody_is_away_it_is_one_short_look(debrief, django_assert_num_queries):
    with django_assert_num_queries(1):
        hand_over(at=MONDAY)


# Doing it


@pytest.fixture
def boss(team):
    return make_person(team=team, name="Bo", is_manager=True, is_lead=True)


@pytest.fixture
def stood_in(boss, kim):
    today = timezone.localdate()
    return go_away(boss, first_day=today, last_day=today, stand_in=kim)


def test_a_stand_in_may_do_what_they_are_told_of_and_only_while_it_lasts(client, team, boss, kim, stood_in):
    lesson = make_lesson(debrief=make_debrief(team=team))
    action = make_action(owner=boss, lesson=lesson)
    incident, original = make_incident(team=team), make_original(team=team)
    step = incident.recovery_steps.first()
    client.force_login(kim)
    presses = [
        (reverse("incidents:finish-step", args=[incident.pk, step.pk]), {"note": ""}),
        (reverse("lessons:check", args=[lesson.pk]), {"finding": "holds"}),
        (reverse("lessons:action-done", args=[action.pk]), {}),
        (reverse("incidents:sort", args=[original.pk]), {"then": "discard"}),
    ]
    assert client.get(reverse("incidents:sort", args=[original.pk])).status_code == 200
    assert {client.post(address, said).status_code for address, said in presses[:1]} == {302}
    be_back(stood_in)
    assert {client.post(address, said).status_code for address, said in presses} == {403}
    go_away(boss, first_day=timezone.localdate(), last_day=timezone.localdate(), stand_in=kim)
    assert {client.post(address, said).status_code for address, said in presses[1:]} == {302}
    assert Action.objects.get().done_at


def test_standing_in_opens_no_team_one_is_not_in(client, boss, kim, stood_in):
    elsewhere = make_team()
    add_to_team(person=boss, team=elsewhere, is_manager=True, is_lead=True)
    original = make_original(team=elsewhere)
    client.force_login(kim)
    assert client.get(reverse("incidents:sort", args=[original.pk])).status_code == 404
