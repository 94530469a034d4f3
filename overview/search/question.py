"""What an engine is asked: the words in its own writing, read once for a whole page, and where it looks for them."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Question:
    """`first` asks for words as they are; where that finds few, `further` asks for the beginning of the last one too.

    Empty is what finds nothing, or nothing more.
    """

    first: str
    further: str = ""
    everywhere: frozenset[type[Model]] = frozenset()
    """Of which so many rows are expected to hold the words that the newest of them are soonest walked to."""
    far_between: frozenset[type[Model]] = frozenset()
    """Of these, many rows have to be walked past until one holds them."""
    boundless: frozenset[type[Model]] = frozenset()
    """Of which so many rows hold the words that not all can be looked into for those that stand side by side."""


class Probes(Hashable, Protocol):
    """The probes of all sorts; equal ones ask the same."""

    @property
    def is_narrowed(self) -> bool: ...

    def build(self, question: Any) -> list[QuerySet[Any, Any]]: ...
