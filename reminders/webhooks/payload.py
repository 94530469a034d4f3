"""What a call says: numbers, kinds, days and addresses of pages. No name, and no word of a letter (docs/webhooks.md)."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from foundation.addresses import whole_address_of
from reminders.outlets.happenings import Happening
from reminders.outlets.models import Event

VERSION = 1
TOLD = [
    Event.LETTER_LOGGED,
    Event.DEBRIEF_COMPLETED,
    Event.LESSON_ADOPTED,
    Event.LESSON_RELAPSED,
    Event.PROMISE_LATE,
]
PAGES = {"letter": "overview:letter", "lesson": "overview:lesson"}


def body_of(happening: Happening, *, uuid: UUID) -> str:
    """The body of a call, the same for every attempt."""
    when = {"happened_on": happening.at.date()} if happening.is_of_day else {"happened_at": happening.at}
    data = {name: _told(name, value) for name, value in happening.facts.items()}
    if happening.event == Event.DEBRIEF_COMPLETED:
        data["debrief"] = {"url": whole_address_of("overview:debrief", happening.facts["letter"])}
    return _written({"event": happening.event.value, "id": uuid, **when, "team": happening.team_id, "data": data})


def trial_body(*, team_id: int, uuid: UUID, at: datetime) -> str:
    return _written({"event": Event.TEST.value, "id": uuid, "happened_at": at, "team": team_id, "data": {}})


def _written(content: dict[str, Any]) -> str:
    return json.dumps({"version": VERSION, **content}, default=_plain)


def _told(name: str, value: Any) -> Any:
    """A letter or lesson with the address of its page; anything else as it is."""
    return {"id": value, "url": whole_address_of(PAGES[name], value)} if name in PAGES else value


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
