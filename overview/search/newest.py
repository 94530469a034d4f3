"""How far back the newest rows of a sort reach, by their day.

Kept for a while: it hardly moves, and a day too early does no harm. To look it up takes as long as to find what is shown.
"""

import time
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

SECONDS_KEPT = 600.0
MOST_KEPT = 1_000
"""For so many teams and sorts; if there are more, all are looked up anew."""

_kept: dict[tuple[str, str, tuple[int, ...], int], tuple[float, date]] = {}


def day_of_the_last(rows: QuerySet[Any], *, day: str, most: int, of: tuple[int, ...]) -> date:
    """The day of the last of so many of the newest `rows`; if there are fewer, the first day of all. One query, rarely.

    `of` is the number of the only team whose rows they are, if there is one.
    """
    name = (str(connection.settings_dict["NAME"]), rows.model._meta.db_table, of, most)
    until, known = _kept.get(name, (0.0, date.min))
    if until < time.monotonic():
        known = next(iter(rows.order_by(f"-{day}").values_list(day, flat=True)[most : most + 1]), date.min)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[name] = time.monotonic() + SECONDS_KEPT, known
    return known


def forget() -> None:
    """Look it up anew the next time."""
    _kept.clear()
