"""What awaits many people, read together: the very answers that each would get alone, in fewer questions."""

from datetime import date, timedelta

import pytest

from incidents.models import Promise
from people.models import User
from reminders.awaiting.due import awaited_of
from reminders.awaiting.reading import awaited_of_each
from reminders.models import Notice
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

pytestmark = pytest.mark.django_db

DAY = date(2026, 4, 7)


@pytest.fixture
def busy_world():
    """Two teams that share people, with something of every kind, some of it done and some of it somebody's who left."""
    teams = [make_team(), make_team()]
    for team in teams:
        make_person(team=team, is_manager=True)
        make_person(team=team, is_lead=True)
        member = make_person(team=team)
        left = make_person(team=team)
        for number in range(6):
            incident = make_incident(team=team, at=MONDAY + timedelta(days=number))
            lesson = make_lesson(debrief=incident.debrief)
            make_action(owner=[member, left][number % 2], lesson=lesson, due_on=DAY + timedelta(days=number - 2))
            Promise.objects.create(
                incident=incident,
                team=incident.team,
                what=f"Call {number}",
                owner=member,
                due_on=DAY,
                made_at=MONDAY,
                remind_at=MONDAY,
            )
        make_debrief(team=team, is_complete=True)
        make_original(team=team)
        left.is_active = False
        left.save()
    both = make_person(team=teams[0], is_manager=True, is_lead=True)
    add_to_team(person=both, team=teams[1], is_lead=True)
    stranger = make_person(team=make_team())
    plan(at=utc(2026, 4, 7, 6))
    somebody_elses = Notice.objects.filter(subject="debrief").first()
    somebody_elses.pk, somebody_elses.key, somebody_elses.person = None, "not theirs", stranger
    somebody_elses.save()
    return list(User.objects.active().order_by("pk"))


@pytest.mark.parametrize("cap", [3, 100])
def test_everybody_is_answered_as_if_asked_alone(busy_world, cap):
    together = awaited_of_each(Notice.objects.all(), busy_world, on=DAY, cap=cap)
    for person in User.objects.active():
        alone = awaited_of_each(Notice.objects.filter(person=person), [person], on=DAY, cap=cap)
        assert alone == {pk: answer for pk, answer in together.items() if pk == person.pk}
    assert len(together) >= 7


def test_mails_say_what_lies_on_the_desk_and_what_their_readers_are_told_of(busy_world):
    mails = awaited_of_each(Notice.objects.all(), busy_world, on=DAY, cap=100)
    for pk, mail in mails.items():
        desk = awaited_of(User.objects.get(pk=pk), on=DAY, cap=100).things
        on_desk = {thing.key for thing in desk}
        assert [thing for thing in mail.things if thing.key in on_desk] == list(desk)
        assert {thing.key for thing in mail.things} - on_desk <= set(mail.told)
    assert sum(len(mail.things) for mail in mails.values()) > 50


def test_the_price_does_not_grow_with_the_people(busy_world, django_assert_max_num_queries):
    notices = list(Notice.objects.all())
    with django_assert_max_num_queries(40) as few:
        awaited_of_each(notices, busy_world[:2], on=DAY, cap=100)
    everybody = list(User.objects.active())
    with django_assert_max_num_queries(len(few) + 6):
        awaited_of_each(notices, everybody, on=DAY, cap=100)


def test_who_left_a_team_hears_nothing_of_it(busy_world):
    person = next(person for person in busy_world if person.notices.exists())
    person.memberships.all().delete()
    person.voices.all().delete()
    answers = awaited_of_each(Notice.objects.all(), [User.objects.get(pk=person.pk)], on=DAY, cap=100)
    assert answers == {}
