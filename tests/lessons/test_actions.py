"""An action: asked, taken on, declined, handed on, moved, done or let go, and what the list of all of them shows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.acting import (
    AlreadyDone,
    NoReason,
    NotOfTheTeam,
    accept_action,
    decline_action,
    hand_on_action,
    move_action,
)
from lessons.learning import PlannedAction, draw_lesson
from lessons.models import Action, Answer, LessonKind, Strength, Turn
from rankless.models import USUAL_ACTIONS
from tests.factories import MONDAY, make_action, make_debrief, make_incident, make_lesson, make_person, make_team

pytestmark = pytest.mark.django_db

QUERIES = 12


@pytest.fixture
def action(team, member):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=team)))
    return make_action(
        lesson=lesson, owner=member, what="Add a line", answer=Answer.ASKED, due_on=timezone.localdate() + timedelta(9)
    )


def signed_in(client, person):
    client.force_login(person)
    return client


def page(client, action):
    return client.get(f"/actions/{action.pk}/").content.decode()


def turns_of(action):
    return [(turn.what, turn.by, turn.reason) for turn in action.events.all()]


# Being asked


def test_whoever_is_named_in_a_debrief_is_asked_and_nobody_is_named_for_asking(member, team):
    debrief = make_debrief(incident=make_incident(team=team))
    planned = PlannedAction("Add a line", member, MONDAY.date(), Strength.SYSTEM)
    lesson = draw_lesson(debrief=debrief, sentence="We call.", kind=LessonKind.PREVENT, at=MONDAY, actions=[planned])
    action = lesson.actions.get()
    assert (action.answer, action.asked_on, action.strength) == (Answer.ASKED, MONDAY.date(), Strength.SYSTEM)
    assert turns_of(action) == []


def test_one_that_is_added_later_stands_in_the_story_of_the_lesson_with_who_asked_whom(client, action, member, lead):
    story, sent = f"/lessons/{action.lesson_id}/", {"action1-what": "Order hinges", "action1-owner": member.pk}
    for _ in range(2):
        signed_in(client, lead).post(f"{story}actions/", sent)
    added = Action.objects.get(what="Order hinges")
    assert [(turn.what, turn.by, turn.to_person) for turn in added.events.all()] == [(Turn.ADDED, lead, member)]
    told = " ".join(client.get(story).content.decode().split())
    assert f"Action added: <bdi>Order hinges</bdi> → <bdi>{member.name}</bdi>" in told
    assert "Action added" in page(client, added)


@pytest.mark.parametrize(("where", "back"), [({}, ""), ({"to_list": 1}, "list"), ({"to_lesson": 1}, "lesson")])
def test_one_press_takes_it_on_from_wherever_it_is_shown(client, action, member, where, back):
    answer = signed_in(client, member).post(f"/actions/{action.pk}/accept/", where)
    place = {"": f"/actions/{action.pk}/", "list": "/actions/"}.get(back)
    assert answer.url == (place or f"/lessons/{action.lesson_id}/#action-{action.pk}")
    action.refresh_from_db()
    assert action.answer == Answer.ACCEPTED
    assert turns_of(action) == [(Turn.ACCEPTED, member, "")]


def test_taking_it_on_twice_is_told_once(action, member):
    accept_action(action, at=MONDAY, by=member)
    accept_action(action, at=MONDAY, by=member)
    assert len(turns_of(action)) == 1


def test_its_page_asks_whom_it_is_asked_of_and_nobody_else(client, action, member, lead):
    assert "I take this on" in page(signed_in(client, member), action)
    assert "I take this on" not in page(signed_in(client, lead), action)
    assert "asked, no answer yet" in client.get("/actions/").content.decode()


def test_declining_takes_a_reason_that_the_team_reads(client, action, member, lead):
    signed_in(client, member)
    answer = client.post(f"/actions/{action.pk}/decline/", {"decline-because": " "})
    assert answer.status_code == 422
    assert "Say why in a few words" in answer.content.decode()
    client.post(f"/actions/{action.pk}/decline/", {"decline-because": "Three other things wait."})
    action.refresh_from_db()
    assert (action.answer, action.declined_because) == (Answer.DECLINED, "Three other things wait.")
    html = page(signed_in(client, lead), action)
    assert "Three other things wait." in html
    assert "Ask somebody else below, or let it go." in html


def test_the_database_keeps_no_declined_action_without_a_reason(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(answer=Answer.DECLINED)


# Somebody else, another day


def test_whom_it_is_handed_on_to_is_asked(client, action, member, team):
    other = make_person(team=team, name="Otto")
    signed_in(client, member).post(f"/actions/{action.pk}/hand-on/", {"hand_on-to": other.pk})
    action.refresh_from_db()
    assert (action.owner, action.answer) == (other, Answer.ASKED)
    assert "I take this on" in page(signed_in(client, other), action)


def test_a_lead_who_takes_it_over_has_taken_it_on(client, action, lead):
    signed_in(client, lead).post(f"/actions/{action.pk}/hand-on/", {"hand_on-to": lead.pk})
    action.refresh_from_db()
    assert (action.owner, action.answer) == (lead, Answer.ACCEPTED)


def test_it_is_handed_on_to_nobody_outside_the_team(client, action, member):
    stranger = make_person(team=make_team())
    sent = {"hand_on-to": stranger.pk}
    assert signed_in(client, member).post(f"/actions/{action.pk}/hand-on/", sent).status_code == 422
    with pytest.raises(NotOfTheTeam):
        hand_on_action(action, to=stranger, at=MONDAY, by=member)


def test_its_day_is_moved_with_a_reason(client, action, member):
    day = timezone.localdate() + timedelta(days=20)
    signed_in(client, member)
    without = client.post(f"/actions/{action.pk}/move/", {"move-to": day.isoformat()})
    assert without.status_code == 422
    client.post(f"/actions/{action.pk}/move/", {"move-to": day.isoformat(), "move-because": "The part is late."})
    action.refresh_from_db()
    assert action.due_on == day
    [turn] = action.events.all()
    assert (turn.what, turn.moved_to_on, turn.reason) == (Turn.MOVED, day, "The part is late.")


def test_it_is_not_moved_into_the_past(client, action, member):
    sent = {"move-to": (timezone.localdate() - timedelta(days=1)).isoformat(), "move-because": "Why not."}
    assert signed_in(client, member).post(f"/actions/{action.pk}/move/", sent).status_code == 422


@pytest.mark.parametrize("verb", [decline_action, move_action])
def test_no_reason_is_no_answer(action, member, verb):
    more = {"to": MONDAY.date()} if verb is move_action else {}
    with pytest.raises(NoReason):
        verb(action, because=" \n", at=MONDAY, by=member, **more)


# Its end


def test_a_lead_lets_it_go_and_it_makes_room_for_another(client, action, lead):
    signed_in(client, lead).post(f"/actions/{action.pk}/let-go/", {"let_go-because": "No till any more."})
    action.refresh_from_db()
    assert (action.answer, action.remind_at, action.is_open) == (Answer.LET_GO, None, False)
    assert "Add line" not in client.get("/actions/").content.decode()
    for number in range(USUAL_ACTIONS):
        sent = {"action1-what": f"Thing {number}", "action1-owner": lead.pk}
        assert client.post(f"/lessons/{action.lesson_id}/actions/", sent).status_code == 302
    full = client.post(f"/lessons/{action.lesson_id}/actions/", {"action1-what": "One more", "action1-owner": lead.pk})
    assert "A debrief gives at most 3 actions" in full.content.decode()


@pytest.mark.parametrize("path", ["accept", "decline", "hand-on", "move", "let-go", "strength"])
def test_what_is_done_is_answered_no_more(client, action, lead, path):
    hand_on_action(action, to=lead, at=MONDAY, by=lead)
    signed_in(client, lead).post(f"/actions/{action.pk}/done/")
    day = timezone.localdate().isoformat()
    sent = {
        "decline-because": "No.",
        "hand_on-to": make_person(team=action.lesson.team).pk,
        "move-to": day,
        "move-because": "No.",
        "let_go-because": "No.",
        "strength-strength": "rule",
    }
    answer = client.post(f"/actions/{action.pk}/{path}/", sent, follow=True)
    assert "nothing was changed" in answer.content.decode()
    action.refresh_from_db()
    assert (action.answer, action.strength, action.is_done) == (Answer.ACCEPTED, "", True)
    with pytest.raises(AlreadyDone):
        accept_action(action, at=MONDAY, by=lead)


# What kind of change


def test_what_people_forget_is_taken_with_a_gentle_question_and_nothing_is_refused(client, action, member):
    assert "Could the work be set up so that it goes right by itself?" in page(signed_in(client, member), action)
    assert client.post(f"/actions/{action.pk}/strength/", {"strength-strength": "care"}).status_code == 302
    action.refresh_from_db()
    assert action.strength == Strength.CARE


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?show=answer", {"asked", "declined"}),
        ("?show=mine", {"asked"}),
        ("?strength=rule", {"rule"}),
        ("?show=done", {"done"}),
        ("?show=open", {"asked", "declined", "rule"}),
    ],
)
def test_the_list_is_filtered_by_what_one_looks_for(client, action, lead, member, query, shown):
    lesson, other = action.lesson, make_person(team=action.lesson.team)
    Action.objects.filter(pk=action.pk).update(what="asked", owner=lead)
    declined = make_action(lesson=lesson, owner=other, what="declined")
    decline_action(declined, because="Away.", at=MONDAY, by=other)
    Action.objects.filter(pk=make_action(lesson=lesson, owner=other, what="rule").pk).update(strength="rule")
    done = make_action(lesson=lesson, owner=other, what="done")
    Action.objects.filter(pk=done.pk).update(done_at=MONDAY, remind_at=None)
    gone = make_action(lesson=lesson, owner=other, what="let go")
    Action.objects.filter(pk=gone.pk).update(answer=Answer.LET_GO, remind_at=None)
    html = signed_in(client, lead).get(f"/actions/{query}").content.decode()
    every = {"asked", "declined", "rule", "done", "let go"}
    assert {what for what in every if f">{what}</" in html} == shown


def test_pages_of_actions_stay_within_their_queries(client, action, lead, django_assert_max_num_queries):
    for number in range(30):
        make_action(lesson=action.lesson, owner=make_person(team=action.lesson.team), what=f"Nr {number}")
    accept_action(action, at=MONDAY, by=action.owner)
    signed_in(client, lead)
    for address in ("/actions/", "/actions/?show=answer", f"/actions/{action.pk}/", f"/lessons/{action.lesson_id}/"):
        with django_assert_max_num_queries(QUERIES):
            client.get(address)
