"""Taking out of a letter what says whose it is, and finding who is still named in a text.

A proposal only: whoever writes the story reads it once more. A name is known from the customer and from the people of
the team; e-mail addresses, telephone and other long numbers are known by their shape.
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
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


def redacted(text: str, *, customer: Customer | None, people: Iterable[User]) -> str:
    """The text with names, addresses and numbers taken out, each replaced by what stood there, in brackets."""
    text = EMAIL.sub(_("[e-mail]"), text)
    text = PHONE.sub(lambda found: _keeping_dates(found, _("[phone]")), text)
    text = LONG_NUMBER.sub(lambda found: _keeping_dates(found, _("[number]")), text)
    for name in [customer.name if customer else "", *(person.name for person in people)]:
        text = _of_name(name).sub(_("[name]"), text) if name.strip() else text
    return text


def named_in(texts: Iterable[str], people: Iterable[User]) -> list[User]:
    """Those of `people` whom one of the texts names, by their whole name or a part of it."""
    together = "\n".join(texts)
    return [person for person in people if is_named(person.name, together)]


def is_named(name: str, text: str) -> bool:
    """Whether the text has this name, or a part of it written as a name."""
    return bool(name.strip() and _of_name(name).search(text))


def _of_name(name: str) -> re.Pattern[str]:
    """The whole name however it is written, or a part of it that begins with a capital: “Will” is a name, “will” is not.

    With a title before it, as in “Mrs Oakley”, the rest is found all the same.
    """
    parts = [part for part in re.split(r"[\s.]+", name) if len(part) >= SHORTEST_NAME]
    whole = r"[\s.]+".join(re.escape(part) for part in re.split(r"[\s.]+", name.strip()) if part)
    capital = [re.escape(part[:1].upper() + part[1:]) for part in parts]
    choices = [rf"(?i:{whole})", *capital, *(re.escape(part.upper()) for part in parts)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")


def _keeping_dates(found: re.Match[str], instead: str) -> str:
    return found.group() if DATE.fullmatch(found.group().strip()) else instead
