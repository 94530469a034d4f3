"""All questions of the bank for one section, on request."""

from collections.abc import Iterable

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from foundation.drawings import Drawings
from rankless.prompts import Prompt

register = template.Library()

LISTS = Drawings(most=256)
"""One for each section of both kinds, in some languages; others where a text has taken up a question."""


@register.simple_tag
def all_questions(prompts: Iterable[Prompt]) -> SafeString:
    """`{% all_questions panel.prompts %}`"""
    shown = tuple(prompts)
    return LISTS.of(shown, lambda: render_to_string("rankless/_prompts.html", {"prompts": shown}))
