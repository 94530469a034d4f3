"""The two database engines, and the few places where they differ; nothing else asks which one it is."""

import sqlite3
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, TypeVar

import structlog
from django.core.exceptions import EmptyResultSet
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Func, Model, QuerySet, TextField
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

from foundation.text import folded

M = TypeVar("M", bound=Model)

log = structlog.get_logger(__name__)


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def locked(queryset: QuerySet[M], *, skip: bool = False) -> QuerySet[M]:
    """The rows, held until the transaction ends; with `skip`, without those another transaction holds.

    SQLite has no row locks and needs none: our transactions there are immediate, so only one writes at a time.
    """
    if connection.features.has_select_for_update:
        return queryset.select_for_update(skip_locked=skip and connection.features.has_select_for_update_skip_locked)
    return queryset


Statement = tuple[str, Sequence[Any] | None]
"""SQL with its values, or with none when they stand in it."""


def execute_together(*statements: Statement) -> list[tuple[Any, ...]]:
    """Carry out all of these statements or none, and return what the last one returns.

    PostgreSQL takes them in one message, which is a transaction by itself.
    """
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(_in_one_message(cursor, statements))
            while cursor.nextset():
                pass
            return _returned(cursor)
        with transaction.atomic(savepoint=False) if len(statements) > 1 else nullcontext():
            for sql, values in statements:
                cursor.execute(sql, values)
            return _returned(cursor)


def _returned(cursor: Any) -> list[tuple[Any, ...]]:
    return cursor.fetchall() if cursor.description else []


def _in_one_message(cursor: Any, statements: Sequence[Statement]) -> str:
    return "; ".join(sql if values is None else cursor.mogrify(sql, values) for sql, values in statements)


def among(numbers: Sequence[int]) -> tuple[str, list[Any]]:
    """What follows a column in SQL that is to be one of these numbers, with its values.

    For PostgreSQL they are one text: psycopg looks at each number of a list for longer than PostgreSQL needs to find it.
    """
    if is_postgresql():
        return "= ANY(%s::bigint[])", [f"{{{','.join(map(str, numbers))}}}"]
    return f"IN ({', '.join(['%s'] * len(numbers))})", list(numbers)


@Field.register_lookup
@ForeignObject.register_lookup
class Among(In):
    """The same as `in`, for hundreds of ids or keys: PostgreSQL takes them as one array, at a tenth of the price of each."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        return list(self.rhs)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        if not self.rhs:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        if set(map(type, self.rhs)) == {int}:
            asked, numbers = among(self.rhs)
            return f"{column} {asked}", [*values, *numbers]
        return f"{column} = ANY(%s)", [*values, self.rhs]


class Folded(Func):
    """A text in small letters without accents, as `foundation.text.folded` makes it.

    PostgreSQL has a function of ours for it, which needs no extension; SQLite is taught one with each connection.
    """

    function = "DEBRIEF_FOLDED"
    output_field = TextField()


def teach_folding(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of Django's `connection_created`: gives SQLite the function that `Folded` asks for."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("DEBRIEF_FOLDED", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str | None:
    return folded(text) if text else text


def forget_deleted(*tables: type[Model]) -> None:
    """Clear away what is left of deleted and changed rows of these tables; outside a transaction, after its end.

    SQLite overwrites deleted rows at once (`secure_delete`), but its write-ahead log still holds them; PostgreSQL keeps
    dead rows until a vacuum. Whatever cannot be cleared now, because somebody still reads an older state, goes with the next
    time: no caller fails by it.
    """
    command = "PRAGMA wal_checkpoint(TRUNCATE)"
    if is_postgresql():
        names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
        command = f"VACUUM (SKIP_LOCKED) {names}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(command)
    except (OperationalError, InterfaceError) as error:
        log.warning("deleted rows not cleared", error=type(error).__name__)


def write_anew(table: type[Model]) -> None:
    """Write the whole table anew, so that nothing is left on its pages of rows that were cleared away; for a small one.

    PostgreSQL frees the room of a row and leaves its bytes there; SQLite needs nothing. The table is held for the time it
    takes, and given up if others hold it for longer than a second: the next time will do.
    """
    if not is_postgresql():
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        try:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table._meta.db_table)}")
        except OperationalError as error:
            log.warning("table not written anew", error=type(error).__name__)
        finally:
            cursor.execute("RESET lock_timeout")


def is_away(error: BaseException) -> bool:
    """Whether the database cannot take it now: stopped, unreachable, full, or held by someone else for too long.

    A mistake in our own question is not that and has to stay visible; SQLite reports both by one class of error.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    return not isinstance(cause, sqlite3.Error) or cause.sqlite_errorcode != sqlite3.SQLITE_ERROR
