"""How common words are among the rows of a table, as PostgreSQL's own statistics know from its column `words`.

They are what its planner reckons with. Kept for a while, so that no page asks for them: how common words are hardly changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from foundation.database.lately import Lately


@dataclass(frozen=True, eq=False)
class WordShares:
    """The share of rows that hold each of the commoner words, and how many rows there are."""

    shares: Mapping[str, float]
    rows: int

    @cached_property
    def rarest(self) -> float:
        """The share of the rarest word of which something is known."""
        return min(self.shares.values(), default=0.0)


UNKNOWN = WordShares({}, 0)

_lately: Lately[None, Mapping[str, WordShares]] = Lately()
"""What is known of all tables, asked at once."""
forget = _lately.forget


def word_shares(table: str) -> WordShares:
    """Those of this table. One query, rarely, for all tables."""
    known = _lately.get(None)
    if known is None:
        known = _ask()
        _lately.keep(None, known)
    return known.get(table, UNKNOWN)


def _ask() -> dict[str, WordShares]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tablename, most_common_elems::text::text[], most_common_elem_freqs,
                (SELECT reltuples::bigint FROM pg_class WHERE oid = tablename::regclass)
            FROM pg_stats WHERE schemaname = current_schema() AND attname = 'words'
            """
        )
        known = cursor.fetchall()
    # After the shares of the words stand the least and the greatest of them.
    return {
        table: WordShares(dict(zip(words or [], shares or [], strict=False)), rows)
        for table, words, shares, rows in known
    }
