"""What a writer had before them when they began to write one part of a debrief.

Every box of the form carries it back as one number. It tells two things apart that look alike: a text somebody else
changed while this writer was writing, and a text this writer never touched.
"""

import hashlib
from dataclasses import dataclass
from typing import Self

from foundation.text import is_seen, storable
from rankless.models import Debrief, Part

_DIGITS = 20  # of the digest: eight bytes written as a decimal number
_LONGEST = 32
_NO_VERSION = -1


@dataclass(frozen=True)
class Seen:
    """The version of a text and its digest."""

    version: int
    digest: int

    @classmethod
    def of(cls, debrief: Debrief, part: Part) -> Self:
        return cls.of_text(debrief.text_of(part), version=debrief.version_of(part))

    @classmethod
    def of_text(cls, text: str, *, version: int) -> Self:
        return cls(version, _digest(text))

    @classmethod
    def parse(cls, number: str) -> Self:
        """Read what `str()` wrote; anything else means that nothing was seen, so that it never counts as current."""
        if not (number.isascii() and number.isdecimal() and _DIGITS < len(number) <= _LONGEST):
            return cls(_NO_VERSION, 0)
        return cls(*divmod(int(number), 10**_DIGITS))

    def __str__(self) -> str:
        return f"{self.version}{self.digest:0{_DIGITS}d}"

    def is_of(self, text: str) -> bool:
        """Whether `text`, as a browser sends it back, is still the one that was seen."""
        return self.version != _NO_VERSION and self.digest == _digest(as_stored(text))


def as_stored(text: str) -> str:
    """A typed text as it would be stored: empty if nobody would see anything of it."""
    return storable(text).strip() if is_seen(text) else ""


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
