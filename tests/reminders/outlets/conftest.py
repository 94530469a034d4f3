"""A server out there, a webhook that calls it and a channel that posts there, of a team that works in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from reminders.channels.keeping import add_channel
from reminders.outside import tell_outside
from reminders.webhooks.keeping import add_webhook
from tests.factories import MONDAY, make_team
from tests.services.outside import outside_server

BEFORE = MONDAY - timedelta(hours=1)
MINUTE = timedelta(minutes=1)
CHANNEL_KEY = "3ccdd113474722377935511fc85d3dd4"


@pytest.fixture
def team():
    return make_team(name="Counter")


@pytest.fixture
def outside(settings):
    with outside_server() as server:
        settings.OUTWARD_HOSTS = frozenset({server.place})
        yield server


@pytest.fixture
def webhook(team, outside):
    return add_webhook(team=team, name="Stock", address=f"{outside.url}/hooks/secret-path", at=BEFORE)[0]


@pytest.fixture
def channel(team, outside):
    return add_channel(team=team, name="Room", address=f"mmost://{outside.place}/{CHANNEL_KEY}", at=BEFORE)


def ring(at: datetime = MONDAY, *, minutes: int = 0) -> None:
    """What the bell does, some minutes after a moment."""
    tell_outside(at=at + minutes * MINUTE)
