"""The words somebody looks for, made safe to ask with, and the passage that is shown of what was found."""

import re
import unicodedata
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from foundation.text import storable

LONGEST = 200
MOST_WORDS = 12
PASSAGE_LEAD = 70
PASSAGE_LENGTH = 260

_SIGNS = frozenset("PSZC")
"""Unicode's classes of punctuation, symbols, separators and control characters: they begin or end no word."""


@dataclass(frozen=True)
class Words:
    """What was typed, and the words in it. Signs are no operators here: they are taken off the words and mean nothing."""

    typed: str
    words: tuple[str, ...]
    may_be_begun: bool = True
    """Whether of the last word the beginning is enough."""

    @classmethod
    def read(cls, text: str) -> "Words":
        typed = " ".join(storable(text).split())[:LONGEST]
        bare = (_without_signs(word) for word in typed.lower().split())
        return cls(typed, tuple(word for word in bare if word)[:MOST_WORDS])

    def as_whole(self) -> "Words":
        return replace(self, may_be_begun=False)

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def longest(self) -> str:
        """The word that says most: a passage is shown around it."""
        return max(self.words, key=len)


def marked(text: str, words: Words) -> SafeString:
    """`text`, escaped, with the beginnings of words that were looked for marked; parts of words if there are none."""
    anywhere = "|".join(re.escape(word) for word in sorted(words.words, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{anywhere})", re.IGNORECASE)
    if not pattern.search(text):
        pattern = re.compile(anywhere, re.IGNORECASE)
    parts, end = [], 0
    for found in pattern.finditer(text):
        parts += [escape(text[end : found.start()]), "<mark>", escape(found[0]), "</mark>"]
        end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))


def tidied(passage: str, *, is_from_start: bool) -> str:
    """A cut-out passage on one line, from word to word, with dots where it was cut."""
    line = " ".join(passage.split())
    if not is_from_start:
        line = "… " + (line.partition(" ")[2] or line)
    if len(passage) < PASSAGE_LENGTH:
        return line
    return (line.rpartition(" ")[0] or line) + " …"


def _without_signs(word: str) -> str:
    is_sign = [unicodedata.category(character)[0] in _SIGNS for character in word]
    if all(is_sign):
        return ""
    return word[is_sign.index(False) : len(word) - is_sign[::-1].index(False)]
