"""How pages say things in short: small numbers in words, and some words in a line."""

from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

NUMBERS: list[str | LazyText] = [
    *("", gettext_lazy("One"), gettext_lazy("Two"), gettext_lazy("Three"), gettext_lazy("Four"), gettext_lazy("Five")),
    *(gettext_lazy("Six"), gettext_lazy("Seven"), gettext_lazy("Eight"), gettext_lazy("Nine"), gettext_lazy("Ten")),
    *(gettext_lazy("Eleven"), gettext_lazy("Twelve")),
]


def in_words(number: int) -> str:
    """A number at the beginning of a sentence; from thirteen on in figures."""
    return str(NUMBERS[number]) if 0 < number < len(NUMBERS) else str(number)


def in_a_line(*words: Any) -> SafeString:
    """What is told of a thing beside its name, with a dot between one and the next."""
    return format_html_join(" · ", "{}", ((word,) for word in words))
