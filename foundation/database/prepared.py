"""Questions that every page of a kind asks of its own row, put into SQL once.

Django puts a queryset into SQL anew each time it is asked, which mostly takes longer than the database takes to answer.
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, NamedValuesListIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.utils import create_namedtuple_class
from psycopg.sql import quote

from foundation.database.engine import Statement, is_postgresql
from foundation.database.planned import answered

Row = TypeVar("Row")

FIRST_STAND_IN = 7 * 10**18
"""Stands where the number of a row will be asked for; no row has one so large."""
TEXT_STAND_IN = "\N{OBJECT REPLACEMENT CHARACTER} stands in"


class Prepared(Generic[Row]):
    """`Prepared(question)(number)` is the list of what `question(number)` finds; several numbers likewise, or none.

    `question` is called once, with numbers that stand in for those to come, and one text if it is asked about one too. So
    nothing else may differ from one time to the next: not the day, not the language, not the person. Whatever a queryset
    can say is allowed, except locking its rows. PostgreSQL plans it once for each connection, unless `is_planned` is false:
    where one number finds a few rows and another very many, no plan is good for both.
    """

    def __init__(
        self,
        question: Callable[..., QuerySet[Any, Row]],
        *,
        numbers: int = 1,
        has_text: bool = False,
        is_planned: bool = True,
    ) -> None:
        self._question = question
        self._is_planned = is_planned
        self._names = [f"asked_{number}" for number in range(numbers + has_text)]
        self._stand_ins = [*range(FIRST_STAND_IN, FIRST_STAND_IN + numbers), *([TEXT_STAND_IN] if has_text else [])]

    def __call__(self, *asked: int | str) -> list[Row]:
        if any(isinstance(one, int) and one >= FIRST_STAND_IN for one in asked):  # as people type into addresses
            return []
        is_planned = self._is_planned and is_postgresql()
        # Asked before the compiler is copied, which remembers from putting the question together how its rows are read.
        told: Any = self._answered(asked) if is_planned else self._filled(asked)
        if is_planned and self._read_at_once:
            return self._read_at_once(told)
        queryset = self._queryset.all()
        compiler = copy(self._compiler)
        compiler.connection = connections[queryset.db]
        # What a queryset does when it is read, without putting itself into SQL and looking how each column is read.
        if is_planned:
            compiler.execute_sql = lambda *args, **options: [told]  # type: ignore[assignment, method-assign]
        else:
            compiler.as_sql = lambda *args, **options: told  # type: ignore[method-assign]
        compiler.get_converters = lambda expressions: self._converters  # type: ignore[method-assign]
        queryset.query.get_compiler = lambda *args, **options: compiler  # type: ignore[method-assign]
        return list(queryset)

    def _filled(self, asked: Sequence[int | str]) -> Statement:
        sql, values, gaps = self._sql
        filled = list(values)
        for value, places in zip(asked, gaps, strict=True):
            for place in places:
                filled[place] = value
        return sql, tuple(filled)

    def _answered(self, asked: Sequence[int | str]) -> list[tuple[Any, ...]]:
        rows = answered(self._to_plan, dict(zip(self._names, asked, strict=True)))
        # What rows are put in order by may stand after them.
        return [row[: self._compiler.col_count] for row in rows] if self._compiler.has_extra_select else rows

    @cached_property
    def _queryset(self) -> QuerySet[Any, Row]:
        return self._question(*self._stand_ins)

    @cached_property
    def _compiler(self) -> SQLCompiler:
        return self._queryset.query.get_compiler(using=self._queryset.db)

    @cached_property
    def _converters(self) -> dict[int, Any]:
        """How values become those of Python, by their column; of most nothing has to be said."""
        compiler = self._compiler
        return compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])

    @cached_property
    def _read_at_once(self) -> Callable[[list[tuple[Any, ...]]], list[Row]] | None:
        """How rows of plain values become those that were asked for; None where Django has more to do with them.

        To have it read them takes longer than all else that is done here about a few rows.
        """
        asked, compiler = self._queryset, self._compiler
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        if self._converters or compiler.has_composite_fields(columns):
            return None
        if asked._iterable_class is ValuesListIterable:
            return lambda rows: [*rows]  # type: ignore[list-item]  # the rows are what was asked for
        if asked._iterable_class is FlatValuesListIterable:
            return lambda rows: [value for value, *_ in rows]
        if asked._iterable_class is NamedValuesListIterable and (names := asked._fields):  # type: ignore[attr-defined]
            return partial(_named, create_namedtuple_class(*names))
        return None

    @cached_property
    def _sql(self) -> tuple[str, tuple[Any, ...], list[list[int]]]:
        """The question, its values, and at which places among them each number stands.

        The compiler remembers from putting it together how the rows are read.
        """
        sql, values = self._compiler.as_sql()
        gaps = [[place for place, value in enumerate(values) if value == one] for one in self._stand_ins]
        if not all(gaps):
            raise ValueError("What is asked does not stand in the question, which would find the same for all.")
        return sql, tuple(values), gaps

    @cached_property
    def _to_plan(self) -> str:
        """The question with all that never differs written out: only of that can a plan know which index is for it."""
        sql, values, gaps = self._sql
        connection.ensure_connection()
        written = [quote(value, connection.connection).replace("%", "%%") for value in values]
        for number, places in enumerate(gaps):
            for place in places:
                written[place] = f"%(asked_{number})s"
        return sql.replace("%%", "%%%%") % tuple(written)


def _named(sort: Any, rows: list[tuple[Any, ...]]) -> list[Any]:
    return list(map(sort._make, rows))
