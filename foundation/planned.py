"""Questions that are put to PostgreSQL again and again, which it plans once for each connection.

A page may ask in one question what has ten parts; planning that takes longer than reading the few rows of each.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import errors
from psycopg.pq import ExecStatus

MOST = 64
"""So many plans are kept for a connection. It lives for a minute, in which as many people ask."""

TYPES: dict[type, str] = {int: "bigint", date: "date", datetime: "timestamptz"}

_plans: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
"""Of each connection: the questions that were asked, and the names of their plans, empty for what was asked once."""

Statement = tuple[str, Any]


def planned(question: str, values: Mapping[str, Any]) -> Statement:
    """What to execute in place of the question: its plan, from the second time on that a connection asks it.

    In the question `%(name)s` stands for a value: a number, a day or a moment, else it is asked as it is.
    """
    connection.ensure_connection()
    own = connection.connection
    plans = _plans.setdefault(own, {})
    if question not in plans:
        if len(plans) < MOST:
            plans[question] = ""
        return question, values
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", question)))
    if not all(type(values[name]) in TYPES for name in names):
        return question, values
    if not plans[question]:
        plan = f"asked_{hashlib.sha256(question.encode()).hexdigest()[:16]}"
        gaps = {name: f"${place}::{TYPES[type(values[name])]}" for place, name in enumerate(names, start=1)}
        with connection.wrap_database_errors:
            result = own.pgconn.prepare(plan.encode(), (question % gaps).encode())
            if result.status == ExecStatus.FATAL_ERROR:
                raise errors.error_from_result(result, encoding=own.info.encoding)
        plans[question] = plan
    marks = ", ".join(["%s"] * len(names))
    return f"EXECUTE {plans[question]} ({marks})" if names else f"EXECUTE {plans[question]}", [values[n] for n in names]
