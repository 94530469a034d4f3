"""How common words are among the rows of a table, as PostgreSQL's own statistics know from its column `words`.

They are what its planner reckons with. Kept for a while, so that no page asks for them: how common words are hardly changes.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

SECONDS_KEPT = 600.0


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

_kept: dict[str, tuple[float, Mapping[str, WordShares]]] = {}
"""Of each database: until when, and what is known of its tables."""


def word_shares(table: str) -> WordShares:
    """Those of this table. One query, rarely, for all tables."""
    name = str(connection.settings_dict["NAME"])
    until, known = _kept.get(name, (0.0, {}))
    if until < time.monotonic():
        known = _ask()
        _kept[name] = time.monotonic() + SECONDS_KEPT, known
    return known.get(table, UNKNOWN)


def forget() -> None:
    """Ask anew the next time."""
    _kept.clear()


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
