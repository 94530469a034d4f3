"""A connection is asked seldom whether it still stands, and one that ended is never met by a person."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from foundation.database.postgresql import base

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.only_on("postgresql"),
]


@pytest.fixture(autouse=True)
def looked_after(monkeypatch):
    """As between the requests of a server."""
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    connection.close()
    connection.ensure_connection()
    request()
    yield
    connection.close()


def request() -> int:
    """The process of the server that answers the first question of the next request."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.fixture
def asked(monkeypatch) -> list[bool]:
    """Whether the server still answers, each time it is asked so."""
    asked: list[bool] = []
    is_usable = base.DatabaseWrapper.is_usable
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: asked.append(is_usable(self)) or asked[-1])
    return asked


def test_within_seconds_it_is_asked_once(asked):
    assert request() == request() == request()
    assert asked == []


def test_after_some_seconds_it_is_asked_again(asked, monkeypatch):
    now = base.time.monotonic()
    monkeypatch.setattr(base.time, "monotonic", lambda: now + base.SECONDS_TRUSTED)
    assert request() == request()
    assert asked == [True]


def test_one_that_the_server_ended_a_moment_ago_is_replaced_unnoticed(asked):
    ended = request()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 10000)", [ended]).fetchone() == (True,)
    assert request() != ended
    assert asked == [False]
    assert request() == request()
