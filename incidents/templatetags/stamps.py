"""The two stamps: ▼ complaint and ▲ praise, always a shape with its word; and the shape alone, beside words that say it."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

STAMPS_KEPT = 64
"""Two kinds in some languages."""


@register.simple_tag
def stamp(kind: str) -> SafeString:
    """`{% stamp incident.kind %}`"""
    return _drawn(kind, get_language())


@register.simple_tag
@lru_cache(maxsize=STAMPS_KEPT)
def sign(kind: str) -> SafeString:
    """`{% sign incident.kind %}`, or of a point's polarity: the bare shape, which a reader of the screen is not told."""
    return render_to_string("incidents/_sign.html", {"kind": kind})


@lru_cache(maxsize=STAMPS_KEPT)
def _drawn(kind: str, language: str | None) -> SafeString:
    """The language is the active one; it is named so that each is kept apart."""
    return render_to_string("incidents/_stamp.html", {"kind": kind})
