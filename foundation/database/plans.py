"""What PostgreSQL has planned for a connection: each statement once, and by its name from then on."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection, errors, generators
from psycopg.adapt import PyFormat, Transformer
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


def carried_out(own: "Connection[Any]", plan: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a plan gives with these values; a DatabaseError if it gives none.

    No cursor of Django's stands between, which would begin a transaction, count what is asked, and take longer than
    PostgreSQL takes to answer: this is for whoever needs none of that.
    """
    reading = Transformer(own)
    with connection.wrap_database_errors:
        own.pgconn.send_query_prepared(plan.encode(), reading.dump_sequence(values, [PyFormat.TEXT] * len(values)))
        (result,) = own.wait(generators.execute(own.pgconn))
        raise_error(own, result)
        reading.set_pgresult(result)
        return reading.load_rows(0, result.ntuples, tuple)


def raise_error(own: "Connection[Any]", result: PGresult) -> None:
    """What went wrong on the server, if anything did, as psycopg would raise it."""
    if result.status == ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(result, encoding=own.info.encoding)
