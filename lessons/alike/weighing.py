"""How much two things look alike, and why: a letter and an earlier one, or a letter and a lesson."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby, islice
from math import sqrt
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from lessons.alike.wording import LIST_COUNTS_FOR, Rarity, Worded

SAME_STAGE = 0.1
SAME_FACTOR = 0.1
SAME_KIND = 0.05
SAME_THEME = 0.05
MOST_THEMES = 2

SILENT_COUNTS_FOR = LIST_COUNTS_FOR**2
PHRASES_NAMED = 3
LONGEST_PHRASE = 3
ENOUGH_WORDS = 0.14
"""Sharing so much of their words, two letters of one stage, factor or theme look alike."""
ENOUGH = 0.25
"""Or else so much in all: stage, factor and kind, or fewer of them and some words in common."""
MUCH_OF_THEIR_WORDS = 0.2
TELLING, TELLING_WHERE_APART = 2, 3
"""By words alone: so much of them in common, or so many that tell something; more where stages and factors differ."""

Place = tuple[int | None, int | None]
"""The stage and the factor of one passage."""


class Trace(NamedTuple):
    """What a letter or a lesson is compared by."""

    kind: str
    worded: Worded
    stages: AbstractSet[int] = frozenset()
    factors: AbstractSet[int] = frozenset()
    themes: AbstractSet[str] = frozenset()

    @property
    def is_sorted(self) -> bool:
        return bool(self.stages or self.factors)


class Likeness(NamedTuple):
    """How much one looks like the other, from 0, and the reason in words."""

    score: float
    words: float
    """How much of their words they share, from 0 to 1."""
    same_kind: bool = False
    same_stage: bool = False
    same_factor: bool = False
    same_themes: tuple[str, ...] = ()
    is_apart: bool = False
    """Whether nothing but words agrees, though both are sorted."""
    telling: int = 0
    """How many of the words that both hold are rare enough to tell something; counted where nothing but words agrees."""
    shared: frozenset[str] = frozenset()
    """The roots of the words that both hold."""
    phrases: tuple[str, ...] = ()
    """These words as they stand in the first, once they were named."""

    @property
    def is_enough(self) -> bool:
        if self.same_stage or self.same_factor or self.same_themes:
            return self.words >= ENOUGH_WORDS or self.score >= ENOUGH
        needed = TELLING_WHERE_APART if self.is_apart else TELLING
        tells = self.telling >= needed or (self.telling and self.words >= MUCH_OF_THEIR_WORDS)
        return self.words >= ENOUGH_WORDS and bool(tells)

    @property
    def has_reason(self) -> bool:
        return bool(self.same_stage or self.same_factor or self.same_themes or self.phrases)

    @property
    def reasons(self) -> list[str]:
        """Each in a few words."""
        said = []
        if self.same_stage:
            said.append(_("same stage"))
        if self.same_factor:
            said.append(_("same factor"))
        if self.same_themes:
            said.append(_("both about %(themes)s") % {"themes": ", ".join(self.same_themes)})
        if self.phrases:
            said.append(_("shares: %(words)s") % {"words": ", ".join(self.phrases)})
        return said


@dataclass(frozen=True)
class Weighing:
    """Lays others beside one letter, by how rare words are here."""

    letter: Trace
    rarity: Rarity

    def beside(self, other: Trace) -> Likeness:
        """How alike they are; which words they share is named only of those that are shown."""
        shared = self.letter.worded.known & other.worded.known
        words = self._common(shared, other.worded)
        same_kind = self.letter.kind == other.kind
        same_stage = bool(self.letter.stages & other.stages)
        same_factor = bool(self.letter.factors & other.factors)
        themes = tuple(sorted(self.letter.themes & other.themes))
        score = (
            words
            + SAME_STAGE * same_stage
            + SAME_FACTOR * same_factor
            + SAME_KIND * same_kind
            + SAME_THEME * min(len(themes), MOST_THEMES)
        )
        by_words_alone = not (same_stage or same_factor or themes) and words >= ENOUGH_WORDS
        is_apart = by_words_alone and self.letter.is_sorted and other.is_sorted
        telling = len(shared & self._telling) if by_words_alone else 0
        return Likeness(score, words, same_kind, same_stage, same_factor, themes, is_apart, telling, shared)

    def named(self, likeness: Likeness) -> Likeness:
        """The same, with the words they share as they stand in the letter."""
        return likeness._replace(phrases=tuple(self._phrases(likeness.shared)))

    def _common(self, shared: frozenset[str], other: Worded) -> float:
        """The cosine between the two, each word weighed by how rare it is."""
        if not shared:
            return 0.0
        return self._weight(shared, other) / sqrt(self._length * self._weight(other.known, other))

    @cached_property
    def _length(self) -> float:
        return self._weight(self.letter.worded.known, self.letter.worded)

    def _weight(self, roots: Iterable[str], worded: Worded) -> float:
        """The sum of how much each of these words of a text says, squared."""
        weights = self.rarity.weights
        if not self.rarity.hears_the_list:
            return sum(map(weights.__getitem__, roots))
        return sum(weights[root] * (SILENT_COUNTS_FOR if root in worded.silent else 1) for root in roots)

    def _phrases(self, shared: frozenset[str]) -> list[str]:
        """What both say, in the letter's own words: those that stand side by side stay together, the rarest first."""
        found: dict[str, float] = {}
        named: set[str] = set()
        for run in sorted(self._runs(shared), key=itemgetter(0), reverse=True):
            weight, roots, phrase = run
            if not named & set(roots):
                found[phrase] = weight
                named |= set(roots)
        return list(found)[:PHRASES_NAMED]

    def _runs(self, shared: frozenset[str]) -> Iterator[tuple[float, tuple[str, ...], str]]:
        """Those of these words that stand side by side in the letter: how much they say, their roots, and as they stand."""
        worded = self.letter.worded
        places = sorted(chain.from_iterable(map(worded.places.__getitem__, shared & self._telling)))
        for _gap, run in groupby(enumerate(places), key=lambda found: found[1] - found[0]):
            roots, words = zip(*(worded.said[place] for _, place in islice(run, LONGEST_PHRASE)), strict=True)
            yield self._weight(roots, worded), roots, " ".join(words).lower()

    @cached_property
    def _telling(self) -> frozenset[str]:
        return self.rarity.telling(self.letter.worded)
