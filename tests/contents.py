"""What migrations wrote into the tables, as SQL that puts it back where a test that commits has emptied them.

Django keeps a text of JSON for that, and makes of it a model and two questions for each row: a tenth of a second of a
core around each of these tests.
"""

from __future__ import annotations

import json

from django.apps import apps
from django.db import connection, models, transaction


def written_down() -> str:
    """All rows of the product's tables as they are now: a list of statements, one for each table that holds something."""
    of_each = (_statement(model) for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return json.dumps([statement for statement in of_each if statement])


def put_back(written: str) -> None:
    """What is there already stays, so that nothing changes where nothing is missing."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in json.loads(written):
            cursor.execute(statement)


def _statement(model: type[models.Model]) -> str:
    """The engine says each value itself, in words it understands."""
    name, meta = connection.ops.quote_name, model._meta
    columns = [name(field.column) for field in meta.local_concrete_fields if not field.generated]
    quoted = "quote({})" if connection.vendor == "sqlite" else "quote_nullable({}::text)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(map(quoted.format, columns))} FROM {name(meta.db_table)} ORDER BY {name(meta.pk.column)}"
        )
        rows = ", ".join(f"({', '.join(row)})" for row in cursor.fetchall())
    into = f"INSERT INTO {name(meta.db_table)} ({', '.join(columns)})"
    return rows and f"{into} VALUES {rows} ON CONFLICT DO NOTHING"
