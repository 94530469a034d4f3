"""The words somebody looks for, made safe to ask with, and where they stand in a text.

Every plain word is looked for; words in quotation marks stand side by side; what has a minus before it must not be there.
All other signs mean nothing. Words are compared in small letters without accents (`foundation.text.folded`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.text import folded, storable
from overview.search.language import beginning_of_forms

LONGEST = 200
MOST_WORDS = 12
PASSAGE_LEAD = 70
PASSAGE_LENGTH = 260

BETWEEN = " · "
"""What stands between texts that are looked through as one."""

MARK = "<mark>"

FURTHEST = 2
"""A mistyped word has so many letters too many or too few."""

_SIGNS = frozenset("PSZC")
"""Unicode's classes of punctuation, symbols, separators and control characters: they begin or end no word."""
_QUOTES = '"“”„‟«»'
_TYPED = re.compile(
    rf"(?P<minus>(?<!\S)[-−])?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]+)[{_QUOTES}]|(?P<word>[^\s{_QUOTES}]+))"
)
_ENDS = r"(?![^\W_])"


@dataclass(frozen=True)
class Term:
    """One word as it is compared, or several in quotation marks that stand side by side, with one space between them."""

    text: str
    is_phrase: bool = False

    def pattern(self, *, may_be_begun: bool) -> str:
        """A regular expression for it in a folded text, from its beginning on: as it is, begun, or with another ending."""
        if self.is_phrase:
            return r"[\W_]+".join(map(re.escape, self.text.split())) + _ENDS
        forms = beginning_of_forms(self.text)
        if may_be_begun or forms != self.text:
            return re.escape(forms)
        return re.escape(self.text) + _ENDS


@dataclass(frozen=True)
class Words:
    """What was typed, what has to be in a text, and what must not be."""

    typed: str
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Words":
        typed = " ".join(storable(text).split())[:LONGEST]
        terms = list(_terms(typed))[:MOST_WORDS]
        return cls(
            typed,
            tuple(term for term, is_wanted in terms if is_wanted),
            tuple(term for term, is_wanted in terms if not is_wanted),
        )

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def may_be_begun(self) -> bool:
        """Whether of the last word the beginning is enough."""
        return bool(self.wanted) and not self.wanted[-1].is_phrase

    @cached_property
    def patterns(self) -> list[re.Pattern[str]]:
        """One for each term that is wanted; the last word may be only begun."""
        *first, last = self.wanted
        shapes = [*(term.pattern(may_be_begun=False) for term in first), last.pattern(may_be_begun=True)]
        return [re.compile(shape) for shape in shapes]

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """Any of the terms, wherever one begins: what is marked of a text."""
        shapes = {term.pattern(may_be_begun=True) for term in self.wanted}
        return re.compile("|".join(sorted(shapes, key=len, reverse=True)))

    def are_in(self, text: str) -> bool:
        """Whether this folded text holds all that is wanted, and nothing of the rest."""
        if not all(_is_in(pattern, text) for pattern in self.patterns):
            return False
        return not any(_is_in(re.compile(term.pattern(may_be_begun=False)), text) for term in self.unwanted)

    def with_spelling(self, spelling: dict[str, str]) -> "Words":
        """The same with other words in place of some, as if they had been typed."""
        return Words.read(" ".join(spelling.get(folded(_without_signs(word)), word) for word in self.typed.split()))


def may_mean(word: str, other: str) -> bool:
    """Whether `other` may have been meant by `word`: it is about as long, and begins or ends alike."""
    return abs(len(other) - len(word)) <= FURTHEST and (other[0] == word[0] or other[-1] == word[-1])


def passage_of(text: str, words: Words) -> SafeString:
    """The piece of `text` around the first place of a word, else its beginning, escaped, on one line, with marks."""
    plain = folded(text)
    found = next(_words_in(words.anywhere, plain), None)
    start = max(0, _place_in(text, plain, found.start()) - PASSAGE_LEAD) if found else 0
    return marked(tidied(text[start : start + PASSAGE_LENGTH], is_from_start=start == 0), words)


def marked(text: str, words: Words) -> SafeString:
    """`text`, escaped, with the words that were looked for marked."""
    plain, places = _folded_with_places(text)
    parts, end = [], 0
    for found in _words_in(words.anywhere, plain):
        first, last = places[found.start()], places[found.end() - 1] + 1
        if first < end:
            continue
        parts += [escape(text[end:first]), MARK, escape(text[first:last]), "</mark>"]
        end = last
    return mark_safe("".join([*parts, escape(text[end:])]))


def tidied(passage: str, *, is_from_start: bool) -> str:
    """A cut-out passage on one line, from word to word, with dots where it was cut; texts that are empty leave no gap."""
    pieces = (" ".join(piece.split()) for piece in passage.split(BETWEEN))
    line = BETWEEN.join(piece for piece in pieces if piece)
    if not is_from_start:
        line = "… " + (line.partition(" ")[2] or line)
    if len(passage) < PASSAGE_LENGTH:
        return line
    return (line.rpartition(" ")[0] or line) + " …"


def _terms(typed: str) -> Iterator[tuple[Term, bool]]:
    """Each term that was typed, and whether it is wanted."""
    for found in _TYPED.finditer(typed):
        bare = [_without_signs(word) for word in (found["phrase"] or found["word"]).split()]
        text = " ".join(folded(word) for word in bare if word)
        if text.strip():
            yield Term(text, is_phrase=found["phrase"] is not None), found["minus"] is None


def _words_in(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a word begins with the pattern. Asked of each match, that is many times faster than as part of the pattern."""
    for found in pattern.finditer(text):
        if not found.start() or not text[found.start() - 1].isalnum():
            yield found


def _is_in(pattern: re.Pattern[str], text: str) -> bool:
    return any(True for _ in _words_in(pattern, text))


def _place_in(text: str, plain: str, place: int) -> int:
    """Where in `text` stands what is at `place` of it folded; the long way only if folding changed the length."""
    return place if len(text) == len(plain) else _folded_with_places(text)[1][place]


def _folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place in `text` that it comes from."""
    plain = folded(text.replace("…", " "))  # which would become three dots
    if len(plain) == len(text):
        return plain, range(len(text))
    pieces = [character.lower() if character < "\x80" else folded(character) for character in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


def _without_signs(word: str) -> str:
    is_sign = [unicodedata.category(character)[0] in _SIGNS for character in word]
    if all(is_sign):
        return ""
    return word[is_sign.index(False) : len(word) - is_sign[::-1].index(False)]
