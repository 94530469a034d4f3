"""Titles are a customer's words: whatever direction they run in, the words beside them stay as they are."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from tests.factories import make_debrief, make_incident, make_lesson, make_person, make_team

pytestmark = pytest.mark.same_on_any_engine


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["\u202eDear all", "שלום לכולם"])
def test_a_title_turns_nothing_but_itself(client, title):
    """What turns the direction of writing stays within its own element; the words beside it stand as ever."""
    team = make_team()
    client.force_login(make_person(team=team, is_lead=True))
    done = make_debrief(team=team, is_complete=True, incident=make_incident(team=team, text=title))
    other = make_incident(team=team, text=title, at=timezone.now() - timedelta(days=30))
    make_lesson(debrief=done)
    for address in (
        "/",
        "/letters/",
        other.get_absolute_url(),
        other.debrief.get_absolute_url(),
        f"/letters/{done.incident_id}/lessons/",
        f"/letters/{other.pk}/points/",
        "/lessons/",
        "/search/?q=" + title.strip("\u202e"),
    ):
        page = unescape(client.get(address).content.decode().partition("<body")[2])
        page = re.sub("</?mark>", "", page)  # the words that were looked for
        alone = (
            'class="letter',
            'type="search"',
            'id="keep-name"',
            'class="whole snippet',
        )  # elements with a direction of their own and nothing beside
        beside = [line for line in page.splitlines() if title in line and not any(mark in line for mark in alone)]
        assert beside, address
        bare = [line for line in beside if not re.search(rf"<bdi>[^<]*{title}[^<]*</bdi>", line)]
        assert bare == [], address
