"""Points: finding a quoted passage in the letter, and showing the letter with its passages marked.

Offsets count code points of the stored text, end excluded. A browser counts UTF-16 units and knows CRLF; whatever it
says, the server finds the quote itself and takes the browser's offset only to tell equal passages apart.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.database.engine import locked
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
    quote = storable(quote)
    needle = " ".join(quote.split())
    if not needle:
        raise PassageNotFound(quote)
    flat = _Flat.of(text)
    # The very place first: a quote may overlap itself, as “haha” in “hahaha”, and a search goes on only after a find.
    near = min(max(near or 0, 0), len(text))
    here = flat.place_of(near + len(quote) - len(quote.lstrip()))
    if flat.text.startswith(needle, here):
        return flat.span(here, len(needle))
    found = [flat.span(place, len(needle)) for place in _places(flat.text, needle)]
    if not found:
        raise PassageNotFound(quote)
    return min(found, key=lambda span: abs(span.start - near))


@dataclass(frozen=True)
class _Flat:
    """A text with single spaces for all its white space, and the way from its places back to those of the text.

    Plain searching in it takes time in proportion to the text, whatever is quoted; a pattern would not.
    """

    text: str
    words: list[int]
    """Where each word begins in the text itself."""
    flat_words: list[int]
    """Where it begins in the flat text."""

    @classmethod
    def of(cls, text: str) -> "_Flat":
        found = [(match.start(), match[0]) for match in re.finditer(r"\S+", text)]
        lengths = (len(word) + 1 for _, word in found)
        flat_words = [0, *accumulate(lengths)][: len(found)]
        return cls(" ".join(word for _, word in found), [start for start, _ in found], flat_words)

    def place_of(self, offset: int) -> int:
        """The place of the text's code point `offset` in the flat text."""
        word = max(bisect_right(self.words, offset) - 1, 0)
        return self.flat_words[word] + max(offset - self.words[word], 0) if self.words else 0

    def span(self, place: int, length: int) -> Span:
        return Span(self._offset(place), self._offset(place + length - 1) + 1)

    def _offset(self, place: int) -> int:
        word = bisect_right(self.flat_words, place) - 1
        return self.words[word] + place - self.flat_words[word]


def _places(text: str, needle: str) -> Iterator[int]:
    place = text.find(needle)
    while place >= 0:
        yield place
        place = text.find(needle, place + len(needle))


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
            "team_id": incident.team_id,
            "received_on": incident.received_on,
            "quote": incident.text[span.start : span.end] if span else "",
            "effect": effect or "" if factor else "",
        },
    )
    return point


@transaction.atomic
def remove_point(point: Point) -> None:
    """Take back what somebody said about a letter.

    Raises LastPoint for the only one: a letter without a point would be missing wherever points are counted. The letter is
    held, so that two people do not take back the last two at once.
    """
    locked(Incident.objects.filter(pk=point.incident_id).only("pk")).get()
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
