"""New rows written at once: a few of several tables, or very many of one."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql import InsertQuery

from foundation.database.engine import Statement, execute_together, is_postgresql

TABLES_KEPT = 256


def give_key(row: Model) -> None:
    """Give a new row the key it will have, so that others can name it before it is written.

    SQLite has to be asked within the transaction that writes it: until its end nobody else gets the same.
    """
    (row.pk,) = _keys(_key(row), 1)


def insert_alone(row: Model, *, is_flushed: bool = True) -> None:
    """Insert one row, which learns its key, in a transaction of its own; `is_flushed` as for `execute_together`."""
    sql, values = _insert([row])
    # Where there is a transaction around it, an error must not spoil that.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        returning = f"{sql} RETURNING {connection.ops.quote_name(str(_key(row).column))}"
        ((row.pk,),) = execute_together((returning, values), is_flushed=is_flushed)
    _are_written([row])


def insert_together(*rows: Model, then: Statement | None = None) -> list[tuple[Any, ...]]:
    """Insert rows of any tables, in this order; those of one table that stand side by side in one statement.

    PostgreSQL takes everything in one message. Rows do not learn here the keys that the database gives them, unless they
    were given them before, and no signal is sent. A statement may follow the rows; what it returns is returned.
    """
    if not rows:
        return []
    inserts = [_insert(list(alike)) for _table, alike in groupby(rows, key=type)]
    returned = execute_together(*inserts, *([then] if then else []))
    _are_written(rows)
    return returned


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
    given = _given(rows)
    copy = f"COPY {given.into} FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy) as stream:
        for row in rows:
            stream.write_row(given.values(row))


def _key(row: Model) -> Field:
    key = row._meta.auto_field
    assert key is not None, f"{row._meta.label} gets no key from the database"
    return key


def _keys(key: Field, count: int) -> list[int]:
    """So many new keys of a table, as its rows would get them one after the other."""
    table = key.model._meta.db_table
    with connection.cursor() as cursor:
        if is_postgresql():
            draw = "SELECT nextval(%s::regclass) FROM generate_series(1, %s)"
            cursor.execute(draw, [_sequence(table, str(key.column)), count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
        return list(range(last + 1, last + 1 + count))


@lru_cache(maxsize=TABLES_KEPT)
def _sequence(table: str, column: str) -> str:
    """Where PostgreSQL gets the keys of a table from; to find that takes it longer than to draw one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
        return str(cursor.fetchone()[0])


@dataclass(frozen=True)
class _Given:
    """The columns that rows of a table give to the database rather than get from it, and how they are read and written."""

    into: str
    """The table with its columns, as SQL names them."""
    gaps: str
    fields: list[Field]
    read: Callable[[Model], Sequence[Any]]
    as_json: list[tuple[int, Field]]
    """Those that become JSON, by their place: all that looks otherwise here than in PostgreSQL."""

    def values(self, row: Model) -> Sequence[Any]:
        """What a row holds, as PostgreSQL wants it; Django would look at each value several times."""
        if not self.as_json:
            return self.read(row)
        values = list(self.read(row))
        for place, field in self.as_json:
            values[place] = field.get_db_prep_save(values[place], connection=connection)
        return values


def _given(rows: Sequence[Model]) -> _Given:
    left_out = frozenset(
        field for field in _with_defaults(type(rows[0])) if all(_is_left_to_the_database(row, field) for row in rows)
    )
    return _of_these(type(rows[0]), has_keys=rows[0].pk is not None, left_out=left_out)


@lru_cache(maxsize=TABLES_KEPT)
def _with_defaults(table: type[Model]) -> list[Field]:
    return [field for field in table._meta.concrete_fields if field.has_db_default()]


def _is_left_to_the_database(row: Model, field: Field) -> bool:
    return isinstance(getattr(row, field.attname), DatabaseDefault)


@lru_cache(maxsize=TABLES_KEPT)
def _of_these(table: type[Model], *, has_keys: bool, left_out: frozenset[Field]) -> _Given:
    about, quoted = table._meta, connection.ops.quote_name
    drawn = None if has_keys else about.auto_field
    fields = [
        field for field in about.concrete_fields if field is not drawn and not field.generated and field not in left_out
    ]
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    return _Given(
        into=f"{quoted(about.db_table)} ({columns})",
        gaps=f"({', '.join(['%s'] * len(fields))})",
        fields=fields,
        read=attrgetter(*(field.attname for field in fields)),
        as_json=[(place, field) for place, field in enumerate(fields) if isinstance(field, JSONField)],
    )


def _insert(rows: Sequence[Model]) -> Statement:
    given = _given(rows)
    if is_postgresql():
        connection.ensure_connection()
        # Row by row: psycopg remembers how SQL is filled in, unless it has very many gaps.
        fill_in = connection.connection.cursor().mogrify
        return (
            f"INSERT INTO {given.into} VALUES {', '.join(fill_in(given.gaps, given.values(row)) for row in rows)}",
            None,
        )
    query = InsertQuery(type(rows[0]))
    query.insert_values(given.fields, list(rows))
    ((sql, values),) = query.get_compiler(connection=connection).as_sql()
    return sql, values


def _are_written(rows: Sequence[Model]) -> None:
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
