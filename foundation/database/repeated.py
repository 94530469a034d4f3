"""Changes of rows that are made over and over, as cheaply as PostgreSQL can take them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from psycopg import Connection, generators

from foundation.database.plans import plan_of, raise_error


class Repeated:
    """Changes that are each time a transaction by themselves; for PostgreSQL alone.

    It is told once for each connection what they are, and plans them once. They stand in a `WITH`, as statements after its
    name; their values, from $2 on, are handed over as text.
    """

    def __init__(self, changes: str) -> None:
        # $1 says how it is committed; where nothing is said, as the server does it.
        how = "set_config('synchronous_commit', coalesce($1, current_setting('synchronous_commit')), true)"
        self._sql = f"WITH {changes} SELECT {how}".encode()

    def begin(self, *values: str, is_flushed: bool = True) -> Callable[[], None]:
        """Make the changes, and wait for no more than their beginning; what is returned waits for the end.

        That raises what went wrong. From now on PostgreSQL has the changes, even if this process dies, and works on them
        while something else is done here; until the end was waited for, nothing may be asked of the database. Unless
        `is_flushed`, nobody waits for the disk: they outlive this process, and a crash of the server from half a second
        later on.
        """
        connection.ensure_connection()
        own = connection.connection
        how = None if is_flushed else b"off"
        with connection.wrap_database_errors:
            own.pgconn.send_query_prepared(
                plan_of(own, self._sql).encode(), [how, *(value.encode() for value in values)]
            )
            own.wait(generators.send(own.pgconn))
        return partial(_end, own)


def _end(own: "Connection[Any]") -> None:
    with connection.wrap_database_errors:
        for result in own.wait(generators.fetch_many(own.pgconn)):
            raise_error(own, result)
