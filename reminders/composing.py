"""What a digest says: as text and as HTML, in the person's language, every line leading to the very box by one press."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.dates import exact_day, say_day, say_due
from people.sign_in_links import links_to
from rankless.models import Phase, SectionState
from rankless.together.talk import CONTENT_TYPE, FILE_NAME, calendar_of, talks_ahead
from reminders import mornings
from reminders.awaited import Awaited, Key
from reminders.due import Awaiting
from reminders.looks import LOOKS, SHEET
from reminders.models import Digest, Subject
from reminders.threads import heads_of

LINES = 20
SIGNS = {SectionState.EMPTY: "–", SectionState.WRITTEN: "…", SectionState.AGREED: "✓"}
TOLD_TO_ALL = {Subject.DEBRIEF, Subject.AFTERWARDS}
"""What goes to everybody invited in the same words, whatever they have done already."""


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
    path: str
    url: str
    marks: tuple[Mark, ...]
    is_told: bool
    is_told_to_all: bool
    reassurance: str


@dataclass(frozen=True)
class Letter:
    """What a digest says, before it is put into text and HTML."""

    heading: str
    subject: str
    lines: list[Line]
    more: int
    is_counted: bool


def compose(digest: Digest, awaiting: Awaiting) -> EmailMultiAlternatives:
    """Write the mail of this digest, with links that sign its person in, counted from the moment it was to be sent."""
    person = digest.person
    with translation.override(person.language), timezone.override(mornings.zone_of(person)):
        letter, desk = letter_of(awaiting, on=digest.day), reverse("overview:desk")
        links = links_to(person, [desk, *(line.path for line in letter.lines)], at=digest.try_at)
        lines = [replace(line, url=links[line.path]) for line in letter.lines]
        content = _content(replace(letter, lines=lines), desk=links[desk], on=digest.day)
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string("reminders/digest.txt", content),
            to=[person.email],
            headers=heads_of(digest),
        )
        message.attach_alternative(render_to_string("reminders/digest.html", content), "text/html")
        _attach_talks(message, awaiting, at=digest.try_at)
    return message


def _attach_talks(message: EmailMultiAlternatives, awaiting: Awaiting, *, at: datetime) -> None:
    """The talks of debriefs that are told of today, for calendars."""
    told = [thing.debrief for thing in awaiting.things if thing.debrief and thing.key in awaiting.told]
    gathering = [debrief.pk for debrief in told if debrief.is_gathering]
    if talks := list(talks_ahead(gathering)) if gathering else []:
        message.attach(FILE_NAME, calendar_of(talks, at=at), CONTENT_TYPE)


def letter_of(awaiting: Awaiting, *, on: date) -> Letter:
    """Say what awaits somebody, counting all of it. What they are told of today is shown whatever else is left out."""
    lines = lines_of(awaiting.things, on=on, told=awaiting.told)
    heading = _heading(len(lines) + awaiting.more, is_counted=awaiting.is_counted)
    first = sorted(range(len(lines)), key=lambda place: not lines[place].is_told)[:LINES]
    return Letter(
        heading=heading,
        subject=_subject(heading, lines, is_all_read=not awaiting.more),
        lines=[lines[place] for place in sorted(first)],
        more=len(lines) - len(first) + awaiting.more,
        is_counted=awaiting.is_counted,
    )


def lines_of(things: Sequence[Awaited], *, on: date, told: Collection[Key] = ()) -> list[Line]:
    """Return the things as lines, soonest first; what is to be done with one customer is one line."""
    lines: dict[tuple[str, str | int], Line] = {}
    for thing in sorted(things, key=lambda thing: (thing.due_on, thing.subject, thing.pk)):
        place = (thing.subject, thing.url.partition("#")[0] if thing.subject == Subject.STEP else thing.pk)
        line = _line(thing, on=on, is_told=thing.key in told)
        first = lines.setdefault(place, line)
        if first is not line:
            asks, is_told = f"{first.asks} · {line.asks}", first.is_told or line.is_told
            lines[place] = replace(first, asks=asks, is_told=is_told)
    return list(lines.values())


def _content(letter: Letter, *, desk: str, on: date) -> dict[str, Any]:
    return {
        "letter": letter,
        "day": exact_day(on),
        "has_debriefs": any(line.is_told_to_all for line in letter.lines),
        "desk": desk,
        "language": translation.get_language(),
        "look": LOOKS,
        "sheet": SHEET,
    }


def _heading(count: int, *, is_counted: bool) -> str:
    if not is_counted:
        return _("More than %(count)d things await you") % {"count": count}
    return ngettext("One thing awaits you", "%(count)d things await you", count) % {"count": count}


def _subject(heading: str, lines: list[Line], *, is_all_read: bool) -> str:
    """Soonest come first, so unless all that were read are late, no other is."""
    late = sum(line.is_late for line in lines)
    if not late:
        return heading
    if late == len(lines) and not is_all_read:
        return _("%(heading)s, many are late") % {"heading": heading}
    return ngettext("%(heading)s, one is late", "%(heading)s, %(late)d are late", late) % {
        "heading": heading,
        "late": late,
    }


def _line(thing: Awaited, *, on: date, is_told: bool) -> Line:
    return Line(
        asks=str(thing.asks),
        title=_one_line(thing.title),
        about=_one_line(thing.about),
        kind=thing.kind,
        due=_due(thing, on=on),
        due_exactly=exact_day(thing.due_on),
        is_late=thing.is_late(on=on),
        path=thing.url,
        url=settings.BASE_URL + thing.url,
        marks=_marks(thing),
        is_told=is_told,
        is_told_to_all=thing.subject in TOLD_TO_ALL,
        reassurance=_reassurance(thing),
    )


def _reassurance(thing: Awaited) -> str:
    """What everybody reads first of a thing that goes to all, whoever of them has done their part."""
    if thing.debrief and thing.debrief.phase == Phase.GATHER:
        return _("If you have handed in, nothing is left for you to do.")
    if thing.subject == Subject.AFTERWARDS:
        return _("If you have answered, nothing is left for you to do.")
    return ""


def _due(thing: Awaited, *, on: date) -> str:
    if thing.is_standing:
        return _("open for objections until %(day)s") % {"day": say_day(thing.due_on, today=on)}
    return say_due(thing.due_on, today=on)


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
