"""Text as it may be stored.

Letters arrive from scanners, mail programs and phones; PostgreSQL refuses NUL characters and lone surrogates, and browsers
send line ends as CRLF. Everything a person typed passes through here once, so that a passage's offsets mean the same thing
in the database, in Python and in the browser.
"""

import re

_NUL = "\x00"
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """Return `text` with LF line ends, without NUL, and with lone surrogates replaced by U+FFFD.

    Idempotent. Nothing else changes: no trimming, no Unicode normalisation, since the letter is kept as it was written.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_NUL, "")
    return _LONE_SURROGATES.sub(_REPLACEMENT, text)


def first_line(text: str, *, limit: int) -> str:
    """Return the first line of `text` that holds something, cut at a word to at most `limit` characters."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head = cut.rpartition(" ")[0]
    return (head if len(head) > limit // 2 else cut).rstrip() + "…"
