"""New rows written at once: a few of several tables, or very many of one."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql import InsertQuery

from foundation.engine import execute_together, is_postgresql

STATEMENTS_KEPT = 256
"""A few tables, with some numbers of rows each."""


def insert_together(*rows: Model) -> None:
    """Insert rows of any tables, in this order; those of one table that stand side by side in one statement.

    PostgreSQL takes everything in one message. Nothing comes back, so the rows here do not learn the keys that the database
    gives them, and no signal is sent.
    """
    if not rows:
        return
    execute_together(*(_insert(list(alike)) for _table, alike in groupby(rows, key=type)))


def write_many(rows: Sequence[Model]) -> None:
    """Insert very many rows of one table, which learn the keys that the database gives them and nothing else.

    PostgreSQL takes them as a stream, and stores the first while the others are put together here. No signal is sent.
    """
    if not rows:
        return
    if not is_postgresql():
        type(rows[0])._default_manager.bulk_create(rows)
        return
    key = rows[0]._meta.auto_field
    if key:
        for row, number in zip(rows, _keys(key, len(rows)), strict=True):
            row.pk = number
    fields = [*([key] if key else []), *_given(rows)]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    copy = f"COPY {quoted(rows[0]._meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy) as stream:
        for values in _values(rows, fields):
            stream.write_row(values)


def _keys(key: Field, count: int) -> list[int]:
    """So many new keys of a table, as its rows would get them one after the other."""
    draw = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(draw, [key.model._meta.db_table, key.column, count])
        return [number for (number,) in cursor.fetchall()]


def _values(rows: Sequence[Model], fields: list[Field]) -> Iterator[Sequence[Any]]:
    """What each row holds, as PostgreSQL wants it: only what becomes JSON looks otherwise here than there."""
    read = attrgetter(*(field.attname for field in fields))
    as_json = [(place, field) for place, field in enumerate(fields) if isinstance(field, JSONField)]
    for row in rows:
        if not as_json:
            yield read(row)
            continue
        values = list(read(row))
        for place, field in as_json:
            values[place] = field.get_db_prep_save(values[place], connection=connection)
        yield values


def _insert(rows: list[Model]) -> tuple[str, Sequence[Any]]:
    fields = _given(rows)
    if is_postgresql():
        # It takes what rows hold as it is; Django would look at every value of every row several times.
        return _insert_sql(tuple(fields), len(rows)), [value for values in _values(rows, fields) for value in values]
    query = InsertQuery(type(rows[0]))
    query.insert_values(fields, rows)
    ((sql, values),) = query.get_compiler(connection=connection).as_sql()
    return sql, values


@lru_cache(maxsize=STATEMENTS_KEPT)
def _insert_sql(fields: tuple[Field, ...], rows: int) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quoted(fields[0].model._meta.db_table)} ({columns}) VALUES {', '.join([row] * rows)}"


def _given(rows: Sequence[Model]) -> list[Field]:
    """The fields that these rows give to the database rather than get from it."""
    about = rows[0]._meta
    return [
        field
        for field in about.concrete_fields
        if field is not about.auto_field and not field.generated and not _is_left_out(field, rows)
    ]


def _is_left_out(field: Field, rows: Sequence[Model]) -> bool:
    return field.has_db_default() and all(isinstance(getattr(row, field.attname), DatabaseDefault) for row in rows)
