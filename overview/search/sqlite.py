"""Words found by reading: SQLite looks at every text, newest first, and at no more than a bounded number.

Enough for the small teams that the embedded database is for.
"""

from typing import TypeVar

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


def settled(rows: QuerySet[M], words: Words, *, team_ids: list[int]) -> Words:
    """The words as they are: reading finds them inside others anyway."""
    return words


def holding(rows: QuerySet[M], *columns: str, words: Words, team_ids: list[int]) -> QuerySet[M]:
    """Those of the newest of `rows`, which are of these teams already, whose columns hold the words."""
    newest = rows.order_by("-pk").values("pk")[:REACH]
    found = rows.filter(pk__in=newest)
    for word in words.words:
        in_any = Q()
        for column in columns:
            in_any |= Q(GreaterThan(StrIndex(Folded(F(column)), Value(word)), 0))
        found = found.filter(in_any)
    return found
