"""Words found by reading: SQLite looks at every text, newest first, and at no more than a bounded number.

Enough for the small teams that the embedded database is for. Each connection is taught a function that reads a text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat

from foundation.text import folded
from overview.search.language import language
from overview.search.question import Probes, Question
from overview.search.words import Words, may_mean

M = TypeVar("M", bound=Model)

REACH = 20_000
"""How many of the newest texts of each sort are looked through."""

LOOKED_THROUGH = 100_000
"""So many characters of each column are read."""

NEWEST_KNOWN = 300
"""So many of the newest texts of each sort are read for words that may have been meant."""

_WORD = re.compile(r"[^\W_]+")


class Holds(Func):
    """Whether the columns together hold what was asked."""

    function = "DEBRIEF_HOLDS"
    output_field = BooleanField()


def asked(words: Words, *, many: Sequence[type[Model]] = (), signs: Iterable[str] = ()) -> Question:
    """What was typed: reading finds whole words, other forms of them, and the beginning of the last, all at once."""
    return Question(words.typed)


def holding(rows: QuerySet[M], question: str, *, columns: tuple[str, ...]) -> QuerySet[M]:
    """Those of the newest of `rows`, whose columns hold the words."""
    newest = rows.order_by("-pk").values("pk")[:REACH]
    return rows.filter(Holds(Value(question), *columns), pk__in=newest)


def probed(rows: QuerySet[M], question: str, *, columns: tuple[str, ...], signs: Iterable[str] = ()) -> QuerySet[M]:
    return holding(rows, question, columns=columns)


def met(rows: QuerySet[M], question: str, *, columns: tuple[str, ...]) -> QuerySet[M]:
    return holding(rows, question, columns=columns)


def asking(probes: Probes, *, most_ms: int = 0) -> Callable[[str], Iterable[tuple[Any, ...]]]:
    """A way to ask all probes at once. Each stands in brackets of its own: nothing else of a union may stop at a limit.

    No more than a bounded number of texts is read, so it is never stopped for taking long.
    """

    def ask(question: str) -> Iterator[tuple[Any, ...]]:
        for name, day, *row in _found_by_all(probes.build(question)):
            yield name, day if isinstance(day, date) else date.fromisoformat(day), *row

    return ask


def _texts(rows: QuerySet[Any], columns: tuple[str, ...]) -> QuerySet[Any, Any]:
    """Of each row what stands in these columns, as one text."""
    apart = [part for column in columns for part in (F(column), Value("\n"))]
    return rows.values_list(Concat(*apart, output_field=TextField()))


def _found_by_all(questions: Iterable[QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """What each of these finds. One query, or none where nothing can be found."""
    written = list(_written(questions))
    if not written:
        return []
    with connection.cursor() as cursor:
        united = " UNION ALL ".join(f"SELECT * FROM ({sql})" for sql, _ in written)
        cursor.execute(united, [value for _, given in written for value in given])
        return cursor.fetchall()


def _written(probes: Iterable[QuerySet[Any, Any]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for rows in probes:
        with suppress(EmptyResultSet):
            yield rows.query.sql_with_params()


def is_in_few(words: Words, model: type[Model]) -> bool:
    """Nothing is known of how many rows hold a word, nor is there anything to leave out."""
    return False


def is_enough(found: int) -> bool:
    return True


def leaves_out(rows: QuerySet[M]) -> bool:
    """Whether there are more of `rows` than are looked through. One query."""
    return rows.order_by("-pk").values("pk")[REACH : REACH + 1].exists()


def known_words(rows: Sequence[QuerySet[Any]], *, like: Sequence[str], columns: Sequence[tuple[str, ...]]) -> set[str]:
    """Words that may be meant by one of `like` in the newest of these rows. One query."""
    newest = [_texts(sort.order_by("-pk"), own)[:NEWEST_KNOWN] for sort, own in zip(rows, columns, strict=True)]
    known: set[str] = set()
    for (text,) in _found_by_all(newest):
        known.update(_WORD.findall(folded(text)))
    return {other for other in known if any(may_mean(word, other) for word in like)}


def teach_reading(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of Django's `connection_created`: gives SQLite the function that `Holds` asks for."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(Holds.function, -1, _holds, deterministic=True)


def _holds(typed: str, *texts: str | None) -> bool:
    text = " \n ".join(text[:LOOKED_THROUGH] for text in texts if text)
    return _read(typed, language()).are_in(folded(text))


@lru_cache(maxsize=8)
def _read(typed: str, spoken: str) -> Words:
    """Of a typed text and the language that is set: patterns are made once for all rows."""
    return Words.read(typed)
