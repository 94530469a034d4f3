import re
from datetime import date, timedelta

import pytest

from incidents.models import Incident, Kind, Stage
from lessons.drawing import draw as draw_form
from lessons.forms.drawing import LessonForm, first_due_day, offered_sentence
from lessons.learning import PlannedAction, TooManyActions, draw_lesson
from lessons.models import Action, Lesson, LessonKind
from lessons.templatetags.lesson_form import lesson_details
from people.models import Team
from rankless.models import USUAL_ACTIONS
from rankless.pacing import Days, set_pace
from tests.factories import MONDAY, make_debrief, make_incident, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.fixture
def owner(team):
    return make_person(team=team)


@pytest.fixture
def debrief(team):
    return make_debrief(incident=make_incident(team=team))


def planned(what, owner):
    return PlannedAction(what=what, owner=owner, due_on=TODAY + timedelta(days=7))


def draw(debrief, sentence, actions=()):
    return draw_lesson(debrief=debrief, sentence=sentence, kind=LessonKind.PREVENT, at=MONDAY, actions=list(actions))


def form_for(debrief, owner, **data):
    return LessonForm(
        {name.replace("__", "-"): value for name, value in data.items()},
        incident=debrief.incident,
        people=[owner],
        stages=[],
        today=TODAY,
    )


def test_an_empty_form_shows_who_and_what_can_be_chosen_now_and_a_typed_one_what_was_typed(debrief, owner):
    def details(data=None):
        debrief.incident.refresh_from_db()
        form = LessonForm(data, incident=debrief.incident, people=[owner], stages=stages, today=today)
        return lesson_details(form)

    today, stages = TODAY, [Stage.objects.create(name="Across the sea")]
    empty = details()
    assert details() is empty
    assert "Across the sea" in empty
    assert 'value="2026-03-16"' in empty
    assert 'value="Call first"' in details({"action1-what": "Call first"})
    assert details() is empty
    owner.name, today, stages = "Quentin", date(2026, 3, 3), []
    changed = details()
    assert "Quentin" in changed
    assert 'value="2026-03-17"' in changed
    assert "Across the sea" not in changed
    assert 'value="prevent" checked' in changed
    Incident.objects.update(kind=Kind.PRAISE)
    assert 'value="repeat" checked' in details()


def test_the_same_lesson_is_kept_once_and_takes_over_actions_that_are_new(debrief, owner):
    first = draw(debrief, "We call first.", [planned("Move the task", owner)])
    again = draw(debrief, " We call first. ", [planned("Move the task", owner), planned("Tell the depot", owner)])
    assert again == first
    assert [action.what for action in first.actions.all()] == ["Move the task", "Tell the depot"]


def test_a_debrief_gives_three_actions_over_all_its_lessons(debrief, owner):
    draw(debrief, "One", [planned(str(n), owner) for n in range(2)])
    with pytest.raises(TooManyActions):
        draw(debrief, "Two", [planned(str(n), owner) for n in range(2)])
    assert Lesson.objects.count() == 1
    draw(debrief, "Two", [planned("0", owner)])
    assert Action.objects.count() == USUAL_ACTIONS


@pytest.mark.parametrize(("most", "said"), [(1, "one action at most"), (5, "at most 5 actions")])
def test_a_team_says_how_many_actions_a_debrief_gives(debrief, owner, most, said):
    set_pace(debrief.team, days=Days(due_after=5, writing=3, objection=2), talk_to="", most_actions=most)
    fields = re.findall(r'name="action(\d+)-what"', lesson_details(form_for(debrief, owner)))
    assert fields == [str(number + 1) for number in range(most)]
    draw(debrief, "One", [planned(str(number), owner) for number in range(most)])
    form = form_for(debrief, owner, lesson__sentence="Two", action1__what="One more", action1__owner=str(owner.pk))
    assert draw_form(debrief, form, at=MONDAY) is None
    assert said in str(form.actions[0].errors["what"])


def test_what_was_typed_before_the_team_wanted_fewer_actions_is_refused_and_not_lost(debrief, owner):
    set_pace(debrief.team, days=Days(due_after=5, writing=3, objection=2), talk_to="", most_actions=1)
    typed = {f"action{number}__what": f"Thing {number}" for number in (1, 3)}
    typed |= {f"action{number}__owner": str(owner.pk) for number in (1, 3)}
    form = form_for(debrief, owner, lesson__sentence="We call first.", **typed)
    assert draw_form(debrief, form, at=MONDAY) is None
    page = lesson_details(form)
    assert 'value="Thing 3"' in page
    assert "A debrief gives one action at most" in page


def test_an_empty_form_asks_for_nothing(debrief, owner):
    assert not form_for(debrief, owner, lesson__kind="prevent", action1__due_on="2026-03-16").is_filled


def test_an_action_falls_due_ten_working_days_later_unless_somebody_says_otherwise(debrief, owner):
    form = form_for(debrief, owner, lesson__sentence="A", action1__what="B", action1__owner=str(owner.pk))
    assert form.is_valid()
    assert form.drawn()["actions"] == [PlannedAction("B", owner, date(2026, 3, 16))]
    assert first_due_day(Team(), today=date(2026, 3, 6)) == date(2026, 3, 20)


def test_three_actions_may_be_given_at_once(debrief, owner):
    fields = {f"action{n}__what": f"Step {n}" for n in (1, 2, 3)}
    fields |= {f"action{n}__owner": str(owner.pk) for n in (1, 2, 3)}
    form = form_for(debrief, owner, lesson__sentence="A", **fields)
    assert form.is_valid()
    assert [action.what for action in form.drawn()["actions"]] == ["Step 1", "Step 2", "Step 3"]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("", ""),
        ("We call first.\nAlways.", "We call first."),
        ("\n\nWhy so?\n  We call first.  ", "We call first."),
        ("Why so?", ""),
        ("word " * 100, ("word " * 60)[:-1] + "…"),
    ],
)
def test_the_first_line_that_is_no_question_of_ours_is_offered(text, offered):
    found = offered_sentence(text, without={"Why so?"})
    assert found == offered or (len(text) > 300 and len(found) <= 300 and found.endswith("…"))
