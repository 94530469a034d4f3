"""Whose pages they are: a team, and one of its people who is signed in."""

import pytest

from tests.factories import make_person, make_team


@pytest.fixture
def team():
    return make_team(name="Northside")


@pytest.fixture
def member(team, client):
    person = make_person(team=team)
    client.force_login(person)
    return person


@pytest.fixture
def lead(team, client):
    person = make_person(team=team, is_lead=True)
    client.force_login(person)
    return person
