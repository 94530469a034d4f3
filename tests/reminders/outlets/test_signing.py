"""What a call says and how it is signed, checked by the very code that docs/webhooks.md gives to receivers."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest

from incidents.recovery import make_promise
from lessons.learning import confirm_held
from reminders.webhooks.keeping import add_webhook, renew_secret, try_out
from reminders.webhooks.signing import new_secret, signed
from tests.factories import MONDAY, agree, make_customer, make_incident, make_lesson, make_person, write_sections
from tests.reminders.outlets.conftest import BEFORE, ring

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "webhooks.md"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def is_ours(monkeypatch):
    """The function of the document, at the moment of these tests."""
    monkeypatch.setattr(time, "time", MONDAY.timestamp)
    known: dict[str, object] = {}
    exec(re.search(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[1], known)
    return known["is_ours"]


def test_a_call_of_ours_is_known_and_nothing_else(is_ours):
    secret, body = new_secret(), '{"event": "test", "naïve": "ü"}'
    headers = signed("1", body, by=[secret], at=MONDAY)
    assert is_ours(secret, headers, body.encode())
    assert not is_ours(new_secret(), headers, body.encode())
    assert not is_ours(secret, headers, body.encode() + b" ")
    assert not is_ours(secret, headers | {"webhook-id": "2"}, body.encode())
    assert not is_ours(secret, headers | {"webhook-timestamp": str(int(MONDAY.timestamp()) + 1)}, body.encode())
    assert not is_ours(secret, signed("1", body, by=[secret], at=MONDAY - timedelta(minutes=6)), body.encode())


@pytest.mark.django_db
def test_calls_bear_the_old_secret_for_a_day_after_a_renewal(team, outside, is_ours, monkeypatch):
    webhook, old = add_webhook(team=team, name="Stock", address=outside.url, at=BEFORE)
    new = renew_secret(webhook, at=MONDAY)
    webhook.refresh_from_db()
    for at in (MONDAY + HOUR, MONDAY + DAY + HOUR):
        try_out(webhook, at=at)
    within, after = outside.received
    for received, holds in ((within, [True, True]), (after, [False, True])):
        monkeypatch.setattr(time, "time", lambda received=received: float(received.headers["webhook-timestamp"]))
        assert [is_ours(secret, received.headers, received.body) for secret in (old, new)] == holds


@pytest.mark.django_db
def test_a_call_says_numbers_days_and_pages_and_nothing_else(team, webhook, outside):
    person = make_person(team=team, name="Zebediah", is_manager=True)
    customer = make_customer(team=team, name="Quillfeather")
    letter = make_incident(team=team, text="Xylophone wobbled.", customer=customer, by=person)
    make_promise(incident=letter, what="A walrus", owner=person, due_on=MONDAY.date(), by=person, at=MONDAY)
    debrief = agree(write_sections(letter.debrief, what="Yonder marmalade.", why="Zest."), at=MONDAY + HOUR)
    lesson = make_lesson(debrief=debrief, sentence="Vex daily.", at=MONDAY + HOUR)
    confirm_held(lesson, at=MONDAY + HOUR)
    ring(MONDAY + DAY)
    bodies = {body["event"]: body for body in (json.loads(received.body) for received in outside.received)}
    page = {"id": letter.pk, "url": f"http://localhost:8000/letters/{letter.pk}/"}
    assert bodies["letter.logged"] == {
        "version": 1,
        "event": "letter.logged",
        "id": bodies["letter.logged"]["id"],
        "happened_at": "2026-03-02T09:00:00Z",
        "team": team.pk,
        "data": {"letter": page, "kind": "complaint"},
    }
    assert bodies["debrief.completed"]["data"] == {
        "letter": page,
        "kind": "complaint",
        "debrief": {"url": f"http://localhost:8000/letters/{letter.pk}/debrief/"},
    }
    assert bodies["lesson.adopted"]["happened_on"] == "2026-03-02"
    assert bodies["lesson.adopted"]["data"]["kind"] == "prevent"
    assert bodies["promise.late"]["data"]["due_on"] == "2026-03-02"
    everything = b" ".join(received.body for received in outside.received).decode().lower()
    words = "zebediah quillfeather xylophone wobbled yonder marmalade zest vex walrus counter".split()
    assert [word for word in words if word in everything] == []
