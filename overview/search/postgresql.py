"""Words found by PostgreSQL's full text, through an expression index on each table.

The expression here is the one of the migrations `…_search_index`, to the letter, else the index is not used. The
configuration is `simple`: no language's endings are cut off, since letters come in many.
"""

from typing import TypeVar

from django.db.models import BooleanField, Func, Model, QuerySet, TextField, Value

from overview.search.words import Words

M = TypeVar("M", bound=Model)

REACH = None
"""Everything is looked through."""

INDEXED = "to_tsvector('simple', left(%(expressions)s, 200000))"
"""The end of a longer text is not looked through: PostgreSQL refuses to index more than a megabyte of words."""

SHORTEST_BEGINNING = 3
"""Fewer letters are looked for as a word of their own: as a beginning they would fit nearly everything."""


def holding(rows: QuerySet[M], *columns: str, words: Words) -> QuerySet[M]:
    """Those of `rows` whose columns, read as one text, hold every word; the last one may be only begun."""
    whole, begun = _parted(words)
    text = Func(*columns, template=INDEXED, arg_joiner=" || ' ' || ", output_field=TextField())
    asked = Func(
        Func(Value(whole), template="plainto_tsquery('simple', %(expressions)s)"),
        Func(Value(begun), template="to_tsquery('simple', %(expressions)s)"),
        template="(%(expressions)s)",
        arg_joiner=" && ",
    )
    return rows.filter(Func(text, asked, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField()))


def _parted(words: Words) -> tuple[str, str]:
    """The whole words, and the query for the last one if it may be only begun."""
    *whole, last = words.words
    if len(last) < SHORTEST_BEGINNING:
        return " ".join(words.words), ""
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    return " ".join(whole), f"'{quoted}':*"
