"""What tests need of people beside themselves: links that sign them in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from people.models import User
from people.sign_in_links import Wanted, links_to_each


def make_links(person: User, paths: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The address mailed to the person for each of these pages, as one mail of `at` has them."""
    [links] = links_to_each([Wanted(person, list(paths), at)])
    return links
