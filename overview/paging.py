"""Pages by key: the next page begins after the last row of this one, however many rows lie before it.

A key is a day and a number, as in `2026-03-02.17`; it stands in the URL, so a page can be kept and sent to a colleague.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from foundation.addresses import read_number

M = TypeVar("M", bound=Model)
T = TypeVar("T")

PAGE_SIZE = 20
COUNT_LIMIT = 100
"""Beyond this a count says “more than 100”: nobody reads on, and an exact count would have to visit every row."""


@dataclass(frozen=True, order=True)
class Key:
    """Where a row stands: its day, and its number among those of the day."""

    day: date
    pk: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The key written as `text`, or nothing if it is not one."""
        written, _, number = text.partition(".")
        pk = read_number(number)
        if not pk:
            return None
        try:
            return cls(date.fromisoformat(written), pk)
        except ValueError:
            return None


def keys_in(query: Mapping[str, str]) -> tuple[Key | None, Key | None]:
    """After which key a page is to begin, and before which it is to end, as its address says it."""
    return Key.read(query.get("after", "")), Key.read(query.get("before", ""))


@dataclass(frozen=True)
class Order:
    """Rows by a day, then by number, one way or the other; `day` is the path of the day's field."""

    day: str
    is_newest_first: bool

    def key_of(self, row: Model) -> Key:
        value: Any = row
        for part in self.day.split("__"):
            value = getattr(value, part)
        return Key(value, row.pk)

    def sorted(self, rows: QuerySet[M], *, backwards: bool = False) -> QuerySet[M]:
        sign = "-" if self.is_newest_first is not backwards else ""
        return rows.order_by(f"{sign}{self.day}", f"{sign}pk")

    def beyond(self, rows: QuerySet[M], key: Key, *, backwards: bool = False) -> QuerySet[M]:
        """The rows after `key`, or before it. The plain bound on the day comes first: that is what an index serves."""
        side = "lt" if self.is_newest_first is not backwards else "gt"
        later = Q(**{f"{self.day}__{side}": key.day}) | Q(**{self.day: key.day, f"pk__{side}": key.pk})
        return rows.filter(Q(**{f"{self.day}__{side}e": key.day}) & later)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the keys of what lies before and after them."""

    rows: list[T]
    before: Key | None
    after: Key | None

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Count:
    """How many there are, as far as anybody wants to know."""

    number: int
    is_more: bool = False


def page_of(
    rows: QuerySet[M], order: Order, *, after: Key | None = None, before: Key | None = None, size: int = PAGE_SIZE
) -> Page[M]:
    """The page that begins after one key or ends before another; without either, the first. One query."""
    backwards, start = before is not None, before or after
    if start:
        rows = order.beyond(rows, start, backwards=backwards)
    found = list(order.sorted(rows, backwards=backwards)[: size + 1])
    return _page(found, order.key_of, is_started=start is not None, backwards=backwards, size=size)


def page_among(
    keys: Iterable[Key], order: Order, *, after: Key | None = None, before: Key | None = None, size: int = PAGE_SIZE
) -> Page[Key]:
    """The same of rows whose keys are known already: a page of keys. No query."""
    backwards, start = before is not None, before or after
    is_falling = order.is_newest_first is not backwards
    if start:
        keys = [key for key in keys if (key < start if is_falling else key > start)]
    found = sorted(keys, key=attrgetter("day", "pk"), reverse=is_falling)[: size + 1]
    return _page(found, lambda key: key, is_started=start is not None, backwards=backwards, size=size)


def _page(found: list[T], key_of: Callable[[T], Key], *, is_started: bool, backwards: bool, size: int) -> Page[T]:
    """Of up to one row more than fits: the page, and whether anything lies before and after it."""
    is_more, found = len(found) > size, found[:size]
    if not found:
        return Page([], None, None)
    if backwards:
        found.reverse()
    is_before, is_after = (is_more, True) if backwards else (is_started, is_more)
    before, after = key_of(found[0]), key_of(found[-1])
    return Page(found, before if is_before else None, after if is_after else None)


def keys_of(rows: QuerySet[Any], order: Order) -> list[Key]:
    """The keys of the first rows, of one more than are counted. One query, which reads nothing else of them."""
    return [Key(*row) for row in order.sorted(rows).values_list(order.day, "pk")[: COUNT_LIMIT + 1]]


def count_of(found: Sequence[Any]) -> Count:
    """How many there are of what was read up to one more than are counted."""
    return Count(min(len(found), COUNT_LIMIT), is_more=len(found) > COUNT_LIMIT)


def page_of_keys(
    rows: QuerySet[Any], order: Order, first: Sequence[Key], *, after: Key | None = None, before: Key | None = None
) -> Page[Key]:
    """A page of rows of which the `first` keys are known: one query if it may lie beyond them, else none."""
    if count_of(first).is_more and (after or before):
        page = page_of(rows.only("pk", order.day), order, after=after, before=before)
        return Page([order.key_of(row) for row in page], page.before, page.after)
    return page_among(first, order, after=after, before=before)
