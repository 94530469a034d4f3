"""Questions that are put to PostgreSQL again and again, which it plans once for each connection.

A page may ask in one question what has ten parts; planning that takes longer than reading the few rows of each.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection

from foundation.database.repeated import raise_error

MOST = 64
"""So many plans are kept for a connection. It lives for a minute, in which as many people ask."""

TYPES: dict[type, str] = {bool: "boolean", int: "bigint", str: "text", datetime: "timestamptz", date: "date"}
"""In this order: a truth is a number as well, and a moment a day."""

_plans: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
"""Of each connection: the questions that were asked, and the names of their plans, empty for what was asked once."""

Statement = tuple[str, Any]


def planned(question: str, values: Mapping[str, Any]) -> Statement:
    """What to execute in place of the question: its plan, from the second time on that a connection asks it.

    In the question `%(name)s` stands for a value: a number, a word, a day or a moment, else it is asked as it is.
    """
    connection.ensure_connection()
    own = connection.connection
    plans = _plans.setdefault(own, {})
    if question not in plans:
        if len(plans) < MOST:
            plans[question] = ""
        return question, values
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", question)))
    given = [values[name] for name in names]
    if not all(isinstance(value, tuple(TYPES)) for value in given):
        return question, values
    if not plans[question]:
        plans[question] = _plan(own, question, names, given)
    marks = ", ".join(["%s"] * len(given))
    return f"EXECUTE {plans[question]} ({marks})" if given else f"EXECUTE {plans[question]}", given


def _plan(own: "Connection[Any]", question: str, names: Sequence[str], given: Sequence[Any]) -> str:
    """The name of the plan, which the connection knows from now on."""
    name = f"asked_{hashlib.sha256(question.encode()).hexdigest()[:16]}"
    gaps = [f"${place}::{_type_of(value)}" for place, value in enumerate(given, start=1)]
    sql = question % dict(zip(names, gaps, strict=True))
    with connection.wrap_database_errors:
        raise_error(own, own.pgconn.prepare(name.encode(), sql.encode()))
    return name


def _type_of(value: Any) -> str:
    return next(name for sort, name in TYPES.items() if isinstance(value, sort))
