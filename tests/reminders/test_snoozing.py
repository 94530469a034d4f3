"""“Not now”: what is put off waits for its day, is told then, stays on the desk, and the second time leads see it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from incidents.recovery import make_promise, settle_promise
from rankless.models import Debrief, Phase
from reminders.awaiting.due import awaited_of
from reminders.awaiting.reading import awaited_of_each
from reminders.models import Notice, Snooze, State, Subject
from reminders.sweep import sweep
from reminders.timing import snoozing
from reminders.timing.snoozing import NotSoLong, TooOften, days_to_choose, find_awaited, forget_old_snoozes, put_off
from tests.factories import MONDAY, make_gathering, make_incident, make_person, make_revealed, make_standing
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
AT = utc(2026, 3, 10, 9)
WEDNESDAY, THURSDAY, FRIDAY = (TODAY + timedelta(days=number) for number in (1, 2, 3))


@pytest.fixture
def promise(team, member):
    """Due on Tuesday the 10th, of the member."""
    incident = make_incident(team=team)
    Debrief.objects.all().delete()
    incident.recovery_steps.all().delete()
    return make_promise(incident=incident, what="A new cover", owner=member, due_on=TODAY, by=member, at=MONDAY)


def not_now(person, subject, pk, *, until=WEDNESDAY, reason="The part comes on Wednesday.", on=TODAY, at=AT):
    thing, team = find_awaited(person, subject=subject, pk=pk, on=on)
    return put_off(person, thing, team=team, until=until, reason=reason, on=on, at=at)


def mails_of(begin, *, days):
    """The days on which mails went out, and to whom."""
    told = []
    for day in range(days):
        sweep(at=begin + timedelta(days=day))
        told += [f"{(begin + timedelta(days=day)):%a %d} {message.to[0]}" for message in mail.outbox]
        mail.outbox.clear()
    return told


def test_the_next_three_working_days_are_on_offer(team):
    assert days_to_choose(team, on=date(2026, 3, 5)) == [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)]


def test_a_reminder_waits_for_that_morning_and_comes_then(promise, member):
    sweep(at=utc(2026, 3, 10, 7))
    not_now(member, "promise", promise.pk, until=THURSDAY, at=utc(2026, 3, 10, 7, 30))
    assert mails_of(utc(2026, 3, 10, 9), days=4) == [f"Thu 12 {member.email}"]
    assert not Notice.objects.filter(subject="promise").exclude(state=State.SENT).exists()


def test_what_is_in_a_digest_that_did_not_go_out_waits_too(promise, member, server):
    server.trouble = OSError("away")
    sweep(at=utc(2026, 3, 10, 8))
    assert Notice.objects.filter(digest__state=State.FAILED).exists()
    not_now(member, "promise", promise.pk, until=WEDNESDAY)
    assert set(Notice.objects.filter(subject="promise").values_list("digest", "not_before", "state")) == {
        (None, utc(2026, 3, 11, 8), State.QUEUED)
    }


def test_a_rung_planned_while_it_is_put_off_is_told_on_that_day(promise, member):
    not_now(member, "promise", promise.pk, until=THURSDAY)
    assert mails_of(utc(2026, 3, 10, 9), days=4) == [f"Thu 12 {member.email}"]


def test_a_mail_about_something_else_does_not_speak_of_it(promise, member):
    other = make_promise(incident=promise.incident, what="A call", owner=member, due_on=TODAY, by=member, at=MONDAY)
    not_now(member, "promise", promise.pk, until=THURSDAY)
    sweep(at=utc(2026, 3, 10, 9, 5))
    [message] = mail.outbox
    assert other.what in message.body
    assert promise.what not in message.body


def test_it_stays_on_the_desk_and_says_until_when(client, promise, member):
    not_now(member, "promise", promise.pk, until=THURSDAY)
    [thing] = awaited_of(member, on=TODAY).things
    assert [beside.words for beside in thing.beside] == ["Put off until Thu\xa012\xa0Mar"]
    assert awaited_of(member, on=THURSDAY).things[0].beside == ()


def test_nothing_waits_longer_than_three_working_days_or_no_day_at_all(promise, member):
    for until in (TODAY, TODAY + timedelta(days=7)):
        with pytest.raises(NotSoLong):
            not_now(member, "promise", promise.pk, until=until)
    assert not Snooze.objects.exists()


def test_a_second_press_is_the_same_and_a_third_time_there_is_none(promise, member):
    assert not_now(member, "promise", promise.pk).times == 1
    assert not_now(member, "promise", promise.pk).times == 1
    assert not_now(member, "promise", promise.pk, until=THURSDAY).times == 2
    with pytest.raises(TooOften):
        not_now(member, "promise", promise.pk, until=FRIDAY)
    assert Snooze.objects.get().until == THURSDAY


def test_after_the_second_time_whoever_leads_sees_the_thing_and_the_reason(promise, member, lead):
    not_now(member, "promise", promise.pk)
    assert awaited_of(lead, on=TODAY).things == ()
    not_now(member, "promise", promise.pk, until=THURSDAY, reason="The depot does not answer.")
    [thing] = awaited_of(lead, on=TODAY).things
    assert thing.key == ("promise", promise.pk)
    assert [beside.words for beside in thing.beside] == ["Put off twice: “The depot does not answer.”"]
    assert mails_of(utc(2026, 3, 10, 9, 30), days=2) == [f"Wed 11 {lead.email}"]


def test_once_it_is_done_leads_see_it_no_more(promise, member, lead):
    not_now(member, "promise", promise.pk)
    not_now(member, "promise", promise.pk, until=THURSDAY)
    type(promise).objects.update(kept_at=AT, remind_at=None)
    assert awaited_of(lead, on=TODAY).things == ()
    assert mails_of(utc(2026, 3, 10, 9, 30), days=2) == []


def test_leads_of_another_team_see_nothing_of_it(promise, member):
    other = make_person(is_lead=True)
    not_now(member, "promise", promise.pk)
    not_now(member, "promise", promise.pk, until=THURSDAY)
    assert awaited_of(other, on=TODAY).things == ()


def test_only_whom_it_awaits_can_put_it_off(promise, lead):
    assert find_awaited(lead, subject="promise", pk=promise.pk, on=TODAY) is None
    assert find_awaited(lead, subject="nonsense", pk=promise.pk, on=TODAY) is None


# Debriefs


def test_while_notes_are_gathered_nothing_of_a_debrief_is_put_off(client):
    debrief = make_gathering()
    person = debrief.voices.first().person
    assert find_awaited(person, subject="debrief", pk=debrief.pk, on=TODAY) is None
    client.force_login(person)
    assert client.get(reverse("reminders:put-off", args=["debrief", debrief.pk])).status_code == 404
    assert reverse("reminders:put-off", args=["debrief", debrief.pk]) not in client.get("/").content.decode()


@pytest.mark.parametrize("make", [make_revealed, make_standing])
def test_of_later_phases_leads_learn_the_reason_and_not_whose_it_is(make):
    debrief = make()
    person, lead = debrief.voices.first().person, make_person(team=debrief.team, is_lead=True)
    for until in (WEDNESDAY, THURSDAY):
        not_now(person, "debrief", debrief.pk, until=until, reason="Half of us are at the fair.")
    found = {thing.key: thing for thing in awaited_of(lead, on=TODAY).things}
    said = " ".join(str(beside.words) for beside in found["debrief", debrief.pk].beside)
    assert "Half of us are at the fair." in said
    assert person.name not in said


def test_notes_gathered_after_it_was_put_off_are_asked_for_as_of_everybody():
    """Somebody may choose to write notes first when a text was put off already."""
    debrief = make_revealed()
    person = debrief.voices.filter(is_host=False).first().person  # the host is asked what is in the way
    not_now(person, "debrief", debrief.pk, until=FRIDAY)
    Debrief.objects.update(phase=Phase.GATHER, hand_ins=None)
    thing = next(thing for thing in awaited_of(person, on=TODAY).things if thing.subject == Subject.DEBRIEF)
    assert thing.beside == ()
    assert snoozing.waiting_for(Subject.DEBRIEF, [debrief.pk], on=TODAY) == {}
    incident = make_incident(team=debrief.team)
    other = make_promise(incident=incident, what="Call", owner=person, due_on=TODAY, by=person, at=MONDAY)
    notice = Notice(person=person, subject=Subject.PROMISE, subject_id=other.pk)
    assert thing in awaited_of_each([notice], [person], on=TODAY, cap=10)[person.pk].things


# The page


def page_of(thing):
    return reverse("reminders:put-off", args=["promise", thing.pk])


@pytest.fixture
def today_is(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def test_the_page_offers_three_days_and_keeps_what_was_typed(client, promise, member, today_is):
    client.force_login(member)
    page = client.get(page_of(promise)).content.decode()
    assert [f'value="{day}"' in page for day in (WEDNESDAY, THURSDAY, FRIDAY)] == [True] * 3
    answer = client.post(page_of(promise), {"reason": "  ", "until": str(WEDNESDAY)})
    assert answer.status_code == 422
    assert "what does it wait for" in answer.content.decode()
    answer = client.post(page_of(promise), {"reason": "The part", "until": "2026-05-01"})
    assert answer.status_code == 422
    assert "Choose one of these days" in answer.content.decode()
    assert 'value="The part"' in answer.content.decode()


def test_one_press_puts_it_off_and_leads_back_to_the_desk(client, promise, member, today_is):
    client.force_login(member)
    answer = client.post(page_of(promise), {"reason": "The part", "until": str(WEDNESDAY)}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "It stays on your desk" in answer.content.decode()
    assert "Put off until" in answer.content.decode()


def test_the_page_says_what_a_second_time_means_and_that_there_is_no_third(client, promise, member, today_is):
    client.force_login(member)
    client.post(page_of(promise), {"reason": "The part", "until": str(WEDNESDAY)})
    assert "This is the second time" in client.get(page_of(promise)).content.decode()
    client.post(page_of(promise), {"reason": "The part", "until": str(THURSDAY)})
    assert "It cannot wait a third time" in client.get(page_of(promise)).content.decode()
    client.post(page_of(promise), {"reason": "The part", "until": str(FRIDAY)})
    assert Snooze.objects.get().until == THURSDAY


def test_what_was_put_off_long_ago_is_forgotten_once_it_is_done_and_kept_while_it_is_open(promise, member):
    not_now(member, "promise", promise.pk)
    long_after = TODAY + timedelta(days=40)
    forget_old_snoozes(on=long_after)
    assert Snooze.objects.exists(), "or it could be put off three times"
    settle_promise(promise, is_kept=True, by=member, at=AT)
    forget_old_snoozes(on=WEDNESDAY)
    assert Snooze.objects.exists(), "those who lead may still read why"
    forget_old_snoozes(on=long_after)
    assert not Snooze.objects.exists()
