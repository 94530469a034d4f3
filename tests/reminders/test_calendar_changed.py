"""A team's calendar changes: what would be looked at too late for the days as they are now is looked at sooner."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reminders.models import Cadence, Subject
from reminders.timing.cadence import WEEK
from reminders.timing.mornings import remind_at
from reminders.timing.moving import follow_new_cadences
from reminders.timing.own_cadence import rungs_by_subject, set_cadence, usual_rungs
from reminders.timing.planning import plan
from tests.factories import MONDAY, make_debrief, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(make_person(is_administrator=True))
    return client


def change(client, team, **fields):
    typed = {"name": team.name, "time_zone": team.time_zone, "working_weekdays": list(team.working_weekdays)}
    typed |= {"holiday_region": team.holiday_region, **fields}
    assert client.post(reverse("people:team", args=[team.pk]), typed).status_code == 302


def test_a_weekday_that_is_worked_now_brings_the_next_reminder_sooner(administrator, team, member):
    """Who works on Mondays alone is told a Monday after the due day; then the Friday before it becomes a working day."""
    team.working_weekdays = "0"
    team.save()
    debrief = make_debrief(team=team)
    assert debrief.due_on == date(2026, 4, 6)
    last_monday = MONDAY + 4 * WEEK
    plan(at=last_monday)
    debrief.refresh_from_db()
    assert debrief.remind_at == remind_at(date(2026, 4, 13))
    change(administrator, team, working_weekdays=list("01234"))
    follow_new_cadences(at=last_monday + timedelta(hours=1))
    debrief.refresh_from_db()
    assert debrief.remind_at == remind_at(date(2026, 4, 3))


def test_nothing_is_looked_at_again_for_a_new_name(administrator, team):
    change(administrator, team, name="Another name")
    assert not Cadence.objects.exists()


def test_a_team_keeps_the_cadence_it_chose(administrator, team, member):
    own = [(step, days) for step, days in usual_rungs(Subject.DEBRIEF) if step != "half-way"]
    set_cadence(team, Subject.DEBRIEF, rungs=own)
    change(administrator, team, time_zone="Asia/Tokyo")
    found = rungs_by_subject(team)
    assert found[Subject.DEBRIEF] == own
    assert found[Subject.PROMISE] == usual_rungs(Subject.PROMISE)
    assert set(Cadence.objects.values_list("looked_up_to", flat=True)) == {0}
