"""What people do at the page for writing alone, and what is read of its answers."""

import re
from typing import Any

from django.test import Client

from people.models import User
from rankless.alone.gathering import Note, hand_in
from rankless.models import Debrief, Envelope, Section, Voice
from tests.shown_forms import Browser, key_shown_to

KEY = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}-[A-Z2-7]{2}")


def address(debrief: Debrief, verb: str = "") -> str:
    return f"/letters/{debrief.incident_id}/debrief/" + (f"{verb}/" if verb else "")


def browser_of(person: User) -> Client:
    client = Browser()
    client.force_login(person)
    return client


def typed(client: Client, **boxes: str) -> dict[str, str]:
    """A form as it was shown to the person of this browser, filled in; a form of its own each time."""
    return {"form_key": key_shown_to(client)} | {f"note-{name}": text for name, text in boxes.items()}


def texts() -> list[str]:
    """What lies sealed, all of it."""
    return [note["text"] for envelope in Envelope.objects.all() for note in envelope.content]


def html_of(response: Any) -> str:
    return str(response.content.decode())


def key_shown(client: Client, debrief: Debrief) -> str:
    found = KEY.search(html_of(client.get(address(debrief))))
    assert found
    return found[0]


def others_hand_in(debrief: Debrief, voice: Voice, *, number: int) -> None:
    for other in debrief.voices.exclude(pk=voice.pk)[:number]:
        hand_in(other, [Note(Section.WHAT, f"Seen by {other.pk}.")], key=f"key {other.pk}")
