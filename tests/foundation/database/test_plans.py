"""A connection keeps the plans that it used last."""

import pytest
from django.db import DatabaseError, connection

from foundation.database import plans
from foundation.database.plans import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


@pytest.fixture(autouse=True)
def own():
    """A connection that has planned nothing yet."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    plans._plans.pop(connection.connection, None)
    return connection.connection


def known():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


def test_a_statement_is_planned_once(own):
    assert plan_of(own, b"SELECT 1") == plan_of(own, b"SELECT 1")
    assert known() == {"SELECT 1"}


def test_the_one_not_used_for_longest_makes_room(own, monkeypatch):
    monkeypatch.setattr(plans, "MOST", 2)
    for statement in (b"SELECT 1", b"SELECT 2", b"SELECT 1", b"SELECT 3"):
        plan_of(own, statement)
    assert known() == {"SELECT 1", "SELECT 3"}


def test_what_cannot_be_planned_raises_the_error_of_the_database(own):
    with pytest.raises(DatabaseError, match="nowhere"):
        plan_of(own, b"SELECT * FROM nowhere")
