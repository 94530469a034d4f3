"""Everything a thief of the whole database would hold: each row with all its columns and where it lies on the disk."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Model

from foundation.database.engine import is_postgresql


@dataclass(frozen=True)
class Row:
    """One row: its columns by name, the engine's own among them."""

    table: str
    columns: dict[str, Any]

    def numbers(self) -> dict[str, float]:
        """Each column that can be put in an order, as a number."""
        found = {name: _number(value) for name, value in self.columns.items()}
        return {name: number for name, number in found.items() if number is not None}

    def everything(self) -> str:
        """All of it as text; a session is read as whoever holds the secret key reads it."""
        told = json.dumps(self.columns, default=str)
        if self.table == Session._meta.db_table:
            told += str(SessionStore().decode(self.columns["session_data"]))
        return told


def rows_of(model: type[Model]) -> list[Row]:
    """The rows in the order in which the database gives them when not asked for any."""
    name = model._meta.db_table
    places = "ctid::text, xmin::text, cmin::text" if is_postgresql() else "rowid"
    columns = ", ".join(connection.ops.quote_name(f.column) for f in model._meta.local_concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {places}, {columns} FROM {connection.ops.quote_name(name)}")
        names = [column[0] for column in cursor.description]
        own = [f"·{found}" if n < len(places.split(",")) else found for n, found in enumerate(names)]
        return [Row(name, {"order": n, **dict(zip(own, row, strict=True))}) for n, row in enumerate(cursor.fetchall())]


def sessions() -> Iterator[tuple[int, Row]]:
    """Each session with the person it belongs to."""
    keys = {session.session_key: session.get_decoded().get("_auth_user_id") for session in Session.objects.all()}
    for row in rows_of(Session):
        person = keys.get(row.columns["session_key"])
        if person:
            yield int(person), row


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, UUID):
        return float(value.int)
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return float(value.toordinal())
    if isinstance(value, str) and value.startswith("(") and "," in value:
        block, offset = value.strip("()").split(",")
        return int(block) * 10_000.0 + int(offset)
    if isinstance(value, str) and value.isdecimal():
        return float(value)
    if isinstance(value, str) and len(value) == 32 and all(c in "0123456789abcdef" for c in value):
        return float(int(value, 16))
    return None
