"""The people around one team's letters, and browsers of theirs."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import Team, User
from tests.factories import make_person, make_team


@pytest.fixture
def team(db) -> Team:
    return make_team(name="Counter")


@pytest.fixture
def manager(team) -> User:
    return make_person(name="Maya", team=team, is_manager=True)


@pytest.fixture
def member(team) -> User:
    return make_person(name="Tom", team=team)


@pytest.fixture
def outsider(db) -> User:
    """As much as one can be in another team."""
    return make_person(name="Olga", team=make_team(name="Workshop"), is_manager=True, is_lead=True)


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def as_manager(manager) -> Client:
    return browser_of(manager)


@pytest.fixture
def as_member(member) -> Client:
    return browser_of(member)


@pytest.fixture
def as_outsider(outsider) -> Client:
    return browser_of(outsider)
