"""What somebody proposed to a team is asked of whoever leads or manages it, on their desk and by mail, until they decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from lessons.learning import confirm_held, report_relapse
from lessons.models import Adoption
from lessons.sharing import keep_to_the_team, leave, propose, share, take_up
from people.absences import go_away
from reminders.awaiting.due import awaited_of
from reminders.awaiting.things.practice import Proposals
from reminders.models import Notice, Subject
from reminders.sweep import sweep
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_debrief, make_incident, make_lesson, make_person, make_team

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()
A_DAY = timedelta(days=1)
SENTENCE = "We ring on the evening before."


@pytest.fixture
def team():
    return make_team(name="Northside")


@pytest.fixture
def lead(team):
    return make_person(team=team, is_lead=True)


@pytest.fixture
def manager(team):
    return make_person(team=team, is_manager=True)


@pytest.fixture
def practice():
    """What another team does and shows."""
    others = make_team(name="Service desk")
    by = make_person(team=others, is_lead=True)
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=others)), sentence=SENTENCE)
    confirm_held(lesson, at=MONDAY, by=by)
    share(lesson, at=MONDAY, by=by)
    return lesson


@pytest.fixture
def proposal(practice, team, lead, manager):
    return propose(practice, team=team, at=MONDAY, by=make_person(team=team))


def asked(person, *, on=TODAY):
    return [thing for thing in awaited_of(person, on=on).things if thing.subject == Subject.PROPOSAL]


def told():
    notices = Notice.objects.filter(subject=Subject.PROPOSAL).order_by("pk")
    return [(notice.step, notice.person) for notice in notices]


def test_whoever_leads_or_manages_the_team_finds_it_on_their_desk_and_in_their_next_mail(proposal, lead, manager):
    for person in (lead, manager):
        [thing] = asked(person)
        assert (str(thing.asks), thing.title) == ("Would this help us too?", SENTENCE)
        assert (thing.about, thing.url) == ("Service desk → Northside", f"/lessons/{proposal.lesson_id}/#we-too")
    sweep(at=MONDAY + A_DAY)
    for person in (lead, manager):
        [letter] = [message for message in mail.outbox if message.to == [person.email]]
        assert "Would this help us too?" in letter.body


def test_nobody_else_is_asked(proposal, practice, team):
    others = [make_person(team=team), make_person(team=practice.team, is_lead=True, is_manager=True)]
    assert [asked(person) for person in others] == [[], []]
    pairs = {(proposal.pk, person.pk) for person in others}
    assert Proposals().hearers(pairs, others) == set()


def test_who_stands_in_for_a_manager_is_not_asked_what_they_may_not_decide(proposal, manager, team):
    stand_in = make_person(team=team)
    go_away(manager, first_day=TODAY, last_day=TODAY, stand_in=stand_in)
    assert asked(stand_in) == []


def test_it_is_told_twice_and_then_lies_on_the_desk(proposal, lead):
    for days in range(40):
        plan(at=MONDAY + days * A_DAY)
    assert [step for step, person in told() if person == lead] == ["invitation", "on-the-day"]
    assert asked(lead, on=TODAY + 40 * A_DAY)
    proposal.refresh_from_db()
    assert proposal.remind_at > MONDAY + 39 * A_DAY


@pytest.mark.parametrize(
    "decide",
    [
        lambda proposal, by: take_up(proposal.lesson, team=proposal.team, at=MONDAY, by=by),
        lambda proposal, by: leave(proposal, at=MONDAY, by=by),
    ],
)
def test_it_is_asked_until_somebody_decided(proposal, lead, manager, decide):
    decide(proposal, lead)
    assert not asked(lead)
    assert not asked(manager)
    proposal.refresh_from_db()
    assert proposal.remind_at is None
    plan(at=MONDAY + A_DAY)
    assert told() == []


def test_what_can_be_read_no_longer_is_not_asked_about_until_it_can_again(proposal, practice, lead):
    keep_to_the_team(practice, at=MONDAY, by=lead)
    plan(at=MONDAY)
    assert (asked(lead), told()) == ([], [])
    share(practice, at=MONDAY, by=lead)
    assert asked(lead)
    report_relapse(practice, at=MONDAY)
    assert asked(lead) == []


def test_who_takes_something_up_unasked_is_asked_nothing(practice, team, lead):
    take_up(practice, team=team, at=MONDAY, by=lead)
    assert asked(lead) == []
    assert Adoption.objects.get().remind_at is None


def test_all_that_is_to_be_answered_by_yes_or_no_is_read_by_one_question(proposal, lead, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        assert asked(lead)
