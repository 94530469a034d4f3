"""Words found by PostgreSQL's full text, through the column `words` of each table and its index.

The database keeps that column itself, from the columns that are looked through (the migrations `…_postgresql_indexes`), so
the models do not know it. Its configuration is `simple`: no language's endings are cut off, since letters come in many.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, ExpressionWrapper, F, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In

from overview.search.words import Words

M = TypeVar("M", bound=Model)

SHORTEST_BEGINNING = 3
"""Fewer letters are looked for as a word of their own: as a beginning they would fit nearly everything."""

ENOUGH = 25
"""Found so often as a whole, a word is not looked for as a beginning too: that costs ten times as much."""

FEW_TEAMS = 3


def is_enough(words: Words, *, found: int) -> bool:
    """Whether so many letters, found by the last word as a whole, spare looking for its beginning."""
    return found > ENOUGH or len(words.words[-1]) < SHORTEST_BEGINNING


def holding(rows: QuerySet[M], *columns: str, words: Words) -> QuerySet[M]:
    """Those of `rows` whose columns hold every word, to be walked to in the order of an index."""
    return rows.filter(_holds(rows, "plainto_tsquery('simple', %s) && to_tsquery('simple', %s)", _parted(words)))


def probed(rows: QuerySet[M], *columns: str, words: Words, team_ids: list[int]) -> QuerySet[M]:
    """The same of `rows`, which are of the teams, to be read in no order.

    A few teams are asked for by their words in the index, which then reads nothing of the others. What it finds of the
    others is left out where there are many; a sum is no column, so that no index of teams is read for that beside it.
    """
    everything = rows.model._default_manager.all()
    if 0 < len(team_ids) <= FEW_TEAMS:
        teams = " | ".join(f"'#{team_id}'" for team_id in team_ids)
        query = "%s::tsquery && plainto_tsquery('simple', %s) && to_tsquery('simple', %s)"
        return everything.filter(_holds(rows, query, (teams, *_parted(words))))
    of_team = ExpressionWrapper(F("team_id") + 0, output_field=BigIntegerField())
    return holding(everything.filter(In(of_team, team_ids)), *columns, words=words)


def gathered(probes: Sequence[QuerySet[Any, tuple[Any, ...]]]) -> Iterable[tuple[Any, ...]]:
    """The rows of all probes, each of which stops at its own limit. One query."""
    return probes[0].union(*probes[1:], all=True)


def leaves_out(rows: QuerySet[M]) -> bool:
    """Nothing is left out: the index holds every text."""
    return False


def _holds(rows: QuerySet[M], query: str, asked: tuple[str, ...]) -> RawSQL:
    table = connection.ops.quote_name(rows.model._meta.db_table)
    return RawSQL(f"{table}.words @@ ({query})", asked, output_field=BooleanField())


def _parted(words: Words) -> tuple[str, str]:
    """The whole words, and the query for the last one if it may be only begun."""
    *whole, last = words.words
    if not words.may_be_begun:
        return " ".join(words.words), ""
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    return " ".join(whole), f"'{quoted}':*"
