"""The lock under which tallies are folded and totals kept: those of a key are one's alone to change."""

from django.db import connection

from foundation.database.engine import is_postgresql

FOLDING = 7_203_115


def is_ours_to_fold() -> bool:
    """Whether nobody else does so at this moment; nobody begins until the transaction ends.

    SQLite lets only one write at a time.
    """
    if not is_postgresql():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDING])
        return bool(cursor.fetchone()[0])


def wait_to_fold() -> None:
    """The same, once whoever does so is done."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLDING])
