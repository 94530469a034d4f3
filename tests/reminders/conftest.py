"""A team whose people live in UTC, and the debrief of a letter that came on a Monday morning."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_debrief, make_person, make_team
from tests.reminders.mail_server import Server


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def member(team):
    return make_person(team=team, name="Mia")


@pytest.fixture
def lead(team):
    return make_person(team=team, name="Lee", is_lead=True)


@pytest.fixture
def debrief(team, member):
    """Opened on Monday 2 March 2026 at nine; due on Monday the 9th."""
    return make_debrief(team=team)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{Server.__module__}.Server"
    yield Server
    Server.trouble, Server.refused, Server.opened = None, frozenset(), 0
