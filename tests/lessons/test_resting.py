"""What was proposed in a debrief rests before its owner is asked: until which day, what ends it, and who may."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import WorkingDays
from lessons.acting import (
    NoReason,
    StillResting,
    accept_action,
    begin_action,
    decline_action,
    finish_action,
    hand_on_action,
    let_go_of_action,
    move_action,
)
from lessons.learning import PlannedAction, draw_lesson, drop, plan_actions
from lessons.models import Action, Answer, LessonKind, Turn
from lessons.resting import rest_day, shortened
from rankless.models import LONGEST_REST_DAYS, Pace
from tests.factories import MONDAY, make_debrief, make_incident, make_person, make_team

TODAY = MONDAY.date()
WEDNESDAY = TODAY + timedelta(2)

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1))
counts = st.integers(min_value=0, max_value=LONGEST_REST_DAYS)
spans = st.integers(min_value=-10, max_value=60).map(timedelta)
calendars = st.builds(
    WorkingDays,
    weekdays=st.sets(st.sampled_from("0123456"), min_size=1).map(lambda digits: "".join(sorted(digits))),
    region=st.sampled_from(["", "DE-BY", "GB-SCT", "CN", "JP"]),
)


# Until which day


@pytest.mark.same_on_any_engine
@given(calendar=calendars, today=days, span=spans, count=counts)
def test_it_rests_so_many_working_days_and_never_as_far_as_the_day_it_is_due(calendar, today, span, count):
    due_on = today + span
    until = rest_day(calendar, today=today, due_on=due_on, count=count)
    room = calendar.between(today, due_on - timedelta(1)) if span > timedelta(1) else 0
    if until is None:
        assert count == 0 or room == 0
    else:
        assert today < until < due_on
        assert calendar.is_working_day(until)
        assert calendar.between(today, until) == min(count, room)


@pytest.mark.same_on_any_engine
@given(calendar=calendars, today=days, span=spans, sooner=spans, count=counts)
def test_moved_to_a_nearer_day_it_rests_no_longer_than_if_it_had_been_due_then(calendar, today, span, sooner, count):
    until = rest_day(calendar, today=today, due_on=today + span, count=count)
    due_on = today + min(span, sooner)
    if until:
        assert shortened(calendar, until=until, due_on=due_on, today=today) == rest_day(
            calendar, today=today, due_on=due_on, count=count
        )


@pytest.mark.same_on_any_engine
@pytest.mark.parametrize(
    ("today", "due_on", "until"),
    [
        (date(2026, 3, 5), date(2026, 3, 19), date(2026, 3, 9)),  # over a weekend
        (date(2026, 4, 2), date(2026, 4, 16), date(2026, 4, 8)),  # over Good Friday and Easter Monday
        (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 3)),  # the day before it is due
        (date(2026, 3, 6), date(2026, 3, 8), None),  # due on the Sunday: the last working day is today
        (date(2026, 3, 2), date(2026, 3, 2), None),
    ],
)
def test_two_days_of_rest(today, due_on, until):
    assert rest_day(WorkingDays(region="DE"), today=today, due_on=due_on, count=2) == until


# Drawn in a debrief


@pytest.fixture
def team(db):
    team = make_team()
    Pace.objects.create(team=team, rest_days=2)
    return team


def drawn(team, owner, *, at=MONDAY, due_after=10, what="Add a line"):
    debrief = make_debrief(incident=make_incident(team=team, at=at))
    due_on = at.date() + timedelta(due_after)
    planned = PlannedAction(what, owner, due_on)
    lesson = draw_lesson(debrief=debrief, sentence="We call.", kind=LessonKind.PREVENT, at=at, actions=[planned])
    return lesson.actions.get()


@pytest.fixture
def action(team, member):
    return drawn(team, member)


def turns_of(action):
    return [(turn.what, turn.by, turn.reason) for turn in action.events.all()]


def standing(action):
    action.refresh_from_db()
    return (action.answer, action.rests_until, action.asked_on)


def test_what_a_debrief_draws_rests_as_its_team_says(action):
    assert standing(action) == (Answer.ASKED, WEDNESDAY, WEDNESDAY)


def test_a_team_that_says_nothing_asks_at_once(db):
    team = make_team()
    action = drawn(team, make_person(team=team))
    assert standing(action) == (Answer.ASKED, None, TODAY)


def test_what_is_added_to_the_lesson_later_is_asked_at_once(action, member):
    plan_actions(action.lesson, [PlannedAction("One more", member, action.due_on)], at=MONDAY)
    assert standing(action.lesson.actions.get(what="One more")) == (Answer.ASKED, None, TODAY)


def test_the_database_lets_nothing_rest_that_was_answered_or_is_due(action):
    for wrong in ({"answer": Answer.ACCEPTED}, {"rests_until": action.due_on}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(**wrong)


def test_the_database_keeps_no_longer_rest_than_a_working_week(team):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pace.objects.update(rest_days=LONGEST_REST_DAYS + 1)


# While it rests


def test_nobody_takes_on_what_still_rests(action, member):
    with pytest.raises(StillResting):
        accept_action(action, at=MONDAY, by=member)
    accept_action(action, at=MONDAY + timedelta(2), by=member)
    assert standing(action) == (Answer.ACCEPTED, None, WEDNESDAY)


def test_where_the_day_has_come_already_its_owner_takes_it_on_though_it_has_not_for_the_team(action, member):
    member.time_zone = "Pacific/Auckland"
    late_on_tuesday = datetime.combine(WEDNESDAY - timedelta(1), time(21), tzinfo=MONDAY.tzinfo)
    accept_action(action, at=late_on_tuesday, by=member)
    assert standing(action)[0] == Answer.ACCEPTED


def test_handed_on_it_rests_on_and_even_who_takes_it_over_is_asked(action, lead):
    hand_on_action(action, to=lead, at=MONDAY, by=lead)
    assert (action.owner, *standing(action)) == (lead, Answer.ASKED, WEDNESDAY, WEDNESDAY)


def test_moved_to_a_nearer_day_it_rests_until_the_day_before(action, member):
    move_action(action, to=WEDNESDAY, because="It is urgent.", at=MONDAY, by=member)
    assert standing(action) == (Answer.ASKED, TODAY + timedelta(1), TODAY + timedelta(1))
    move_action(action, to=TODAY + timedelta(1), because="Even more so.", at=MONDAY, by=member)
    assert standing(action) == (Answer.ASKED, None, TODAY)


def test_moved_further_away_it_rests_as_before(action, member):
    move_action(action, to=action.due_on + timedelta(7), because="No hurry.", at=MONDAY, by=member)
    assert standing(action) == (Answer.ASKED, WEDNESDAY, WEDNESDAY)


@pytest.mark.parametrize("end", ["done", "declined", "let go", "lesson dropped"])
def test_whatever_ends_it_ends_its_rest(action, member, lead, end):
    match end:
        case "done":
            finish_action(action, at=MONDAY, by=member)
        case "declined":
            decline_action(action, because="No time.", at=MONDAY, by=member)
        case "let go":
            let_go_of_action(action, because="Not needed.", at=MONDAY, by=lead)
        case _:
            drop(action.lesson, reason="It was not so.", at=MONDAY, by=lead)
    assert standing(action)[1] is None


# Begin now


def test_it_begins_at_once_for_a_reason_which_its_story_tells(action, lead):
    begin_action(action, because=" The hearing is tomorrow. ", at=MONDAY, by=lead)
    assert standing(action) == (Answer.ASKED, None, TODAY)
    assert turns_of(action) == [(Turn.BEGUN, lead, "The hearing is tomorrow.")]


def test_begun_twice_is_told_once(action, lead, member):
    for person in (lead, member):
        begin_action(action, because="Now.", at=MONDAY, by=person)
    assert turns_of(action) == [(Turn.BEGUN, lead, "Now.")]


def test_without_a_reason_it_rests_on(action, lead):
    with pytest.raises(NoReason):
        begin_action(action, because=" ", at=MONDAY, by=lead)
    assert standing(action)[1] == WEDNESDAY


# The pages


@pytest.fixture
def resting(team, member):
    return drawn(team, member, at=timezone.now(), due_after=30)


def said(client, person, path):
    client.force_login(person)
    return client.get(path).content.decode()


def test_wherever_it_is_shown_it_says_until_when_it_rests(client, resting, member):
    lesson = resting.lesson
    letter = lesson.debrief.incident
    for path in (
        f"/actions/{resting.pk}/",
        "/actions/",
        f"/lessons/{lesson.pk}/",
        f"/letters/{letter.pk}/",
        f"/letters/{letter.pk}/lessons/",
    ):
        html = said(client, member, path)
        assert "Rests until <time" in html, path
        assert "I take this on" not in html, path


def test_a_row_names_its_owner_once(client, resting, team):
    html = said(client, make_person(team=team), "/actions/")
    assert html.count("Mia") == 1
    assert ", asked then" in html


def test_what_rests_is_asked_of_nobody_and_so_not_listed_as_to_be_answered(client, resting, member):
    assert "Add a line" not in said(client, member, "/actions/?show=answer")
    Action.objects.update(rests_until=timezone.localdate(), asked_on=timezone.localdate())
    assert "Add a line" in said(client, member, "/actions/?show=answer")


def test_the_owner_is_not_asked_on_their_desk_until_it_has_rested(client, resting, member):
    assert "Add a line" not in said(client, member, "/")
    Action.objects.update(rests_until=timezone.localdate(), asked_on=timezone.localdate())
    assert "Add a line" in said(client, member, "/")


def test_a_press_on_an_old_page_takes_on_nothing_that_rests(client, resting, member):
    client.force_login(member)
    answer = client.post(f"/actions/{resting.pk}/accept/", follow=True)
    assert "It still rests." in answer.content.decode()
    assert standing(resting)[0] == Answer.ASKED


def test_begin_now_keeps_what_was_typed_and_says_what_is_missing(client, resting, lead):
    client.force_login(lead)
    for typed, wrong in ((" ", "Say why in a few words"), ("x" * 1_001, "x" * 1_001)):
        answer = client.post(f"/actions/{resting.pk}/begin/", {"begin-because": typed})
        assert answer.status_code == 422
        assert wrong in answer.content.decode()
    assert standing(resting)[1] is not None


@pytest.mark.parametrize("who", ["member", "lead"])
def test_its_owner_and_leads_begin_it_now_and_the_pages_say_why(client, resting, request, who):
    client.force_login(request.getfixturevalue(who))
    answer = client.post(f"/actions/{resting.pk}/begin/", {"begin-because": "The hearing is tomorrow."}, follow=True)
    html = answer.content.decode()
    assert "It rests no longer: Mia is asked." in html
    assert "Rests until" not in html
    assert "Action begun without rest" in html
    assert "The hearing is tomorrow." in client.get(f"/lessons/{resting.lesson_id}/").content.decode()


def test_whoever_may_not_change_it_is_not_offered_to_begin_it(client, resting, team):
    other = make_person(team=team)
    assert "Begin now" not in said(client, other, "/actions/")
    assert "Begin now" not in said(client, other, f"/actions/{resting.pk}/")
    assert client.post(f"/actions/{resting.pk}/begin/", {"begin-because": "Now."}).status_code == 403


def test_what_rests_is_not_put_off(client, resting, member):
    assert "Not now" not in said(client, member, "/actions/")
    assert client.get(f"/not-now/action/{resting.pk}/").status_code == 404
