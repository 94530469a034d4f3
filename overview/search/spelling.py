"""A mistyped word still finds: the word that was probably meant, among those that stand in what a person may see.

No dictionary is kept, so nothing of a deleted letter stays behind and no team learns another's words. A bounded number of
texts is read for words about as long; Python's difflib says which is nearest.
"""

from collections.abc import Mapping, Set
from difflib import get_close_matches
from typing import Any

from overview.search import engine
from overview.search.sources import Source
from overview.search.words import Words, may_mean

SHORTEST = 4
"""A shorter word has too many neighbours."""

LIKE_ENOUGH = 0.72
"""Of 1, which is the same: one letter too many, too few, another, or two swapped, in a word of five."""

MOST_MENDED = 3


def probably_meant(sources: Mapping[str, Source[Any]], words: Words) -> Words | None:
    """The words with the nearest known one in place of each that is not known; nothing if all are, or none is near.

    One query.
    """
    like = _to_mend(words)
    if not like or not sources["letters"].reach.team_ids:
        return None
    known = engine().known_words(
        [source.seen() for source in sources.values()],
        like=like,
        columns=[source.columns for source in sources.values()],
    )
    return mended(words, known)


def mended(words: Words, known: Set[str]) -> Words | None:
    """The words with the nearest of the known ones in place of each that is not among them; nothing if none is near."""
    spelling = {word: nearest for word in _to_mend(words) if word not in known and (nearest := _nearest(word, known))}
    return words.with_spelling(spelling) if spelling else None


def _to_mend(words: Words) -> list[str]:
    plain = [term.text for term in words.wanted if not term.is_phrase and len(term.text) >= SHORTEST]
    return plain[:MOST_MENDED]


def _nearest(word: str, known: Set[str]) -> str:
    near = get_close_matches(word, (other for other in known if may_mean(word, other)), n=1, cutoff=LIKE_ENOUGH)
    return near[0] if near else ""
