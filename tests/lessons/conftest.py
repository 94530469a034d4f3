"""A team with one of its people and whoever leads it."""

import pytest

from tests.factories import make_person, make_team


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def member(team):
    return make_person(team=team, name="Mia")


@pytest.fixture
def lead(team):
    return make_person(team=team, name="Lea", is_lead=True)
