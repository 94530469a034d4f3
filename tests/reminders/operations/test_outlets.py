"""Channels and webhooks that take nothing are seen by whoever looks after the installation, without their secrets."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reminders.operations.outlets import counted, in_trouble
from tests.factories import MONDAY, make_person, make_team
from tests.reminders.outlets.made import make_channel, make_webhook

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_fails_and_what_was_switched_off_by_itself(client):
    team = make_team(name="Counter")
    make_channel(team=team, name="Fine")
    make_channel(team=make_team(), name="Front desk", failing_since_at=MONDAY, trouble="It answered with 403.")
    make_webhook(team=team, name="Stock", is_on=False, off_because="It answered with 410.")
    make_webhook(team=make_team(), name="Resting", is_on=False)
    client.force_login(make_person(is_administrator=True))
    text = client.get(reverse("reminders:operations")).content.decode()
    assert "Front desk" in text
    assert "It answered with 403." in text
    assert "It answered with 410." in text
    assert "a1b2c3" not in text
    assert [str(outlet) for outlet in in_trouble()] == ["Front desk", "Stock"]
    assert counted() == {"working": 1, "failing": 1, "off": 1}
