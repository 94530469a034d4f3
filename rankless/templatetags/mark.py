"""The three-part mark: What, Why, Differently, each with its word and its state. The sign of the product in every list."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from rankless.models import Debrief, SectionMark

register = template.Library()

MARKS_KEPT = 512
"""Three parts with three states each, in two sizes and some languages."""


@register.simple_tag
def three_part_mark(debrief: Debrief, *, large: bool = False) -> SafeString:
    """`{% three_part_mark debrief %}`, or `large=True` at the head of a page."""
    return _drawn(tuple(debrief.section_marks), large, get_language())


@lru_cache(maxsize=MARKS_KEPT)
def _drawn(marks: tuple[SectionMark, ...], large: bool, language: str | None) -> SafeString:
    """The language is the active one; it is named so that each is kept apart."""
    return render_to_string("rankless/_mark.html", {"marks": marks, "large": large})
