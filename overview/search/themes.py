"""Themes that are called by the words: a theme stands in no text, and leads to the letters that are about it."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from foundation.text import folded
from overview.filters import THEMES, LetterFilter
from overview.search.words import Words, marked


@dataclass(frozen=True)
class Called:
    """A theme with the words marked in its name, and the address of its letters."""

    name: SafeString
    url: str


def themes_called(words: Words) -> list[Called]:
    """One query."""
    called = (theme for theme in THEMES() if words.are_in(folded(theme.name)))
    return [Called(marked(theme.name, words), LetterFilter(theme=theme).url()) for theme in called]
