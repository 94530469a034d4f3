"""Questions to PostgreSQL that may take only so long."""

from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled


class TakesTooLong(Exception):
    """Whoever asked would have waited longer than they said."""


def answered_within(most_ms: int, question: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that answer the question if that takes no more than so many milliseconds. Raises TakesTooLong.

    Not within a transaction, which would end with it. One message, with which the limit ends. A limit that runs out in the
    moment the rows are there stops whatever comes next: so something comes next in the same message, that nobody waits for.
    """
    with connection.cursor() as cursor:
        limited = (
            f"SET LOCAL statement_timeout = {most_ms:d}; {cursor.mogrify(question, values)};"
            " SET LOCAL statement_timeout = 0"
        )
        try:
            cursor.execute(limited)
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                raise TakesTooLong from error
            raise
        cursor.nextset()
        return cursor.fetchall()
