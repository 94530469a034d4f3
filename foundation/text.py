"""Text as it may be stored.

Letters arrive from scanners, mail programs and phones; PostgreSQL refuses NUL characters and lone surrogates, and browsers
send line ends as CRLF. Everything a person typed passes through here once, so that a passage's offsets mean the same thing
in the database, in Python and in the browser.
"""

import re
import unicodedata

_NUL = "\x00"
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Unicode's categories of what leaves no mark on the page."""
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LETTERS_OF_THEIR_OWN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ς": "σ"})
"""Unicode sees no accent in these; whoever has no key for them types the other."""


def storable(text: str) -> str:
    """Return `text` with LF line ends, without NUL, and with lone surrogates replaced by U+FFFD.

    Idempotent. Nothing else changes: no trimming, no Unicode normalisation, since the letter is kept as it was written.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_NUL, "")
    return _LONE_SURROGATES.sub(_REPLACEMENT, text)


def is_seen(text: str) -> bool:
    """Whether anything of `text` leaves a mark on the page; spaces of no width, which phones paste along, do not."""
    return any(unicodedata.category(character) not in _UNSEEN for character in text)


def folded(text: str) -> str:
    """Return `text` in small letters without accents, as it is compared with what somebody looks for: “Ärger” is “arger”.

    PostgreSQL's function `debrief_folded` does the same (incidents, migration 0007). Marks of other scripts than Latin,
    Greek and Cyrillic stay: they are no ornament there.
    """
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_LETTERS_OF_THEIR_OWN)


def one_line(text: str) -> str:
    """Return `text` without its line ends: what somebody typed, or a server said, must not look like lines of ours."""
    return " ".join(text.replace(_NUL, "").split())


def first_line(text: str, *, limit: int) -> str:
    """Return the first line of `text` that can be seen, cut at a word to at most `limit` characters."""
    line = next((line.strip() for line in text.splitlines() if is_seen(line)), "")
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head = cut.rpartition(" ")[0]
    return (head if len(head) > limit // 2 else cut).rstrip() + "…"
