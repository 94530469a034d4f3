"""Pieces of pages that show numbers and names and nothing of whoever reads: drawn once for all that look the same."""

from collections.abc import Hashable

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from foundation.drawings import Drawings

register = template.Library()

PIECES = Drawings(most=2048)
"""Some ten stand on a dashboard, which all of a team read, and as many lines on each desk, which many share."""


@register.simple_tag
def piece(name: str, **shown: Hashable) -> SafeString:
    """`{% piece "overview/dashboard/_themes.html" themes=themes %}` includes a template that is told what is named
    here, and the day.

    It sees no request and nothing else of the page, so that it cannot depend on more. What is shown must never change.
    """
    return PIECES.of((name, timezone.localdate(), *shown.items()), lambda: render_to_string(name, shown))
