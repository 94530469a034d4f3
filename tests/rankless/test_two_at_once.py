"""Several people write the same section at once, each as a browser does: read, type, save, settle what clashed.

Whatever anybody typed must stand in the stored text at the end, since nobody here ever takes a word out.
"""

import random
import re
from html import unescape
from itertools import count
from threading import Thread

import pytest
from django.db import connection

from rankless.models import Debrief
from tests.factories import make_debrief, make_incident, make_person, make_team
from tests.shown_forms import Browser

SAVES = 20
TRIES = 200


class Writer:
    """One person with the debrief open in a browser."""

    def __init__(self, *, name: str, person, debrief: Debrief) -> None:
        self.name, self.address = name, f"/letters/{debrief.incident_id}/debrief/"
        self.client = Browser()
        self.client.force_login(person)
        self.numbers = count()
        self.typed: list[str] = []
        self.clashes = 0
        self.open()

    def open(self) -> None:
        self.read(self.client.get(self.address).content.decode())

    def read(self, html: str) -> None:
        self.seen = re.search(r'name="what_seen" value="(\d+)"', html)[1]
        self.text = unescape(re.search(r'name="what"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)[1])

    def type(self) -> None:
        token = f"{self.name}{next(self.numbers)}"
        self.typed.append(token)
        self.text = f"{self.text}\n{token}".strip()

    def save(self) -> None:
        """Press the button; whenever somebody else was faster, take both texts as they were put together."""
        for _try in range(TRIES):
            answer = self.client.post(self.address, {"what": self.text, "what_seen": self.seen})
            if answer.status_code == 302:
                self.open()
                return
            assert answer.status_code == 409
            self.clashes += 1
            self.read(answer.content.decode())
        raise AssertionError("never came to save")


def make_writers(*names: str) -> list[Writer]:
    team = make_team()
    debrief = make_debrief(incident=make_incident(team=team))
    return [Writer(name=name, person=make_person(team=team), debrief=debrief) for name in names]


def stored_tokens() -> list[str]:
    return Debrief.objects.get().what.split("\n")


def everything_typed(writers: list[Writer]) -> list[str]:
    return sorted(token for writer in writers for token in writer.typed)


@pytest.mark.django_db
def test_nothing_is_lost_when_two_take_turns_without_looking():
    writers = make_writers("ann", "bob")
    turns = random.Random(27)
    for _turn in range(60):
        writer = turns.choice(writers)
        writer.type()
        if turns.random() < 0.6:
            writer.save()
    for writer in writers:
        writer.save()
    assert sorted(stored_tokens()) == everything_typed(writers)
    assert sum(writer.clashes for writer in writers) > 10


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_lost_when_two_save_at_the_same_moment():
    writers = make_writers("ann", "bob")
    failures: list[BaseException] = []

    def write(writer: Writer) -> None:
        try:
            for _save in range(SAVES):
                writer.type()
                writer.save()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=write, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(stored_tokens()) == everything_typed(writers)
    assert len(everything_typed(writers)) == 2 * SAVES


@pytest.mark.django_db
def test_a_save_after_ten_minutes_offline_meets_all_that_happened_since():
    offline, online = make_writers("ann", "bob")
    offline.type()
    for _save in range(5):
        online.type()
        online.save()
    offline.save()
    assert sorted(stored_tokens()) == everything_typed([offline, online])
