"""What rests is asked of nobody: no mail comes of it before the morning on which its rest ends, and one does then."""

from datetime import timedelta

import pytest
from django.core import mail

from lessons.acting import begin_action
from lessons.learning import PlannedAction, draw_lesson
from lessons.models import Action, LessonKind
from rankless.models import Pace
from reminders.awaiting.due import awaited_of
from reminders.models import Notice, Subject
from reminders.sweep import sweep
from tests.factories import make_debrief, make_incident, make_person, make_team
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

THURSDAY = utc(2026, 3, 5, 15)
FRIDAY_MORNING, MONDAY_MORNING = utc(2026, 3, 6, 8), utc(2026, 3, 9, 8)
WHAT = "Add a line to the delivery note"


@pytest.fixture(params=["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def zone(request):
    return request.param


@pytest.fixture
def action():
    """Drawn on a Thursday; it rests until the Monday."""
    team = make_team()
    Pace.objects.create(team=team, rest_days=2)
    owner = make_person(team=team, email="owner@example.com")
    debrief = make_debrief(incident=make_incident(team=team, at=THURSDAY), is_complete=True)
    planned = PlannedAction(WHAT, owner, THURSDAY.date() + timedelta(14))
    lesson = draw_lesson(debrief=debrief, sentence="We call.", kind=LessonKind.PREVENT, at=THURSDAY, actions=[planned])
    return lesson.actions.get()


def ring(begin, end):
    """Ring every hour; return the moments at which somebody was told of the action."""
    told, at = [], begin
    while at <= end:
        sweep(at=at)
        told += [at for message in mail.outbox if WHAT in message.body]
        mail.outbox.clear()
        at += timedelta(hours=1)
    return told


def awaited(action, day):
    return [thing.title for thing in awaited_of(action.owner, on=day).things if thing.subject == Subject.ACTION]


def test_its_owner_is_told_on_the_morning_after_its_rest_and_not_before(action):
    assert ring(THURSDAY, MONDAY_MORNING + timedelta(hours=2)) == [MONDAY_MORNING]
    [notice] = Notice.objects.filter(subject=Subject.ACTION)
    assert (notice.step, notice.not_before) == ("invitation", MONDAY_MORNING)


def test_it_lies_on_no_desk_before(action):
    sunday = MONDAY_MORNING.date() - timedelta(1)
    assert awaited(action, sunday) == []
    assert awaited(action, sunday + timedelta(1)) == [WHAT]


def test_a_mail_about_something_else_does_not_ask_for_it(action):
    other = make_debrief(incident=make_incident(team=action.team, at=THURSDAY))
    other.voices.update(person=action.owner)
    sweep(at=FRIDAY_MORNING)
    assert [message.to for message in mail.outbox] == [["owner@example.com"]]
    assert WHAT not in mail.outbox[0].body


@pytest.mark.same_on_any_engine
def test_wherever_its_owner_is_they_are_told_on_their_own_morning_of_that_day(action, zone):
    action.owner.time_zone = zone
    action.owner.save()
    [told] = ring(THURSDAY, MONDAY_MORNING + timedelta(hours=12))
    local = told.astimezone(action.owner.zone)
    assert (local.date(), local.hour) == (MONDAY_MORNING.date(), 8)


def test_begun_now_it_is_asked_on_the_next_morning(action):
    sweep(at=THURSDAY)
    begin_action(action, because="The hearing is on Monday.", at=THURSDAY + timedelta(hours=1), by=action.owner)
    assert ring(THURSDAY + timedelta(hours=1), FRIDAY_MORNING + timedelta(hours=9)) == [FRIDAY_MORNING]


def test_it_always_has_one_next_look_ahead(action):
    for hours in range(0, 240, 7):
        at = THURSDAY + timedelta(hours=hours)
        sweep(at=at)
        assert Action.objects.get().remind_at > at
