"""Names that the words call: stages, factors and themes stand in no text, and lead to the letters that bear them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.text import folded
from incidents.models import Factor, Stage, Theme
from overview.filters import LetterFilter
from overview.search.words import Words, marked
from people.asking import ask

FIND = """
    SELECT 'theme' AS sort, id, name, 0 AS position FROM incidents_theme
    UNION ALL SELECT 'stage', id, name, position FROM incidents_stage
    UNION ALL SELECT 'factor', id, name, position FROM incidents_factor ORDER BY position, name, id"""
"""All of them, also those that are offered no more: letters still bear them."""

SORTS: dict[str, tuple[LazyText, Callable[[int], LetterFilter]]] = {
    "theme": (_("Letters about"), lambda pk: LetterFilter(theme=Theme(pk=pk))),
    "stage": (_("Letters at the stage"), lambda pk: LetterFilter(stage=Stage(pk=pk))),
    "factor": (_("What helped, what got in the way"), lambda pk: LetterFilter(factor=Factor(pk=pk))),
}
"""Of each sort what stands before its names, and which letters one of them leads to."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Name:
    sort: str
    pk: int
    name: str


@dataclass(frozen=True)
class Called:
    """A name with the words marked in it, and the address of its letters."""

    name: SafeString
    url: str


def read_names() -> list[Name]:
    """One query."""
    return [Name(sort, pk, name) for sort, pk, name, _position in ask(FIND, teams=())]


def names_called(names: Iterable[Name], words: Words) -> list[tuple[LazyText, list[Called]]]:
    """Those that hold the words, by their sorts."""
    held = [each for each in names if words.are_in(folded(each.name))]
    by_sort = [
        (title, [Called(marked(each.name, words), of(each.pk).url()) for each in held if each.sort == sort])
        for sort, (title, of) in SORTS.items()
    ]
    return [(title, called) for title, called in by_sort if called]


def words_of(names: Sequence[Name]) -> set[str]:
    """The words of these names, as they are compared."""
    return {word for each in names for word in _WORD.findall(folded(each.name))}
