"""What the pages of lessons say fits the lesson at hand: a habit, one that was dropped, one without a stage."""

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Kind, Stage
from lessons.acting import finish_action
from lessons.learning import drop, keep_trying, report_relapse
from lessons.models import LessonKind, Status
from lessons.sharing import share, take_up
from rankless.models import USUAL_ACTIONS
from tests.factories import (
    MONDAY,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    make_team,
)
from tests.lessons.holding.made import make_norm

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of():
    def signed_in(person):
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def lesson(team):
    return make_lesson(debrief=make_debrief(incident=make_incident(team=team)), stage=Stage.objects.first())


def page_of(client, lesson, path=""):
    return client.get(f"/lessons/{lesson.pk}/{path}").content.decode()


def again(client, incident, lesson):
    answer = client.post(f"/letters/{incident.pk}/lessons/{lesson.pk}/again/", follow=True)
    return answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (LessonKind.PREVENT, "Noted: it came back, and the lesson is open again."),
        (LessonKind.REPEAT, "Noted: it did not hold, and the lesson is open again."),
    ],
)
def test_a_habit_does_not_come_back_it_did_not_hold(team, member, client_of, kind, says):
    letter = make_incident(team=team, kind=Kind.COMPLAINT, at=timezone.now())
    assert says in again(client_of(member), letter, make_norm(team, kind=kind))


def test_what_is_open_already_is_not_opened_again(team, member, client_of):
    lesson = make_norm(team)
    report_relapse(lesson, at=MONDAY)
    page = again(client_of(member), make_incident(team=team, kind=Kind.COMPLAINT, at=timezone.now()), lesson)
    assert "Noted: it came back. The letter is kept with the lesson." in page
    assert "open again" not in page


def test_elsewhere_too_a_habit_did_not_hold(team, client_of):
    lesson, others = make_norm(make_team(), kind=LessonKind.REPEAT), make_person(team=team)
    share(lesson, at=MONDAY, by=others)
    take_up(lesson, team=team, at=MONDAY, by=others)
    page = again(client_of(others), make_incident(team=team, kind=Kind.COMPLAINT, at=timezone.now()), lesson)
    assert "Noted: it did not hold with you." in page


def test_a_reason_that_is_too_long_to_drop_it_is_not_said_to_be_missing(lesson, lead, client_of):
    sent = {"finding": "drop", "note": "y" * 5_001}
    page = client_of(lead).post(f"/lessons/{lesson.pk}/check/", sent).content.decode()
    assert "at most 5000 fit" in page
    assert "Say why it is dropped" not in page


def test_of_a_dropped_lesson_nothing_more_is_expected(lesson, member, client_of):
    drop(lesson, reason="It helped nobody.", at=MONDAY)
    page = page_of(client_of(member), lesson)
    for words in ("It can be shown to other teams once", "A check, or a later letter, will tell"):
        assert words not in page


def test_who_opens_what_was_let_go_with_its_lesson_reads_why(lesson, member, client_of):
    action = make_action(lesson=lesson, owner=member, what="Print it")
    drop(lesson, reason="The till is gone.", at=MONDAY)
    page = client_of(member).get(f"/actions/{action.pk}/").content.decode()
    assert "The lesson was dropped, so nothing is to be done for it:" in page
    assert "The till is gone." in page


@pytest.mark.parametrize("path", ["change/", "actions/"])
def test_what_a_dropped_lesson_does_not_take_is_not_asked_for(lesson, member, client_of, path):
    drop(lesson, reason="It helped nobody.", at=MONDAY)
    assert client_of(member).get(f"/lessons/{lesson.pk}/{path}").url == lesson.get_absolute_url()


def test_a_fourth_action_is_not_asked_for_before_it_is_refused(lesson, member, client_of):
    for number in range(USUAL_ACTIONS):
        make_action(lesson=lesson, owner=member, what=f"Thing {number}")
    page = page_of(client_of(member), lesson, "actions/")
    assert "This debrief has given its 3 actions." in page
    assert "action1-what" not in page


def test_a_lesson_without_a_stage_says_why_no_letters_are_found_for_it(team, member, client_of):
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=team)), stage=None)
    page = page_of(client_of(member), lesson, "since/")
    assert "It names no stage, so no letters are found for it." in page
    assert f"/lessons/{lesson.pk}/change/" in page
    drop(lesson, reason="It helped nobody.", at=MONDAY)
    assert "It names no stage" not in page_of(client_of(member), lesson, "since/")


def test_what_came_back_while_it_was_tried_is_not_said_to_have_become_how_we_do_it(team, member, client_of):
    lessons = [make_norm(team) for _ in range(4)]
    tried = make_lesson(debrief=make_debrief(incident=make_incident(team=team)), stage=lessons[0].stage)
    tried.status = Status.TRYING
    tried.save(update_fields=["status"])
    report_relapse(tried, at=MONDAY)
    page = page_of(client_of(member), lessons[0], "since/")
    assert "Of 5 lessons of this team that were checked or came back, 4 hold." in page


def test_the_story_tells_a_look_from_a_beginning(lesson, member, lead, client_of):
    finish_action(make_action(lesson=lesson, owner=member, what="Print it"), at=MONDAY, by=member)
    keep_trying(lesson, at=MONDAY, by=lead)
    page = page_of(client_of(member), lesson)
    story = page[page.index('id="story"') :]
    assert story.count("<li>Being tried") == 1
    assert story.count("<li>Looked at: still being tried") == 1


def test_where_a_lesson_stands_is_said_once(team, member, client_of):
    lesson = make_norm(team)
    assert "how we do it since" not in page_of(client_of(member), lesson)
    share(lesson, at=MONDAY, by=member)
    elsewhere = page_of(client_of(make_person(team=make_team())), lesson)
    assert "how they do it since" in elsewhere
    assert ">How we do it</span>" not in elsewhere
