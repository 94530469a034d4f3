"""What PostgreSQL has planned for a connection: each statement once, and by its name from then on."""

from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection, errors
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

MOST = 128
"""So many are kept for a connection. It lives for a minute, in which as many people ask."""

_plans: WeakKeyDictionary[Any, dict[bytes, str]] = WeakKeyDictionary()
"""Of each connection: the names of its plans by their statements; those used last stand last."""


def plan_of(own: "Connection[Any]", statement: bytes) -> str:
    """The name of the plan for this statement, with its values from $1 on; the one not used for longest makes room for it.

    A DatabaseError if PostgreSQL cannot plan it.
    """
    plans = _plans.setdefault(own, {})
    name = plans.pop(statement, "")
    if not name:
        name = f"debrief_{sha256(statement).hexdigest()[:16]}"
        with connection.wrap_database_errors:
            raise_error(own, own.pgconn.prepare(name.encode(), statement))
            if len(plans) >= MOST:
                forgotten = plans.pop(next(iter(plans)))
                raise_error(own, own.pgconn.exec_(f"DEALLOCATE {forgotten}".encode()))
    plans[statement] = name
    return name


def raise_error(own: "Connection[Any]", result: PGresult) -> None:
    """What went wrong on the server, if anything did, as psycopg would raise it."""
    if result.status == ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(result, encoding=own.info.encoding)
