"""What a digest says: as text and as HTML, in the person's language, every line leading to the very page.

Nothing in its headers comes from a letter or names a person, so nothing typed by anybody can reach them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from foundation.dates import exact_day, say_due
from rankless.models import SectionState
from reminders import mornings
from reminders.awaited import Awaited
from reminders.looks import LOOKS, SHEET
from reminders.models import Digest, Subject

LINES = 50
SIGNS = {SectionState.EMPTY: "–", SectionState.WRITTEN: "…", SectionState.AGREED: "✓"}
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Mark:
    """One third of the three-part mark, as mail can draw it."""

    title: str
    sign: str
    state: str
    is_written: bool


@dataclass(frozen=True)
class Line:
    """One awaited thing as the digest shows it."""

    asks: str
    title: str
    about: str
    kind: str
    due: str
    due_exactly: str
    is_late: bool
    url: str
    marks: tuple[Mark, ...]


def compose(digest: Digest, things: Sequence[Awaited]) -> EmailMultiAlternatives:
    """Write the mail of this digest; the same digest always has the same Message-ID, however often it is sent."""
    person = digest.person
    with translation.override(person.language), timezone.override(mornings.zone_of(person)):
        lines = lines_of(things, on=digest.day)
        content = _content(lines, on=digest.day)
        message = EmailMultiAlternatives(
            subject=_subject(lines),
            body=render_to_string("reminders/digest.txt", content),
            to=[person.email],
            headers={"Message-ID": message_id(digest), **HEADERS},
        )
        message.attach_alternative(render_to_string("reminders/digest.html", content), "text/html")
    return message


def message_id(digest: Digest) -> str:
    host = urlsplit(settings.BASE_URL).hostname
    return f"<{digest.key.replace(':', '.')}@{host}>"


def lines_of(things: Sequence[Awaited], *, on: date) -> list[Line]:
    """Return the things as lines, soonest first; what is to be done with one customer is one line."""
    lines: dict[tuple[str, str | int], Line] = {}
    for thing in sorted(things, key=lambda thing: (thing.due_on, thing.subject, thing.pk)):
        place = (thing.subject, thing.url if thing.subject == Subject.STEP else thing.pk)
        line = _line(thing, on=on)
        first = lines.setdefault(place, line)
        if first is not line:
            lines[place] = replace(first, asks=f"{first.asks} · {line.asks}")
    return list(lines.values())


def _content(lines: list[Line], *, on: date) -> dict[str, Any]:
    return {
        "heading": _heading(len(lines)),
        "day": exact_day(on),
        "lines": lines[:LINES],
        "more": max(0, len(lines) - LINES),
        "has_debriefs": any(line.marks for line in lines),
        "desk": settings.BASE_URL + reverse("overview:desk"),
        "language": translation.get_language(),
        "look": LOOKS,
        "sheet": SHEET,
    }


def _heading(count: int) -> str:
    return ngettext("One thing awaits you", "%(count)d things await you", count) % {"count": count}


def _subject(lines: list[Line]) -> str:
    late = sum(line.is_late for line in lines)
    heading = _heading(len(lines))
    if not late:
        return heading
    return ngettext("%(heading)s, one is late", "%(heading)s, %(late)d are late", late) % {
        "heading": heading,
        "late": late,
    }


def _line(thing: Awaited, *, on: date) -> Line:
    return Line(
        asks=str(thing.asks),
        title=_one_line(thing.title),
        about=_one_line(thing.about),
        kind=thing.kind,
        due=say_due(thing.due_on, today=on),
        due_exactly=exact_day(thing.due_on),
        is_late=thing.is_late(on=on),
        url=settings.BASE_URL + thing.url,
        marks=_marks(thing),
    )


def _marks(thing: Awaited) -> tuple[Mark, ...]:
    if thing.debrief is None:
        return ()
    return tuple(
        Mark(str(mark.title), SIGNS[mark.state], str(mark.state.label), mark.state != SectionState.EMPTY)
        for mark in thing.debrief.section_marks
    )


def _one_line(text: str) -> str:
    """A title with line ends in it must not look like lines of ours."""
    return " ".join(text.split())
