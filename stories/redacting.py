"""Taking out of a letter what says whose it is, and finding who is still named in a text.

A proposal only: whoever writes the story reads it once more. A name is known from the customer and from the people of
the house; addresses, telephone and other long numbers are known by their shape.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from incidents.models import Customer
from people.models import User

SHORTEST_NAME = 3
"""A part of a name that is shorter is more often a word, or an initial."""

EMAIL = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.\w+")
PHONE = re.compile(r"(?<![\w+])\+?\(?\d[\d ()/.-]{5,}\d(?!\w)")
LONG_NUMBER = re.compile(r"(?<!\w)(?:[A-Z]{1,4}[-/ ]?)?\d(?:[-/]?\d){4,}(?!\w)")
STREET = re.compile(
    r"(?<!\w)(?:\d{1,4}[A-Za-z]?,? (?:[A-Z][\w'’-]+ ){1,3}"
    r"(?:Street|Road|Lane|Avenue|Drive|Close|Court|Square|Terrace|Crescent|Gardens|Row|Hill|St|Rd|Ave|Ln|Dr)\b\.?"
    r"|[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4}[A-Za-z]?(?!\w))"
)
POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


NOT_A_NAME = frozenset(
    "and the mrs miss sir dame lady father mother sister brother doctor professor family und der die das den des von van"
    " herr frau familie dos del".split()
)
"""Titles, and small words between names. Many a sentence begins with one of them, so by itself none counts as a name."""


def redacted(text: str, *, customer: Customer | None, people: Iterable[User]) -> str:
    """The text with names, addresses and numbers taken out, each replaced by what stood there, in brackets."""
    text = EMAIL.sub(_("[e-mail]"), text)
    text = POSTCODE.sub(_("[address]"), STREET.sub(_("[address]"), text))
    text = PHONE.sub(lambda found: _keeping_dates(found, _("[phone]")), text)
    text = LONG_NUMBER.sub(lambda found: _keeping_dates(found, _("[number]")), text)
    for name in [customer.name if customer else "", *(person.name for person in people)]:
        text = _of_name(name).sub(_("[name]"), text) if _words_of(name) else text
    return text


def named_in(texts: Iterable[str], people: Iterable[User]) -> list[User]:
    """Those of `people` whom one of the texts names, by their whole name or a part of it."""
    together = "\n".join(texts)
    return [person for person in people if is_named(person.name, together)]


def named_wholly_in(texts: Iterable[str], people: Iterable[tuple[int, str]]) -> set[int]:
    """The numbers of those whose whole name, of two words or more, stands in one of the texts. They may be very many."""
    together = "\n".join(texts)
    folded = " ".join(_words_of(together)).casefold()
    found = set()
    for pk, name in people:
        words = _words_of(name)
        # Looking is far quicker than asking a pattern, and hardly anybody is named.
        if len(words) > 1 and " ".join(words).casefold() in folded and _alone([_whole(words)]).search(together):
            found.add(pk)
    return found


def is_named(name: str, text: str) -> bool:
    """Whether the text has this name, or a part of it written as a name."""
    return bool(_words_of(name) and _of_name(name).search(text))


def _of_name(name: str) -> re.Pattern[str]:
    """The whole name however it is written, or a part of it that begins with a capital: “Will” is a name, “will” is not.

    With a title before it, as in “Mrs Oakley”, the rest is found all the same.
    """
    words = _words_of(name)
    parts = [part for part in words if len(part) >= SHORTEST_NAME and part.casefold() not in NOT_A_NAME]
    capital = [re.escape(part[:1].upper() + part[1:]) for part in parts]
    return _alone([_whole(words), *capital, *(re.escape(part.upper()) for part in parts)])


def _whole(words: list[str]) -> str:
    return "(?i:" + r"[\s.]+".join(map(re.escape, words)) + ")"


def _alone(choices: list[str]) -> re.Pattern[str]:
    """Any of these, and not within a longer word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")


def _words_of(text: str) -> list[str]:
    return [word for word in re.split(r"[\s.]+", text) if word]


def _keeping_dates(found: re.Match[str], instead: str) -> str:
    return found.group() if DATE.fullmatch(found.group().strip()) else instead
