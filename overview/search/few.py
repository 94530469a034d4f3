"""Which of the chosen sides so few rows have that they are looked into for the words, instead of all that holds the words.

A common word stands in hundreds of thousands of letters. Looking up for each of them whether it is about a theme that a
dozen have takes seconds; to look for the word in a dozen letters takes nothing.
"""

import time
from dataclasses import replace

from django.db import connection

from overview.search.facets import SORTS, Facet, Narrowing

FEW = 8_000
"""As many are looked into in some fifty milliseconds; where more have it, enough are met as soon among the words."""
SECONDS_KEPT = 600.0
MOST_KEPT = 1_000
"""So many values; if there are more, all are looked up anew."""

_kept: dict[tuple[str, str, str, str], tuple[float, bool]] = {}


def begun_with_few(narrowing: Narrowing) -> Narrowing:
    """The same, with the sides of few rows. One query for each side that was not asked about lately; it reads little."""
    asked = {(facet, key) for facets in SORTS for facet, key in narrowing.applied_to(facets) if facet.may_be_of_few}
    return replace(narrowing, of_few=frozenset(facet for facet, key in asked if _is_of_few(facet, key)))


def _is_of_few(facet: Facet, key: str) -> bool:
    name = (str(connection.settings_dict["NAME"]), facet.model._meta.db_table, facet.name, key)
    until, known = _kept.get(name, (0.0, False))
    if until < time.monotonic():
        known = not facet.having(key)[FEW : FEW + 1].exists()
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[name] = time.monotonic() + SECONDS_KEPT, known
    return known


def forget() -> None:
    """Look it up anew the next time."""
    _kept.clear()
