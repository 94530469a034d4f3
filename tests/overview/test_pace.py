"""How long a team takes: who sets it, what is refused, and that debriefs opened from then on follow it."""

from datetime import date

import pytest
from django.urls import reverse

from people.models import Team
from rankless.models import Pace
from rankless.opening import pace_of
from rankless.pacing import Days, NoTimeToWrite, set_pace
from tests.factories import make_debrief, make_incident, make_person, make_team

pytestmark = pytest.mark.django_db

TYPED = {
    "due_after": "8",
    "writing": "4",
    "objection": "0",
    "rest": "2",
    "most_actions": "4",
    "talk_to": "Ida, 555 0101",
}


def page_of(team):
    return reverse("overview:pace", args=[team.pk])


def test_a_team_begins_with_the_usual_pace(client, team, lead):
    form = client.get(page_of(team)).context["form"]
    names = ("due_after", "writing", "objection", "rest", "most_actions", "talk_to")
    assert [form[name].value() for name in names] == [5, 3, 2, 0, 3, ""]
    assert not Pace.objects.exists()


@pytest.mark.parametrize("who", ["lead", "administrator"])
def test_leads_and_administrators_set_it(client, team, lead, who):
    if who == "administrator":
        client.force_login(make_person(is_administrator=True))
    assert client.post(page_of(team), TYPED).status_code == 302
    pace = pace_of(team)
    assert (pace.due_after_days, pace.writing_days, pace.objection_days, pace.rest_days) == (8, 4, 0, 2)
    assert pace.most_actions == 4
    assert pace.talk_to == "Ida, 555 0101"
    client.post(page_of(team), {**TYPED, "due_after": "9"})
    assert pace_of(Team.objects.get(pk=team.pk)).due_after_days == 9


def test_debriefs_that_open_from_then_on_follow_it(team):
    before = make_debrief(incident=make_incident(team=team))
    set_pace(team, days=Days(due_after=8, writing=4, objection=0), talk_to="")
    assert before.due_on == date(2026, 3, 9)
    assert make_debrief(incident=make_incident(team=team)).due_on == date(2026, 3, 12)


def test_a_team_that_everybody_left_keeps_its_pace():
    team = make_team()
    set_pace(team, days=Days(due_after=8, writing=4, objection=0), talk_to="")
    assert make_debrief(incident=make_incident(team=team)).due_on == date(2026, 3, 12)
    gone = make_person(team=team, is_active=False)
    debrief = make_debrief(incident=make_incident(team=team))
    assert (debrief.due_on, gone.voices.exists()) == (date(2026, 3, 12), False)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"due_after": ""}, "due_after", "How many working days?"),
        ({"due_after": "soon"}, "due_after", "Enter a whole number."),
        ({"due_after": "0", "writing": "1"}, "due_after", "from 1"),
        ({"due_after": "61"}, "due_after", "At most 60"),
        ({"writing": "0"}, "writing", "from 1"),
        ({"writing": "9"}, "writing", "Writing has to end before the debrief is due."),
        ({"objection": "-1"}, "objection", "from 0"),
        ({"rest": ""}, "rest", "How many working days?"),
        ({"rest": "6"}, "rest", "At most 5"),
        ({"most_actions": ""}, "most_actions", "How many actions?"),
        ({"most_actions": "0"}, "most_actions", "from 1"),
        ({"most_actions": "11"}, "most_actions", "At most 10"),
        ({"talk_to": "x" * 501}, "talk_to", "500"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(client, team, lead, wrong, field, said):
    answer = client.post(page_of(team), {**TYPED, **wrong})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert said in str(form.errors[field])
    assert form[field].value() == wrong[field]
    assert not Pace.objects.exists()


def test_whoever_does_not_ask_the_form_is_refused_too(team):
    with pytest.raises(NoTimeToWrite):
        set_pace(team, days=Days(due_after=3, writing=4, objection=2), talk_to="")


def test_settings_lead_leads_there_and_the_team_its_administrator(client, team, lead):
    assert page_of(team) in client.get(reverse("people:settings")).content.decode()
    client.force_login(make_person(team=team))
    assert page_of(team) not in client.get(reverse("people:settings")).content.decode()
    client.force_login(make_person(is_administrator=True))
    assert page_of(team) in client.get(reverse("people:team", args=[team.pk])).content.decode()
    assert "Pace of its" not in client.get(reverse("people:new-team")).content.decode()
