"""What addresses are made of: the numbers of rows in them, read and written.

A page full of links writes many addresses that differ by a number alone.
"""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

LONGEST_NUMBER = 18
"""Numbers of so many digits every database takes; over one of more than 64 bits SQLite stumbles."""

ROUTES_KEPT = 512


def read_number(text: str) -> int | None:
    """The number of a row as it stands in an address or comes from a form; nothing if no row can have it."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def address_of(route: str, number: int, *, within: str = "") -> str:
    """The same as `reverse(route, args=[number])`, which costs as much as the rest of a row in a list.

    Where a word stands before the number in the address, `within` is that word.
    """
    before, after = _around_the_number(route, within, get_script_prefix(), get_urlconf())
    return f"{before}{number}{after}"


def whole_address_of(route: str, number: int) -> str:
    """The same with the host, for whoever reads it elsewhere: in a chat room, in a program that is called."""
    return settings.BASE_URL + address_of(route, number)


def only_address_of(route: str) -> str:
    """The same as `reverse(route)`, for a page that there is once."""
    return _only_address_of(route, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=ROUTES_KEPT)
def _only_address_of(route: str, prefix: str, urlconf: str | None) -> str:
    return reverse(route)


@lru_cache(maxsize=ROUTES_KEPT)
def _around_the_number(route: str, within: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    """What an address has before and after its number; `prefix` and `urlconf` are the active ones, to be told apart."""
    any_number = 10 ** (LONGEST_NUMBER - 1)
    words = [within] if within else []
    before, _, after = reverse(route, args=[*words, any_number]).rpartition(str(any_number))
    return before, after
