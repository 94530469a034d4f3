"""How far back the newest rows of a sort reach, by their day or their number.

Kept for a while: it hardly moves, and a day too early does no harm. To look it up takes as long as to find what is shown.
"""

import time
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

SECONDS_KEPT = 600.0
MOST_KEPT = 1_000
"""For so many teams and sorts; if there are more, all are looked up anew."""

T = TypeVar("T", date, int)

_kept: dict[tuple[str, str, tuple[int, ...], int], tuple[float, Any]] = {}


def reach_of_the_newest(rows: QuerySet[Any], *, by: str, first: T, most: int, of: tuple[int, ...]) -> T:
    """What is in the column `by` of the last of so many of the newest `rows`; the `first` of all if there are fewer.

    One query, rarely. `of` is the number of the only team whose rows they are, if there is one.
    """
    name = (str(connection.settings_dict["NAME"]), rows.model._meta.db_table, of, most)
    until, known = _kept.get(name, (0.0, first))
    if until < time.monotonic():
        known = next(iter(rows.order_by(f"-{by}").values_list(by, flat=True)[most : most + 1]), first)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[name] = time.monotonic() + SECONDS_KEPT, known
    return known


def forget() -> None:
    """Look it up anew the next time."""
    _kept.clear()
