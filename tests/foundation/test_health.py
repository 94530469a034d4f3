"""Whoever watches over the product reads in plain words what is missing."""

from __future__ import annotations

from threading import Event

import pytest
from django.core.management import call_command
from django.db import OperationalError

from tests.services.processes import LOOPBACK, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign_words(monkeypatch):
    """Every word that is marked for translation comes back in another language's quotation marks."""
    monkeypatch.setattr("django.utils.translation._trans.gettext", lambda words: f"»{words}«", raising=False)


def test_a_ready_product_says_that_all_is_fine(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    found = answer.json()
    assert {name: found[name] for name in ("ready", "database", "migrations", "broker")} == {
        "ready": True, "database": "fine", "migrations": "fine", "broker": "fine"
    }  # fmt: skip


def test_a_closed_broker_is_told_within_a_second_or_two(client, settings):
    settings.REDIS_URL = f"redis://{LOOPBACK}:{free_port()}/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"].startswith("Redis cannot be reached")
    assert answer.json()["database"] == "fine"


def test_a_database_that_is_away_is_told(client, monkeypatch):
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "The database cannot be reached."
    assert client.get("/healthz").status_code == 200


def test_the_doctor_says_in_plain_words_that_the_database_is_away(monkeypatch, capsys):
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("foundation.health._MIGRATED", Event())
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
    with pytest.raises(SystemExit):
        call_command("doctor", no_color=True)
    said = capsys.readouterr().out
    assert "wrong  Database: The database cannot be reached." in said
    assert "Unknown while the database cannot be reached." in said


def test_migrations_that_wait_are_told(client, monkeypatch):
    monkeypatch.setattr("foundation.health._MIGRATED", Event())
    monkeypatch.setattr("foundation.health.MigrationExecutor.migration_plan", lambda *_: ["one", "two"])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"].startswith("2 migrations wait")


def test_that_all_are_applied_is_looked_up_once(client, monkeypatch):
    monkeypatch.setattr("foundation.health._MIGRATED", Event())
    assert client.get("/readyz").json()["migrations"] == "fine"
    monkeypatch.setattr("foundation.health.MigrationExecutor", None)
    assert client.get("/readyz").json()["migrations"] == "fine"


def test_it_is_told_in_the_language_of_whoever_asks(client, settings, foreign_words):
    settings.REDIS_URL = f"redis://{LOOPBACK}:{free_port()}/0"
    answer = client.get("/readyz").json()
    assert answer["database"] == "»fine«"
    assert answer["broker"].startswith("»Redis cannot be reached")
