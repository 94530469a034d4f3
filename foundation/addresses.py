"""What addresses are made of: the numbers of rows in them, read and written.

A page full of links writes many addresses that differ by a number alone.
"""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

LONGEST_NUMBER = 18
"""So many digits every database takes; SQLite stumbles over a number of more than 64 bits."""

ROUTES_KEPT = 64


def read_number(text: str) -> int | None:
    """The number of a row as it stands in an address or comes from a form; nothing if no row can have it."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def address_of(route: str, number: int) -> str:
    """The same as `reverse(route, args=[number])`, which costs as much as the rest of a row in a list."""
    before, after = _around_the_number(route, get_script_prefix(), get_urlconf())
    return f"{before}{number}{after}"


@lru_cache(maxsize=ROUTES_KEPT)
def _around_the_number(route: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    """What an address has before and after its number; `prefix` and `urlconf` are the active ones, to be told apart."""
    any_number = 10 ** (LONGEST_NUMBER - 1)
    before, _, after = reverse(route, args=[any_number]).rpartition(str(any_number))
    return before, after
