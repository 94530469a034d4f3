"""Another language for the words that PostgreSQL keeps: one function says how a text becomes words, and is replaced here.

Rows that are there keep the words they have until they are written anew, batch by batch, while everybody works on.
Whole words stand beside their stems in any case, so that search goes on finding all through it, and if it breaks off.
"""

from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from foundation.database.engine import is_postgresql
from foundation.health import FINE, unknown
from overview.search.language import NONE, language

BATCH = 1_000

RENEWED = (
    ("incidents_incident", "title"),
    ("rankless_debrief", "what"),
    ("lessons_lesson", "sentence"),
    ("lessons_action", "what"),
)
"""Tables whose words follow the language, and a column that is written over by itself."""


class NoSuchLanguage(Exception):
    """This PostgreSQL has no text search configuration of that name."""


def kept_language() -> str:
    """The language by which all words in the database are kept; empty while they are being renewed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('debrief_words(text)'::regprocedure, 'pg_proc')")
        return cursor.fetchone()[0] or ""


def renew(*, tell: Callable[[str, int], None]) -> None:
    """Keep all words by the language that is set. Raises NoSuchLanguage. Doing it again does no harm."""
    _replace_function(language())
    for table, column in RENEWED:
        tell(table, sum(_written_anew(table, column)))
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON FUNCTION debrief_words(text) IS '{language()}'")


def trouble() -> str:
    """What the doctor says: whether the words are kept by the language that is set."""
    if not is_postgresql():
        return FINE
    try:
        kept = kept_language()
    except DatabaseError:
        return unknown()
    if kept == language():
        return FINE
    return _("Search finds whole words only: run “manage.py search_language” to keep words by “%(language)s”.") % {
        "language": language()
    }


@transaction.atomic
def _replace_function(spoken: str) -> None:
    """Two sets of words may be twice as much, and PostgreSQL takes no more than a megabyte: so half as long a text."""
    text = "left(debrief_folded(left(text, {0})), {0})"
    body = f"to_tsvector('simple', {text.format(100_000)})"
    if spoken != NONE:
        half = text.format(50_000)
        body = f"to_tsvector('simple', {half}) || strip(to_tsvector('{spoken}', {half}))"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = %s", [spoken])
        if not cursor.fetchone():
            raise NoSuchLanguage(spoken)
        cursor.execute(
            "CREATE OR REPLACE FUNCTION debrief_words(text text) RETURNS tsvector"
            f" LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN {body}"
        )
        cursor.execute("COMMENT ON FUNCTION debrief_words(text) IS NULL")


def _written_anew(table: str, column: str) -> Iterator[int]:
    """How many rows of each batch were written; each batch is a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM {table}")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH):
            cursor.execute(
                f"UPDATE {table} SET {column} = {column} WHERE id BETWEEN %s AND %s", [begin, begin + BATCH - 1]
            )
            yield cursor.rowcount
