"""Pieces of the dashboard are drawn once for all that look the same: never for what has another name, number or day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from foundation.templatetags.pieces import piece
from incidents.models import Stage
from overview.dashboard.figures import Week, figures_of
from overview.dashboard.periods import Period
from overview.dashboard.reading import Counts
from tests.factories import MONDAY, add_to_team, make_incident, make_person, make_team
from tests.overview.days import ago


@pytest.mark.django_db
def test_new_names_and_numbers_are_shown_at_once(client):
    team, stage = make_team(name="Northside"), Stage.objects.first()
    person = make_person(team=team, is_lead=True)
    for _ in range(2):
        make_person(team=team)
    add_to_team(person=person, team=make_team(name="Southside"), is_lead=True)
    client.force_login(person)

    def page():
        return client.get(reverse("overview:lessons"), {"team": "all"}).content.decode()

    make_incident(team=team, at=ago(1), stage=stage)
    assert "0 of 1" in page()
    make_incident(team=team, at=ago(1), stage=stage)
    assert "0 of 2" in page()
    Stage.objects.filter(pk=stage.pk).update(name="At the till")
    type(team).objects.filter(pk=team.pk).update(name="Harbour")
    renamed = page()
    assert "At the till" in renamed
    assert "Harbour" in renamed
    assert "Northside" not in renamed


def test_a_day_is_said_as_it_is_said_today():
    week = Week(MONDAY.date(), 1, 0)
    counts = Counts([], period=Period(4, MONDAY.date()))
    shown = {"weeks": (week,), "busiest": week, "unusual": (), "figures": figures_of(counts)}

    def said(at: datetime) -> str:
        with time_machine.travel(at, tick=False):
            return piece("overview/dashboard/_weeks.html", **shown)

    assert "today" in said(MONDAY)
    assert "yesterday" in said(MONDAY + timedelta(days=1))
    assert said(MONDAY) is said(MONDAY)
