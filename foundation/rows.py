"""New rows of several tables, written at once."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery

from foundation.engine import execute_together


def insert_together(*rows: Model) -> None:
    """Insert rows of any tables, in this order; those of one table that stand side by side in one statement.

    PostgreSQL takes everything in one message. Nothing comes back, so the rows here do not learn the keys that the database
    gives them, and no signal is sent.
    """
    if not rows:
        return
    execute_together(*(_insert(list(alike)) for _table, alike in groupby(rows, key=type)))


def _insert(rows: list[Model]) -> tuple[str, Sequence[Any]]:
    about = rows[0]._meta
    fields = [field for field in about.concrete_fields if field is not about.auto_field and not field.generated]
    query = InsertQuery(type(rows[0]))
    query.insert_values(fields, rows)
    ((sql, values),) = query.get_compiler(connection=connection).as_sql()
    return sql, values
