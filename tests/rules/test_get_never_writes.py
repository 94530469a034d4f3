"""Every page answers every person as the table in permissions.py says, and looking changes nothing in any table."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.rules.permissions import TABLE
from tests.rules.visits import ask, signed_in
from tests.rules.world import PEOPLE

PAGES = [(name, entry) for name, entries in TABLE.items() for entry in entries if entry.method == "GET"]
NOT_OURS = {"django_session", "django_migrations"}
WRITES = re.compile(
    r"^\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|MERGE)\b(?!.*django_session)", re.IGNORECASE | re.DOTALL
)


def checksums() -> dict[str, str]:
    tables = set(connection.introspection.table_names()) - NOT_OURS
    return {table: _checksum(table) for table in tables}


def _checksum(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr(row) for row in cursor.fetchall())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


@pytest.fixture(scope="module")
def before(_made, django_db_blocker) -> dict[str, str]:
    """What every test of this module finds."""
    with django_db_blocker.unblock():
        return checksums()


@pytest.mark.parametrize(("name", "entry"), PAGES, ids=[name for name, _ in PAGES])
def test_who_may_look_and_looking_never_writes(name, entry, world, before):
    answers = {}
    for person in PEOPLE:
        client = signed_in(world, person)
        with CaptureQueriesContext(connection) as queries:
            answers[person] = ask(client, name, entry, world).status_code
        assert [query["sql"] for query in queries if WRITES.match(query["sql"])] == [], person
    assert answers == dict(zip(PEOPLE, entry.answers, strict=True))
    assert checksums() == before


def test_every_address_that_can_be_read_is_read_here():
    read = {name for name, _ in PAGES}
    only_written = {name for name, entries in TABLE.items() if all(entry.method == "POST" for entry in entries)}
    assert read | only_written == set(TABLE)


@pytest.mark.same_on_any_engine
@pytest.mark.parametrize("name", [name for name, entries in TABLE.items() if name not in dict(PAGES)])
def test_what_only_writes_refuses_to_be_read(name, world):
    address = reverse(name, args=TABLE[name][0].at(world))
    assert signed_in(world, "manager").get(address).status_code == 405
