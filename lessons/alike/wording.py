"""The words of a text, brought to what their forms share: “delivered” and “delivery” are then alike."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from math import log
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language_info
from snowballstemmer import algorithms, stemmer
from stop_words import AVAILABLE_LANGUAGES, get_stop_words

from foundation.text import folded

LOOKED_AT = 2_000
"""So many characters of a letter are looked at: by then it has said what it is about."""

SHORTEST_WORD = 3
ROOTS_KEPT = 100_000
SENTENCES_KEPT = 3_000
"""Eighty letters of a large company have 1,500 laid beside them, of three thousand bytes each once they were read."""
LONGEST_KEPT = 40
"""Not every script sets words apart: what is longer may be a whole sentence, which is hardly met again."""
TOO_COMMON = 0.12
"""A word in more letters than this is never named as what two letters share."""
FEW_LETTERS = 200
"""Among fewer letters, how often a word occurs says little, and the list of words that tell nothing is heard too."""
LIST_COUNTS_FOR = 0.3
UNREAD = 20

_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST_WORD},}}")


class Asked(NamedTuple):
    """The words by which letters and lessons are asked for that hold some of them, as the database's index has them.

    Empty where there are none, or where no word is looked up.
    """

    letters: Sequence[str] = ()
    lessons: Sequence[str] = ()


@dataclass(frozen=True)
class Language:
    """How words are brought to their roots, and which of them tell nothing. `name` is English, as libraries know it."""

    name: str

    @classmethod
    def here(cls) -> "Language":
        """That of search, if one is set; else that of the installation."""
        if settings.SEARCH_LANGUAGE != "simple":
            return _language(settings.SEARCH_LANGUAGE)
        return _language(str(get_language_info(settings.LANGUAGE_CODE)["name"]).lower())

    @cached_property
    def roots(self) -> "Roots":
        return Roots(self.name)

    @cached_property
    def roots_in(self) -> "RootsIn":
        return RootsIn(self)

    def rooted(self, written: str) -> list[tuple[str, str]]:
        """The words in what is written, each with its root before it."""
        roots = self.roots
        return [(roots[word], word) for word in _WORD.findall(written)]

    @cached_property
    def is_silent(self) -> "IsSilent":
        return IsSilent(self.name)


@lru_cache(maxsize=8)
def _language(name: str) -> Language:
    return Language(name)


class Roots(dict[str, str]):
    """What the forms of a word have in common, kept once it was found."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        language, small = self._language, word.lower()
        if len(self) >= ROOTS_KEPT:
            self.clear()
        # Stemmers keep the word they work on, so none is shared between threads.
        root = self[word] = folded(stemmer(language).stemWord(small) if language in algorithms() else small)
        return root


class RootsIn(dict[str, tuple[str, ...]]):
    """The roots of the words in what stands between two gaps of a text; mostly one, beside a comma.

    A page asks for thousands, nearly all of which were asked for before: looking into a dict is all they cost.
    """

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, written: str) -> tuple[str, ...]:
        found = tuple(root for root, _ in self._language.rooted(written))
        if len(written) <= LONGEST_KEPT:
            if len(self) >= ROOTS_KEPT:
                self.clear()
            self[written] = found
        return found


class IsSilent(dict[str, bool]):
    """Whether a word tells nothing by the list of the language, kept once it was looked up."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._list = _silent(language)

    def __missing__(self, word: str) -> bool:
        if len(self) >= ROOTS_KEPT:
            self.clear()
        is_silent = self[word] = folded(word.lower()) in self._list
        return is_silent


@lru_cache(maxsize=8)
def _silent(language: str) -> frozenset[str]:
    return frozenset(map(folded, get_stop_words(language))) if language in AVAILABLE_LANGUAGES else frozenset()


@dataclass(eq=False)
class Worded:
    """A text as the roots of its words. Of most texts no more is asked than which they are."""

    text: str
    language: Language

    @classmethod
    def of(cls, text: str, language: Language) -> "Worded":
        return cls(text[:LOOKED_AT], language)

    @staticmethod
    def kept(text: str, language: Language) -> "Worded":
        """The same for what is laid beside one letter after another, as a team's newest lessons are."""
        return _kept(text, language)

    @cached_property
    def known(self) -> frozenset[str]:
        """The roots, each once."""
        return frozenset(chain.from_iterable(map(self.language.roots_in.__getitem__, self.text.split())))

    @cached_property
    def said(self) -> Sequence[tuple[str, str]]:
        """The roots in their order, each with the word as it stands there."""
        return self.language.rooted(self.text)

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """At which places in `said` each root stands."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, (root, _) in enumerate(self.said):
            places[root].append(place)
        return places

    @cached_property
    def silent(self) -> frozenset[str]:
        """Those roots that tell nothing by the list of the text's language."""
        is_silent = self.language.is_silent
        return frozenset(root for root, word in self.said if is_silent[word])


@lru_cache(maxsize=SENTENCES_KEPT)
def _kept(text: str, language: Language) -> Worded:
    return Worded.of(text, language)


@dataclass(frozen=True)
class Rarity:
    """How rare words are among the letters here: the share of letters that hold each of the more common ones."""

    shares: Mapping[str, float] = field(default_factory=dict)
    letters: int = 0
    """Among so many letters; with none, nothing is known."""

    @classmethod
    def among(cls, seen: Sequence["Worded"]) -> "Rarity":
        """Counted among a few letters, as though some more had been read that hold none of these words."""
        counted = Counter(root for worded in seen for root in worded.known)
        return cls({root: number / (len(seen) + UNREAD) for root, number in counted.items()}, len(seen))

    @cached_property
    def rarest(self) -> float:
        """The share of a word of which nothing is known: no common one."""
        return min(self.shares.values(), default=1 / UNREAD)

    @cached_property
    def hears_the_list(self) -> bool:
        """Whether too few letters were counted to tell by them alone which words say nothing."""
        return self.letters < FEW_LETTERS

    @cached_property
    def weights(self) -> "Weights":
        return Weights(self)

    def share(self, root: str) -> float:
        return self.shares.get(root, self.rarest)

    def telling(self, worded: Worded) -> frozenset[str]:
        """The roots of a text that are worth naming as what it shares with another."""
        share = self.share
        return frozenset(root for root in worded.known - worded.silent if share(root) <= TOO_COMMON)


class Weights(dict[str, float]):
    """How much it says that two letters share a word, squared; kept once it was found, for as many words as letters hold."""

    def __init__(self, rarity: Rarity) -> None:
        super().__init__()
        self._rarity = rarity

    def __missing__(self, root: str) -> float:
        if len(self) >= ROOTS_KEPT:
            self.clear()
        weight = self[root] = log(1 + 1 / self._rarity.share(root)) ** 2
        return weight
