"""The language most letters are written in: which endings of words make no difference.

`SEARCH_LANGUAGE` names one of PostgreSQL's text search configurations, which cut endings off as snowballstemmer does here.
Without it every form of a word is a word of its own.
"""

from functools import lru_cache
from itertools import takewhile

import snowballstemmer
from django.conf import settings

NONE = "simple"
SHORTEST_BEGINNING = 3
"""Fewer letters would fit nearly everything."""


def language() -> str:
    return settings.SEARCH_LANGUAGE


def has_language() -> bool:
    return language() != NONE


def beginning_of_forms(word: str) -> str:
    """What all forms of a folded word begin with: “deliver” of “deliveries”; the word itself without a language."""
    return _beginning(word, language()) if has_language() else word


def forms_kept(word: str) -> set[str]:
    """As what PostgreSQL keeps a folded word: as it is, and as its stem if there is a language."""
    return {word, _stem(word, language())} if has_language() else {word}


@lru_cache(maxsize=2_000)
def _beginning(word: str, spoken: str) -> str:
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(word, _stem(word, spoken), strict=False))
    beginning = "".join(letter for letter, _ in shared)
    return beginning if len(beginning) >= SHORTEST_BEGINNING else word


@lru_cache(maxsize=2_000)
def _stem(word: str, spoken: str) -> str:
    # Stemmers keep the word they work on, so none is shared between threads.
    return snowballstemmer.stemmer(spoken).stemWord(word)
