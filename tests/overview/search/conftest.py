"""A person in one team who searches, and how what is found is read off the page."""

import pytest

from tests.factories import make_person, make_team


@pytest.fixture
def team(db):
    return make_team(name="Northside")


@pytest.fixture
def member(team, client):
    person = make_person(team=team)
    client.force_login(person)
    return person
