"""Opening an address as somebody: what the rules about pages have in common."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.rules.permissions import Entry
from tests.rules.world import World
from tests.shown_forms import key_shown_to


def signed_in(world: World, person: str) -> Client:
    client = Client()
    if person in world.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[person]
    return client


def ask(client: Client, name: str, entry: Entry, world: World, *, arguments: list[Any] | None = None) -> Any:
    address = reverse(name, args=entry.at(world) if arguments is None else arguments)
    if entry.method == "GET":
        return client.get(address)
    return client.post(address, {"form_key": key_shown_to(client)} | entry.sending(world))
