"""A database in which everything is really committed, emptied afterwards with the cache beside it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from foundation.database.engine import is_postgresql


@contextmanager
def committed() -> Iterator[None]:
    """Whatever happens inside stays, with its transaction ids and places on the disk, until the end."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL")  # nothing lies about of the tests before
    try:
        yield
    finally:
        cache.clear()  # a leak that was planted there is not the next one's
        # Numbers go on from where they are: what migrations wrote comes back with those it had.
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True, reset_sequences=False)
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


def bytes_of(table: type[Model]) -> int:
    """What PostgreSQL keeps on the disk of the rows that are and were in it; of SQLite's one file nothing is told."""
    if not is_postgresql():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s)", [table._meta.db_table])
        return int(cursor.fetchone()[0])
