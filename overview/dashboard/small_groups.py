"""Figures about few people are withheld, and so is the one that would betray them beside a total."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

LEAST = 5
"""Fewer people than that are never counted out."""


def shown(people: Mapping[K, int], *, least: int = LEAST) -> set[K]:
    """Of groups that stand beside their total: those whose figures may be told.

    A single group that is withheld could be worked out from the total and the others; then the smallest of those goes
    with it. Groups of nobody have nothing to hide.
    """
    small = {group for group, number in people.items() if 0 < number < least}
    if small and sum(people[group] for group in small) < least:
        others = sorted((group for group in people if people[group] >= least), key=lambda group: people[group])
        small |= set(others[:1])
    return {group for group in people if people[group] and group not in small}
