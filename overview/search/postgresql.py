"""Words found by PostgreSQL's full text, through the column `words` of each table and its index.

The database keeps that column itself, from the columns that are looked through (the migrations `…_search_index`), so
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


def leaves_out(rows: QuerySet[M]) -> bool:
    """Nothing is left out: the index holds every text."""
    return False


def holding(rows: QuerySet[M], *columns: str, words: Words, team_ids: list[int]) -> QuerySet[M]:
    """Those of `rows` of the teams whose columns hold every word; the last one may be only begun.

    `rows` are of these teams already; the query says it once more, in the words of the index.
    """
    table = connection.ops.quote_name(rows.model._meta.db_table)
    holds = f"{table}.words @@ (%s::tsquery && plainto_tsquery('simple', %s) && to_tsquery('simple', %s))"
    of_teams = " | ".join(f"'#{team_id}'" for team_id in team_ids)
    return rows.filter(RawSQL(holds, (of_teams, *_parted(words)), output_field=BooleanField()))


def _parted(words: Words) -> tuple[str, str]:
    """The whole words, and the query for the last one if it may be only begun."""
    *whole, last = words.words
    if len(last) < SHORTEST_BEGINNING:
        return " ".join(words.words), ""
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    return " ".join(whole), f"'{quoted}':*"
