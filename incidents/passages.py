"""Points: finding a quoted passage in the letter, and showing the letter with its passages marked.

Offsets count code points of the stored text, end excluded. A browser counts UTF-16 units and knows CRLF; whatever it
says, the server finds the quote itself and takes the browser's offset only to tell equal passages apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.text import storable
from incidents.models import Effect, Factor, Incident, Point, Polarity, Stage


class PassageNotFound(ValueError):
    """The quoted words do not stand in the letter."""

    message = _("We do not find these words in the letter. Copy them from it exactly as they stand there.")


class LastPoint(Exception):
    """The only point of a letter cannot be removed."""


@dataclass(frozen=True)
class Span:
    """A passage: code point offsets into the letter's text, `end` excluded."""

    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A stretch of the letter with the points that mark it; none for plain text."""

    text: str
    points: tuple[Point, ...]
    start: int = 0

    @property
    def innermost(self) -> Point:
        """Of the points that mark this stretch, the one with the shortest passage."""
        return min(self.points, key=lambda point: (point.end or 0) - (point.start or 0))

    @property
    def polarity(self) -> str:
        """good, bad, or mixed when the marking points differ; empty for plain text."""
        polarities = {point.polarity for point in self.points}
        return "mixed" if len(polarities) > 1 else next(iter(polarities), "")


def find_passage(text: str, quote: str, *, near: int | None = None) -> Span:
    """Return where `quote` stands in `text`; of several places the one starting closest to `near`, else the first.

    White space may differ, since people copy over line ends. Raises PassageNotFound.
    """
    words = storable(quote).split()
    if not words:
        raise PassageNotFound(quote)
    pattern = r"\s+".join(re.escape(word) for word in words)
    # Looked for at every place, not only after the last one found: a quote may overlap itself, as “haha” in “hahaha”.
    found = [Span(*match.span(1)) for match in re.finditer(f"(?=({pattern}))", text)]
    if not found:
        raise PassageNotFound(quote)
    return min(found, key=lambda span: abs(span.start - (near or 0)))


@transaction.atomic
def add_point(
    *,
    incident: Incident,
    quote: str,
    polarity: Polarity,
    stage: Stage | None,
    factor: Factor | None,
    effect: Effect | None,
    near: int | None = None,
) -> Point:
    """Add one thing the letter says; without a quote it is the whole letter. The same point twice is added once;
    whether its factor helped or hindered may be said anew.

    Raises PassageNotFound when the quote does not stand in the letter.
    """
    span = find_passage(incident.text, quote, near=near) if quote.strip() else None
    point, _is_new = Point.objects.update_or_create(
        incident=incident,
        start=span.start if span else None,
        end=span.end if span else None,
        polarity=polarity,
        stage=stage,
        factor=factor,
        defaults={
            "quote": incident.text[span.start : span.end] if span else "",
            "effect": effect or "" if factor else "",
        },
    )
    return point


@transaction.atomic
def remove_point(point: Point) -> None:
    """Take back what somebody said about a letter.

    Raises LastPoint for the only one: a letter without a point would be missing wherever points are counted.
    """
    if not Point.objects.filter(incident=point.incident_id).exclude(pk=point.pk).exists():
        raise LastPoint(point)
    Point.objects.filter(pk=point.pk).delete()


def marked_pieces(text: str, points: Iterable[Point]) -> list[Piece]:
    """Cut `text` at the edges of all passages, so that overlapping ones can each be marked."""
    marking = [point for point in points if not point.is_whole_letter]
    edges = {0, len(text)}
    for point in marking:
        edges |= {min(point.start or 0, len(text)), min(point.end or 0, len(text))}
    cuts = sorted(edges)
    return [
        Piece(text[start:end], tuple(p for p in marking if (p.start or 0) <= start and end <= (p.end or 0)), start)
        for start, end in pairwise(cuts)
    ]
