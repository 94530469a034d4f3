"""Whoever is named for an action is asked, and reminded of the answer; what nobody takes on comes to those who lead."""

from datetime import timedelta

import pytest

from lessons.acting import accept_action, decline_action, hand_on_action
from lessons.models import Answer
from people.absences import covers_of
from reminders.awaiting.due import awaited_of
from reminders.awaiting.reading import awaited_of_each
from reminders.awaiting.things.lessons import Actions
from reminders.models import Notice, Subject
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_action, make_debrief, make_incident, make_lesson, make_person

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()
A_DAY = timedelta(days=1)


@pytest.fixture
def colleague(team):
    return make_person(team=team)


@pytest.fixture
def action(team, member, lead, colleague):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=team)))
    return make_action(lesson=lesson, owner=member, answer=Answer.ASKED)


def told_of(action):
    notices = Notice.objects.filter(subject=Subject.ACTION, subject_id=action.pk).order_by("pk")
    return [(notice.step, notice.person) for notice in notices]


def asks_of(person):
    return [str(thing.asks) for thing in awaited_of(person, on=TODAY).things if thing.subject == Subject.ACTION]


def test_whoever_was_named_is_asked_the_next_morning(action, member):
    plan(at=MONDAY)
    assert told_of(action) == [("invitation", member)]
    assert asks_of(member) == ["Say whether you take this on"]
    [thing] = [thing for thing in awaited_of(member, on=TODAY).things if thing.subject == Subject.ACTION]
    assert thing.url == f"/actions/{action.pk}/#answer"


def test_whoever_took_it_on_is_told_only_around_its_day(action, member):
    accept_action(action, at=MONDAY, by=member)
    plan(at=MONDAY)
    assert told_of(action) == []
    assert asks_of(member) == ["Do what was agreed"]


def test_what_was_declined_awaits_those_who_lead_and_nobody_else(action, member, lead, colleague):
    decline_action(action, because="I am away.", at=MONDAY, by=member)
    plan(at=MONDAY)
    assert told_of(action) == [("invitation", lead)]
    assert asks_of(member) == asks_of(colleague) == []
    assert asks_of(lead) == ["Declined: ask somebody else, or let it go"]


def test_a_notice_of_what_was_declined_is_true_for_a_lead_and_no_longer_for_its_owner(action, member, lead):
    plan(at=MONDAY)
    [asked] = Notice.objects.filter(subject=Subject.ACTION)
    assert awaited_of_each([asked], [member], on=TODAY, cap=1)
    decline_action(action, because="I am away.", at=MONDAY, by=member)
    plan(at=MONDAY + A_DAY)
    for person in (member, lead):
        covers_of(person, on=TODAY)
    assert not awaited_of_each([asked], [member], on=TODAY, cap=1)
    wanted = {(action.pk, member.pk), (action.pk, lead.pk)}
    assert Actions().hearers(wanted, [member, lead]) == {(action.pk, lead.pk)}


def test_whoever_it_is_handed_on_to_is_asked_anew_even_if_they_were_before(action, member, colleague):
    plan(at=MONDAY)
    hand_on_action(action, to=colleague, at=MONDAY + A_DAY, by=member)
    plan(at=MONDAY + A_DAY)
    hand_on_action(action, to=member, at=MONDAY + 2 * A_DAY, by=colleague)
    plan(at=MONDAY + 2 * A_DAY)
    assert told_of(action) == [("invitation", member), ("invitation", colleague), ("invitation", member)]


def test_reminders_of_an_action_do_not_hang_on_what_became_of_its_letter(action, member):
    """It is told whatever phase the debrief is in."""
    assert not action.lesson.debrief.is_complete
    plan(at=MONDAY)
    assert told_of(action)
