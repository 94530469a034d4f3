"""Questions about some teams, said in SQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from people.asking import ask
from tests.factories import make_incident, make_team

pytestmark = pytest.mark.django_db

NAMES = "SELECT name FROM people_team WHERE id IN (@teams) ORDER BY name"


def test_only_these_teams_are_asked_of():
    north, south = make_team(name="North"), make_team(name="South")
    make_team(name="West")
    assert ask(NAMES, teams=[south.pk, north.pk]) == [("North",), ("South",)]


def test_of_no_team_nothing_is_found():
    make_team()
    assert ask(NAMES, teams=[]) == []


def test_moments_are_compared_as_they_are_stored():
    team, now = make_team(), timezone.now()
    make_incident(team=team, at=now)
    logged_since = "SELECT COUNT(*) FROM incidents_incident WHERE team_id IN (@teams) AND logged_at >= %(at)s"
    asked = [ask(logged_since, teams=[team.pk], at=now + timedelta(seconds=later)) for later in (-1, 0, 1)]
    assert asked == [[(1,)], [(1,)], [(0,)]]
