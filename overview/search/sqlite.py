"""Words found by reading: SQLite looks at every text, newest first, and at no more than a bounded number.

Enough for the small teams that the embedded database is for.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from foundation.engine import Folded
from overview.search.words import Words

M = TypeVar("M", bound=Model)

REACH = 20_000
"""How many of the newest texts of each sort are looked through."""


def leaves_out(rows: QuerySet[M]) -> bool:
    """Whether there are more of `rows` than are looked through. One query."""
    return rows.order_by("-pk").values("pk")[REACH : REACH + 1].exists()


def is_enough(words: Words, *, found: int) -> bool:
    """Always: reading finds a word as the beginning of others anyway."""
    return True


def probed(rows: QuerySet[M], *columns: str, words: Words, team_ids: list[int]) -> QuerySet[M]:
    return holding(rows, *columns, words=words)


def gathered(probes: Sequence[QuerySet[Any, tuple[Any, ...]]]) -> Iterable[tuple[Any, ...]]:
    """The rows of all probes, asked for one after the other: SQLite lets no part of a query stop at a limit."""
    return chain.from_iterable(probes)


def holding(rows: QuerySet[M], *columns: str, words: Words) -> QuerySet[M]:
    """Those of the newest of `rows`, whose columns hold the words."""
    newest = rows.order_by("-pk").values("pk")[:REACH]
    found = rows.filter(pk__in=newest)
    for word in words.words:
        in_any = Q()
        for column in columns:
            in_any |= Q(GreaterThan(StrIndex(Folded(F(column)), Value(word)), 0))
        found = found.filter(in_any)
    return found
