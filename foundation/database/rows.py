"""New rows written at once: a few of several tables, or very many of one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, groupby, islice, repeat
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Field, ForeignKey, JSONField, Model
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql import InsertQuery

from foundation.database.engine import Statement, execute_together, is_postgresql
from foundation.database.plans import carried_out, plan_of

TABLES_KEPT = 256

Row = TypeVar("Row", bound=Model)
Written = TypeVar("Written", bound="Model | Alike")


def insert_alone(row: Model) -> None:
    """Insert one row, which learns its key, in a transaction of its own."""
    sql, values = _insert([row])
    # Where there is a transaction around it, an error must not spoil that.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        returning = f"{sql} RETURNING {connection.ops.quote_name(str(_key(row).column))}"
        ((row.pk,),) = execute_together((returning, values))
    _are_written([row])


class Alike(Generic[Row]):
    """New rows of one table that differ in a few columns alone: a row that none of them is yet, and all values of those.

    Foreign keys are given by key, and no column is JSON. To make each row takes Django longer than PostgreSQL takes to
    store it, and what they have in common would be sent with each.
    """

    def __init__(self, pattern: Row, **columns: Sequence[Any]) -> None:
        self.pattern = pattern
        self.columns = columns
        if len({len(values) for values in columns.values()}) != 1:
            raise ValueError("Each row has one value of each column.")

    def each(self) -> list[Row]:
        """The rows themselves."""
        rows = []
        for values in zip(*self.columns.values(), strict=True):
            row = copy(self.pattern)
            for column, value in zip(self.columns, values, strict=True):
                setattr(row, column, value)
            rows.append(row)
        return rows

    def __bool__(self) -> bool:
        return all(self.columns.values())


def insert_together(*rows: Model | Alike) -> None:
    """Insert rows of any tables, all or none; those of one table that stand side by side in one statement.

    A row may name another that comes with it and has no key yet: that one learns its key here, the others do not learn
    those that the database gives them. No signal is sent.
    """
    some = [row for row in rows if row]
    if not some:
        return
    if is_postgresql() and connection.get_autocommit():
        _insert_as_planned(some)
    else:
        _insert_each([one for row in some for one in (row.each() if isinstance(row, Alike) else [row])])
    _are_written(row for row in some if isinstance(row, Model))


def _insert_each(rows: Sequence[Model]) -> None:
    # SQLite is asked for keys within the transaction that writes them: until its end nobody else gets the same.
    with nullcontext() if is_postgresql() else transaction.atomic():
        naming = _naming(rows)
        naming.give(_keys_of_each(naming.named))
        execute_together(*map(_insert, _by_table(rows)))


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


def _by_table(rows: Sequence[Written]) -> list[list[Written]]:
    """The rows, those of one table together that stand side by side; what is alike stands by itself."""
    return [list(some) for _table, some in groupby(rows, key=lambda row: row if isinstance(row, Alike) else type(row))]


@dataclass(frozen=True)
class _Naming:
    """The rows that others name before they have keys, and by which field each of those others does."""

    named: list[Model]
    by: list[tuple[Model, ForeignKey, Model]]

    def give(self, keys: Iterable[Any]) -> None:
        """Give its key to every row that is named, and write it down in those that name it."""
        for row, key in zip(self.named, keys, strict=True):
            row.pk = key
        for row, field, named in self.by:
            # Set as an attribute, another key would make Django forget which row is named.
            row.__dict__[field.attname] = named.pk


def _naming(rows: Sequence[Model]) -> _Naming:
    """Who names whom of these rows.

    Those that are one to one with another are named by that one as well: Django remembers them there.
    """
    by = [
        (row, field, named)
        for row in rows
        for field in _names(type(row))
        if getattr(row, field.attname) is None and (named := field.get_cached_value(row, default=None)) is not None
    ]
    back = [row for row, field, _named in by if field.one_to_one and not field.primary_key]
    without = {id(row): row for row in (*(named for *_, named in by), *back) if row.pk is None}
    return _Naming([*without.values()], by)


@lru_cache(maxsize=TABLES_KEPT)
def _names(table: type[Model]) -> list[ForeignKey]:
    return [field for field in table._meta.concrete_fields if isinstance(field, ForeignKey)]


def _keys_of_each(rows: Sequence[Model]) -> list[int]:
    """A new key for each of these rows of any tables."""
    keys = [_key(row) for row in rows]
    if not is_postgresql():
        drawn = {key: iter(_keys(key, keys.count(key))) for key in keys}
        return [next(drawn[key]) for key in keys]
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['nextval(%s)'] * len(keys))}", [*map(_sequence_of, rows)])
        return list(cursor.fetchone())


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


def _sequence_of(row: Model) -> str:
    key = _key(row)
    return _sequence(key.model._meta.db_table, str(key.column))


@lru_cache(maxsize=TABLES_KEPT)
def _sequence(table: str, column: str) -> str:
    """Where PostgreSQL gets the keys of a table from; to find that takes it longer than to draw one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
        return str(cursor.fetchone()[0])


@dataclass(frozen=True, eq=False)
class _Given:
    """The columns whose values we send, and not those that the database fills; and how they are read off a row."""

    into: str
    """The table with its columns, as SQL names them."""
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


def _given(rows: Sequence[Model], *, spread: Iterable[str] = ()) -> _Given:
    """What these rows give, and the columns that are spread over them in any case."""
    left_out = frozenset(
        field
        for field in _with_defaults(type(rows[0]))
        if field.attname not in spread and all(_is_left_to_the_database(row, field) for row in rows)
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
        fields=fields,
        read=attrgetter(*(field.attname for field in fields)),
        as_json=[(place, field) for place, field in enumerate(fields) if isinstance(field, JSONField)],
    )


def _insert(rows: Sequence[Model]) -> Statement:
    given = _given(rows)
    if is_postgresql():
        connection.ensure_connection()
        # Row by row: psycopg remembers how SQL is filled in, unless it has very many gaps.
        fill_in, gaps = connection.connection.cursor().mogrify, _gaps(repeat("%s", len(given.fields)))
        return (
            f"INSERT INTO {given.into} VALUES {', '.join(fill_in(gaps, given.values(row)) for row in rows)}",
            None,
        )
    query = InsertQuery(type(rows[0]))
    query.insert_values(given.fields, list(rows))
    ((sql, values),) = query.get_compiler(connection=connection).as_sql()
    return sql, values


def _gaps(signs: Iterable[str]) -> str:
    return f"({', '.join(signs)})"


class _Key(str):
    """Stands where a key will be that PostgreSQL is still to draw, and is called so there."""


@dataclass(frozen=True)
class _Part:
    """So many rows of one table; where columns are spread over rows, one stands for as many as those have values."""

    given: _Given
    rows: int
    spread: tuple[str, ...] = ()

    def sql(self, signs: Iterator[str]) -> str:
        """What inserts them, each value standing where its sign stands."""
        if self.spread:
            return f"INSERT INTO {self.given.into} {self._spread(signs)}"
        gaps = (_gaps(islice(signs, len(self.given.fields))) for _row in range(self.rows))
        return f"INSERT INTO {self.given.into} VALUES {', '.join(gaps)}"

    def _spread(self, signs: Iterator[str]) -> str:
        """One value for each column that all rows have in common, and for each other as many as there are rows."""
        columns, lists = list[str](), list[str]()
        for field, sign in zip(self.given.fields, signs, strict=False):
            if field.attname in self.spread:
                columns.append(f"spread.by_{len(lists)}")
                lists.append(f"{sign}::{field.db_type(connection)}[]")
            else:
                columns.append(sign)
        names = ", ".join(f"by_{number}" for number in range(len(lists)))
        return f"SELECT {', '.join(columns)} FROM unnest({', '.join(lists)}) AS spread ({names})"


def _insert_as_planned(rows: "Sequence[Model | Alike]") -> None:
    """Insert the rows in one statement, which is a transaction by itself and draws their keys; for PostgreSQL alone.

    It plans once for each connection how so many rows of these tables are inserted: that takes it longer than to do it.
    """
    naming = _naming([row.pattern if isinstance(row, Alike) else row for row in rows])
    keys: list[Any] = [None] * len(naming.named)
    naming.give(_Key(f"key_{number}") for number in range(len(keys)))
    try:
        keys = _executed(rows, sequences=map(_sequence_of, naming.named))
    finally:
        naming.give(keys)


def _executed(rows: "Sequence[Model | Alike]", *, sequences: Iterable[str]) -> list[int]:
    """Insert these rows; the keys that were drawn for them."""
    parts = [_part(some) for some in _by_table(rows)]
    values = [value for _part, its_values in parts for value in its_values]
    statement = _statement(
        tuple(part for part, _values in parts),
        tuple(sequences),
        tuple((place, value) for place, value in enumerate(values) if isinstance(value, _Key)),
    )
    known = [value for value in values if not isinstance(value, _Key)]
    own = connection.connection
    (keys,) = carried_out(own, plan_of(own, statement), known)
    return list(keys)


def _part(rows: "Sequence[Model | Alike]") -> tuple[_Part, list[Any]]:
    """Rows of one table, and all their values: of each column that is spread a list of them."""
    patterns = [row.pattern if isinstance(row, Alike) else row for row in rows]
    spread = rows[0].columns if isinstance(rows[0], Alike) else {}
    given = _given(patterns, spread=spread)
    values = [value for row in patterns for value in given.values(row)]
    if spread:
        values = [spread.get(field.attname, value) for field, value in zip(given.fields, values, strict=True)]
    return _Part(given, len(rows), tuple(spread)), values


@lru_cache(maxsize=TABLES_KEPT)
def _statement(parts: tuple[_Part, ...], sequences: tuple[str, ...], drawn: tuple[tuple[int, _Key], ...]) -> bytes:
    """What draws a key from each sequence, inserts all parts, and tells the keys.

    Among all values of all parts those in the places of `drawn` are keys.
    """
    draws = ", ".join(f"nextval('{sequence}') AS key_{number}" for number, sequence in enumerate(sequences))
    keys, numbers = dict(drawn), count(1)
    signs = (f"(SELECT {keys[place]} FROM keys)" if place in keys else f"${next(numbers)}" for place in count())
    inserts = [f"rows_{number} AS ({part.sql(signs)})" for number, part in enumerate(parts)]
    return f"WITH keys AS MATERIALIZED (SELECT {draws}), {', '.join(inserts)} SELECT * FROM keys".encode()


def _are_written(rows: Iterable[Model]) -> None:
    database = connection.alias
    for row in rows:
        row._state.adding, row._state.db = False, database
