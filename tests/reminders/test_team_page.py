"""The page on which a team sets when it is reminded: dates first, mistakes beside their field, one press back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from rankless.pacing import Days, set_pace
from reminders.models import Cadence, Confidant, Notice, Subject
from reminders.timing.cadence import Step
from reminders.timing.dates_ahead import dates_ahead
from reminders.timing.own_cadence import rungs_by_subject, set_cadence, usual_rungs
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_debrief, make_person, make_team
from tests.reminders.conftest import utc

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

TODAY = MONDAY.date()
TYPED = {
    "debrief-half-way": "on",
    "debrief-day-before": "on",
    "debrief-day-before-days": "1",
    "debrief-three-after": "on",
    "debrief-three-after-days": "2",
    "debrief-five-after-days": "4",
}
CHOSEN = [(Step.INVITATION, 0), (Step.HALF_WAY, 0), (Step.DAY_BEFORE, 1), (Step.THREE_AFTER, 2), (Step.FIVE_AFTER, 4)]


@pytest.fixture
def team():
    return make_team(name="Northside")


@pytest.fixture(params=["is_manager", "is_lead"])
def person(request, team, client):
    person = make_person(team=team, **{request.param: True})
    client.force_login(person)
    return person


@pytest.fixture
def manager(team, client):
    person = make_person(team=team, is_manager=True)
    client.force_login(person)
    return person


def page(team):
    return reverse("reminders:team", args=[team.pk])


def cadence(team, subject="debrief"):
    return reverse("reminders:cadence", args=[team.pk, subject])


def days_of(ahead):
    return [(told.day.day, told.choice.step.value if told.choice else "weekly") for told in ahead.told]


def test_the_preview_says_what_planning_will_do(team):
    make_person(team=team)
    debrief = make_debrief(team=team, at=MONDAY - timedelta(hours=2))
    debrief.voices.update(is_host=True)
    ahead = dates_ahead(team, Subject.DEBRIEF, rungs=usual_rungs(Subject.DEBRIEF), on=TODAY)
    assert days_of(ahead) == [
        (2, "invitation"),
        (4, "half-way"),
        (6, "day-before"),
        (10, "day-after"),
        (12, "three-after"),
        (16, "five-after"),
        (23, "weekly"),
        (30, "weekly"),
    ]
    for day in range(29):
        plan(at=utc(2026, 3, 2, 9) + timedelta(days=day))
    keys = Notice.objects.filter(subject="debrief").values_list("key", flat=True)
    planned = sorted({(key.split(":")[3], key.split(":")[2]) for key in keys})
    assert [(int(day[-2:]), step) for day, step in planned] == days_of(ahead)


def test_the_preview_counts_from_the_pace_of_the_team(team):
    set_pace(team, days=Days(due_after=10, writing=4, objection=0), talk_to="")
    ahead = dates_ahead(team, Subject.DEBRIEF, rungs=usual_rungs(Subject.DEBRIEF), on=TODAY)
    assert ahead.due_on == TODAY + timedelta(days=14)


def test_what_there_is_no_room_for_is_said(team):
    set_pace(team, days=Days(due_after=1, writing=1, objection=0), talk_to="")
    ahead = dates_ahead(team, Subject.DEBRIEF, rungs=usual_rungs(Subject.DEBRIEF), on=TODAY)
    assert [choice.step for choice in ahead.left_out] == [Step.HALF_WAY, Step.DAY_BEFORE]


def test_managers_and_leads_set_it(client, team, person):
    answer = client.post(cadence(team), TYPED, follow=True)
    assert answer.redirect_chain == [(f"{page(team)}#debrief", 302)]
    assert rungs_by_subject(team)[Subject.DEBRIEF] == CHOSEN
    assert "your own" in answer.content.decode()


def test_without_script_a_press_shows_the_dates_and_saves_nothing(client, team, manager):
    answer = client.post(cadence(team), {**TYPED, "then": "dates"})
    assert answer.status_code == 200
    [kind] = [kind for kind in answer.context["kinds"] if kind.subject == Subject.DEBRIEF]
    assert [told.choice.step for told in kind.ahead.told if told.choice] == [step for step, _ in CHOSEN]
    assert 'value="4"' in answer.content.decode()
    assert not Cadence.objects.exists()


def test_as_somebody_types_only_the_dates_are_sent(client, team, manager):
    answer = client.post(cadence(team), {**TYPED, "then": "dates"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.strip().startswith('<div class="dates" id="dates-debrief"')
    assert "What is in the way?" in page
    wrong = {**TYPED, "then": "dates", "debrief-five-after-days": "x"}
    answer = client.post(cadence(team), wrong, headers={"HX-Request": "true"})
    assert (answer.status_code, "The dates come here" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"debrief-five-after-days": "2"}, "later than the one before it"),
        ({"debrief-five-after-days": ""}, "from 1 to 60"),
        ({"debrief-five-after-days": "0"}, "from 1 to 60"),
        ({"debrief-day-before-days": "61"}, "from 1 to 60"),
        ({"debrief-day-before-days": "soon"}, "from 1 to 60"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(client, team, manager, wrong, said):
    answer = client.post(cadence(team), {**TYPED, **wrong})
    assert answer.status_code == 422
    [(name, typed)] = wrong.items()
    assert said in str(answer.context["kinds"][0].form.errors[name.removeprefix("debrief-")])
    assert f'id="id_{name}-error"' in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert not Cadence.objects.exists()


def test_a_kind_of_which_nothing_is_told_is_refused(client, team, manager):
    answer = client.post(cadence(team, "promise"), {})
    assert answer.status_code == 422
    assert "Choose at least one" in answer.content.decode()


def test_one_press_goes_back_to_the_usual(client, team, manager):
    set_cadence(team, Subject.DEBRIEF, rungs=CHOSEN)
    assert 'value="usual"' in client.get(page(team)).content.decode()
    client.post(cadence(team), {"then": "usual"})
    assert rungs_by_subject(team)[Subject.DEBRIEF] == usual_rungs(Subject.DEBRIEF)
    assert 'value="usual"' not in client.get(page(team)).content.decode()


def test_there_is_no_cadence_for_what_is_told_once(client, team, manager):
    assert client.post(cadence(team, "afterwards"), {}).status_code == 404


def test_the_page_asks_few_questions_of_the_database(client, team, manager, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(page(team))


def test_somebody_of_the_team_is_chosen_to_confide_in_and_nobody_who_leads_or_manages(client, team, manager):
    member, stranger = make_person(team=team, name="Noor"), make_person(team=make_team())
    address = reverse("reminders:confidant", args=[team.pk])
    assert "so that answer is not offered" in client.get(page(team)).content.decode()
    for wrong in (manager, stranger):
        assert client.post(address, {"person": wrong.pk}).status_code == 422
    client.post(address, {"person": member.pk})
    assert Confidant.objects.get().person == member
    assert "so that answer is not offered" not in client.get(page(team)).content.decode()
    client.post(address, {"person": ""})
    assert not Confidant.objects.exists()


def test_settings_and_pace_lead_there(client, team, person):
    assert page(team) in client.get(reverse("people:settings")).content.decode()
    client.force_login(make_person(is_administrator=True))
    assert page(team) in client.get(reverse("overview:pace", args=[team.pk])).content.decode()
