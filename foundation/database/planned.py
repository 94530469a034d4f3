"""Questions that are put to the database again and again, which PostgreSQL plans once for each connection.

A page may ask in one question what has ten parts; planning that takes longer than reading the few rows of each.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

from foundation.database.engine import is_postgresql
from foundation.database.plans import carried_out, plan_of

MOST = 128
"""So many questions of a connection are planned; those it meets later are asked as they are."""

TYPES: dict[type, str] = {bool: "boolean", int: "bigint", str: "text", datetime: "timestamptz", date: "date"}
"""In this order, since to Python a bool is an int as well, and a datetime a date."""

_asked: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Of each connection: the questions that were asked."""


def answered(question: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that answer the question; on PostgreSQL by its plan, from the second time on that a connection asks it.

    In the question `%(name)s` stands for a value: a number, a word, a day or a moment. With values of other types it is not
    planned. A plan is carried out past Django's cursor, except within a transaction and where somebody records queries.
    """
    plan, given = _plan_of(question, values) if is_postgresql() else ("", [])
    if plan and connection.get_autocommit() and not (connection.execute_wrappers or connection.queries_logged):
        return carried_out(connection.connection, plan, given)
    marks = f" ({', '.join(['%s'] * len(given))})" if given else ""
    with connection.cursor() as cursor:
        cursor.execute(*((f"EXECUTE {plan}{marks}", given) if plan else (question, values)))
        return cursor.fetchall()


def _plan_of(question: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The name of the plan for it, if it has one now, and its values in their order."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    own = connection.connection
    asked = _asked.setdefault(own, set())
    if question not in asked:
        if len(asked) < MOST:
            asked.add(question)
        return "", []
    given = [values[name] for name in _names(question)]
    types = _types_of(tuple(map(type, given)))
    if types is None:
        return "", []
    return plan_of(own, _with_numbered_gaps(question, types)), given


@lru_cache(maxsize=4 * MOST)
def _names(question: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"%\((\w+)\)s", question)))


@lru_cache(maxsize=4 * MOST)
def _with_numbered_gaps(question: str, types: tuple[str, ...]) -> bytes:
    """The question as PostgreSQL plans it, with $1 for the first name in it, and so on."""
    gaps = (f"${place}::{kind}" for place, kind in enumerate(types, start=1))
    return (question % dict(zip(_names(question), gaps, strict=True))).encode()


@lru_cache(maxsize=4 * MOST)
def _types_of(sorts: tuple[type, ...]) -> tuple[str, ...] | None:
    """What PostgreSQL calls values of these sorts; None if that is not known of one."""
    names = tuple(next((name for known, name in TYPES.items() if issubclass(sort, known)), "") for sort in sorts)
    return names if all(names) else None
