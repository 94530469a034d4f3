"""A mistyped word still finds: the word that was probably meant, among those that stand in what a person may see.

No dictionary is kept, so nothing of a deleted letter stays behind and no team learns another's words. A bounded number of
texts is read for words about as long; Python's difflib says which is nearest.
"""

from collections.abc import Mapping
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
SORTS = ("letters", "lessons", "customers")


def probably_meant(sources: Mapping[str, Source[Any]], words: Words) -> Words | None:
    """The words with the nearest known one in place of each that is not known; nothing if all are, or none is near.

    One query on PostgreSQL, three on SQLite.
    """
    looked_through = [sources[name] for name in SORTS]
    plain = [term.text for term in words.wanted if not term.is_phrase and len(term.text) >= SHORTEST][:MOST_MENDED]
    if not plain or not sources["letters"].reach.team_ids:
        return None
    known = engine().known_words(
        [source.seen() for source in looked_through],
        like=plain,
        columns=[source.columns for source in looked_through],
    )
    spelling = {word: nearest for word in plain if word not in known and (nearest := _nearest(word, known))}
    return words.with_spelling(spelling) if spelling else None


def _nearest(word: str, known: set[str]) -> str:
    near = get_close_matches(word, (other for other in known if may_mean(word, other)), n=1, cutoff=LIKE_ENOUGH)
    return near[0] if near else ""
