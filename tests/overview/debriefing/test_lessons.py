from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.models import Kind
from lessons.models import Action, Lesson, LessonKind
from tests.factories import (
    add_to_team,
    make_debrief,
    make_incident,
    make_person,
    make_team,
    write_sections,
)
from tests.overview.debriefing.forms import address, box_opened_in, filled_in, save_elsewhere, text_in_box

pytestmark = pytest.mark.django_db


def lesson_fields(**fields: str) -> dict[str, str]:
    return {name.replace("__", "-"): value for name, value in fields.items()}


def test_a_lesson_is_kept_with_its_actions_and_nothing_typed_is_lost(browser, debrief, member):
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    form = filled_in(debrief, differently="We call first.", keep_lesson="1") | lesson_fields(
        lesson__sentence="We call\nbefore the customer asks.",
        action1__what="Move the task",
        action1__owner=str(member.pk),
        action1__due_on=due,
    )
    answer = browser.post(address(debrief), form)
    assert (answer.status_code, answer.url) == (302, f"{address(debrief)}#lessons")
    lesson = Lesson.objects.get()
    assert (lesson.sentence, lesson.kind) == ("We call before the customer asks.", LessonKind.PREVENT)
    action = lesson.actions.get()
    assert (action.what, action.owner, action.due_on.isoformat()) == ("Move the task", member, due)
    debrief.refresh_from_db()
    assert debrief.differently == "We call first."
    assert "We call before the customer asks." in browser.get(address(debrief)).content.decode()


def test_praise_teaches_to_repeat_unless_somebody_says_otherwise(browser, team):
    found = make_debrief(incident=make_incident(team=team, kind=Kind.PRAISE))
    browser.post(address(found), filled_in(found) | lesson_fields(lesson__sentence="Walk along."))
    browser.post(
        address(found), filled_in(found) | lesson_fields(lesson__sentence="Never point.", lesson__kind="prevent")
    )
    assert list(Lesson.objects.order_by("pk").values_list("kind", flat=True)) == ["repeat", "prevent"]


def test_pressing_twice_keeps_one_lesson_with_one_action(browser, debrief, member):
    form = filled_in(debrief, keep_lesson="1") | lesson_fields(
        lesson__sentence="We call first.", action1__what="Move the task", action1__owner=str(member.pk)
    )
    for _ in range(2):
        assert browser.post(address(debrief), form).status_code == 302
    assert (Lesson.objects.count(), Action.objects.count()) == (1, 1)


def test_a_lesson_left_in_its_line_is_kept_whichever_button_is_pressed(browser, debrief):
    write_sections(debrief)
    form = filled_in(debrief, complete="1") | lesson_fields(lesson__sentence="We call first.")
    assert browser.post(address(debrief), form).status_code == 302
    assert Lesson.objects.get().sentence == "We call first."
    debrief.refresh_from_db()
    assert debrief.is_complete


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"keep_lesson": "1"}, "Say the lesson in one sentence."),
        ({"lesson__sentence": "x" * 301}, "This is too long: 301 characters, where 300 fit."),
        ({"action1__what": "Move it"}, "Say the lesson in one sentence."),
        ({"lesson__sentence": "A", "action1__what": "Move it"}, "Each action has one owner."),
        ({"lesson__sentence": "A", "action1__what": "Move it", "action1__owner": "0"}, "Choose somebody of the team."),
        ({"lesson__sentence": "A", "lesson__stage": "0"}, "Choose one of the stages in the list."),
        (
            {"lesson__sentence": "A", "action1__what": "B", "action1__due_on": "2020-01-01"},
            "This day is over. Choose today or a later one.",
        ),
    ],
)
def test_what_is_wrong_with_a_lesson_is_said_and_the_texts_are_saved(browser, debrief, fields, said):
    answer = browser.post(address(debrief), filled_in(debrief, what="Saved.") | lesson_fields(**fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert box_opened_in(answer.content.decode()) == ["differently"]
    assert not Lesson.objects.exists()
    debrief.refresh_from_db()
    assert debrief.what == "Saved."


def test_an_action_belongs_to_somebody_of_the_team(browser, debrief):
    outsider = make_person(team=make_team())
    form = filled_in(debrief) | lesson_fields(lesson__sentence="A", action1__what="B", action1__owner=str(outsider.pk))
    assert browser.post(address(debrief), form).status_code == 422
    assert not Action.objects.exists()


def test_a_debrief_gives_three_actions_at_most(browser, debrief, member):
    def with_actions(sentence: str, count: int) -> dict[str, str]:
        fields = {"lesson-sentence": sentence}
        for number in range(1, count + 1):
            fields |= {f"action{number}-what": f"{sentence} {number}", f"action{number}-owner": str(member.pk)}
        return filled_in(debrief) | fields

    assert browser.post(address(debrief), with_actions("First", 2)).status_code == 302
    answer = browser.post(address(debrief), with_actions("Second", 2))
    assert answer.status_code == 422
    assert "at most 3 actions" in answer.content.decode()
    assert text_in_box(answer.content.decode(), "lesson-sentence") == "Second"
    assert Action.objects.count() == 2
    assert browser.post(address(debrief), with_actions("Second", 1)).status_code == 302


def test_a_lesson_that_could_not_be_kept_goes_along_while_texts_are_settled(browser, debrief):
    form = filled_in(debrief, what="Mine.") | lesson_fields(lesson__sentence="A", action1__what="B")
    save_elsewhere(debrief, what="Theirs.")
    html = browser.post(address(debrief), form).content.decode()
    assert '<input type="hidden" name="lesson-sentence" value="A"' in html
    assert '<input type="hidden" name="action1-what" value="B"' in html


def test_without_a_script_a_lesson_begins_with_the_first_line_written(browser, debrief):
    question = "Which process or rule stood in the way?"
    answer = browser.post(
        address(debrief), filled_in(debrief, differently=f"{question}\nWe call first.\nAlways.", offer="1")
    )
    assert answer.url == f"{address(debrief)}?offer=1#lessons"
    html = browser.get(answer.url).content.decode()
    assert text_in_box(html, "lesson-sentence") == "We call first."
    assert not Lesson.objects.exists()


def test_nobody_stands_behind_a_lesson_by_name(browser, debrief, member):
    browser.post(address(debrief), filled_in(debrief) | lesson_fields(lesson__sentence="We call first."))
    assert type(member) not in {field.related_model for field in Lesson._meta.get_fields()}


def test_people_of_several_teams_see_only_owners_of_the_letters_team(browser, debrief, member):
    elsewhere = make_team()
    add_to_team(person=member, team=elsewhere)
    make_person(team=elsewhere, name="Zed from elsewhere")
    assert "Zed from elsewhere" not in browser.get(address(debrief)).content.decode()
