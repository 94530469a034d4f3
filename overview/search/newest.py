"""How far back the newest rows of a sort reach, by their day or their number.

Kept for a while: it hardly moves, and a day too early does no harm. To look it up takes as long as to find what is shown.
"""

from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from foundation.database.lately import Lately

T = TypeVar("T", date, int)

_lately: Lately[tuple[str, tuple[int, ...], int], Any] = Lately()
forget = _lately.forget


def reach_of_the_newest(rows: QuerySet[Any], *, by: str, first: T, most: int, of: tuple[int, ...]) -> T:
    """What is in the column `by` of the last of so many of the newest `rows`; the `first` of all if there are fewer.

    One query, rarely. `of` is the number of the only team whose rows they are, if there is one.
    """
    asked = rows.model._meta.db_table, of, most
    known: T | None = _lately.get(asked)
    if known is None:
        known = next(iter(rows.order_by(f"-{by}").values_list(by, flat=True)[most : most + 1]), first)
        _lately.keep(asked, known)
    return known
