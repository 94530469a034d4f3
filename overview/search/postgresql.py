"""Words found by PostgreSQL's full text, through the column `words` of each table and its index.

The database keeps that column itself, from the columns that are looked through (the migrations `…_postgresql_indexes`), so
the models do not know it. Its configuration is `simple`: no language's endings are cut off, since letters come in many.
"""

from typing import TypeVar

from django.db import connection
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

from overview.search.words import Words

M = TypeVar("M", bound=Model)

SHORTEST_BEGINNING = 3
"""Fewer letters are looked for as a word of their own: as a beginning they would fit nearly everything."""

ENOUGH = 25
"""Found so often as a whole, a word is not looked for as a beginning too: that costs ten times as much."""

FEW_TEAMS = 3


def settled(rows: QuerySet[M], words: Words, *, team_ids: list[int]) -> Words:
    """The words as they are looked for from here on: the last one whole if that finds enough. One query."""
    whole = words.as_whole()
    found = holding(rows, words=whole, team_ids=team_ids).order_by()[: ENOUGH + 1].count()
    return whole if found > ENOUGH or len(words.words[-1]) < SHORTEST_BEGINNING else words


def holding(rows: QuerySet[M], *columns: str, words: Words, team_ids: list[int]) -> QuerySet[M]:
    """Those of `rows`, which are of the teams, whose columns hold every word.

    A few teams are asked for by their words in the index alone: with the column beside it PostgreSQL takes the two for
    independent, believes in twenty times fewer rows than there are, and sorts them all instead of walking to the newest.
    """
    table, asked = connection.ops.quote_name(rows.model._meta.db_table), [*_parted(words)]
    query = "plainto_tsquery('simple', %s) && to_tsquery('simple', %s)"
    if len(team_ids) <= FEW_TEAMS:
        rows = rows.model._default_manager.all() if team_ids else rows.none()
        query = f"%s::tsquery && {query}"
        asked.insert(0, " | ".join(f"'#{team_id}'" for team_id in team_ids))
    return rows.filter(RawSQL(f"{table}.words @@ ({query})", asked, output_field=BooleanField()))


def leaves_out(rows: QuerySet[M]) -> bool:
    """Nothing is left out: the index holds every text."""
    return False


def _parted(words: Words) -> tuple[str, str]:
    """The whole words, and the query for the last one if it may be only begun."""
    *whole, last = words.words
    if not words.may_be_begun:
        return " ".join(words.words), ""
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    return " ".join(whole), f"'{quoted}':*"
