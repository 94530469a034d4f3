"""What a digest says: as text and as HTML, in the person's language, every line leading to the very box by one press."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.dates import exact_day, say_day, say_due
from people.sign_in_links import Wanted, links_to_each
from rankless.models import Phase, SectionState
from rankless.together.talk import CONTENT_TYPE, FILE_NAME, calendar_of, talks_ahead
from reminders.awaiting.awaited import Awaited, Beside, Key
from reminders.awaiting.due import Awaiting
from reminders.mailing.looks import LOOKS, SHEET
from reminders.mailing.threads import heads_of
from reminders.models import Digest, Subject
from reminders.timing import mornings

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
    beside: tuple[Beside, ...]

    @property
    def paths(self) -> list[str]:
        """Every page of ours that it leads to."""
        return [self.path, *(said.url for said in self.beside if said.url)]


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
    [write] = compose_each([(digest, awaiting)])
    return write()


def compose_each(mails: Iterable[tuple[Digest, Awaiting]]) -> list[Callable[[], EmailMultiAlternatives]]:
    """Prepare these mails together; each is written when its turn comes. What they share is read and written once."""
    letters = [(digest, awaiting, _in_their_words(digest, awaiting)) for digest, awaiting in mails]
    desk = reverse("overview:desk")
    wanted = [
        Wanted(digest.person, [desk, *(path for line in letter.lines for path in line.paths)], digest.try_at)
        for digest, _, letter in letters
    ]
    links = links_to_each(wanted)
    talks = _Talks(awaiting for _, awaiting, _ in letters)
    return [
        partial(_compose, digest, awaiting, _linked(letter, their_links), their_links[desk], talks)
        for (digest, awaiting, letter), their_links in zip(letters, links, strict=True)
    ]


def _in_their_words(digest: Digest, awaiting: Awaiting) -> Letter:
    with translation.override(digest.person.language), timezone.override(mornings.zone_of(digest.person)):
        return letter_of(awaiting, on=digest.day)


def _linked(letter: Letter, links: Mapping[str, str]) -> Letter:
    return replace(letter, lines=[_linked_line(line, links) for line in letter.lines])


def _linked_line(line: Line, links: Mapping[str, str]) -> Line:
    beside = tuple(replace(said, url=links[said.url]) if said.url else said for said in line.beside)
    return replace(line, url=links[line.path], beside=beside)


def _compose(digest: Digest, awaiting: Awaiting, letter: Letter, desk: str, talks: "_Talks") -> EmailMultiAlternatives:
    person = digest.person
    with translation.override(person.language), timezone.override(mornings.zone_of(person)):
        content = _content(letter, desk=desk, on=digest.day)
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string("reminders/digest.txt", content),
            to=[person.email],
            headers=heads_of(digest),
        )
        message.attach_alternative(render_to_string("reminders/digest.html", content), "text/html")
        if file := talks.file_for(awaiting, at=digest.try_at):
            message.attach(FILE_NAME, file, CONTENT_TYPE)
    return message


class _Talks:
    """The talks of debriefs that are told of, for calendars."""

    def __init__(self, awaitings: Iterable[Awaiting]) -> None:
        gathering = {pk for awaiting in awaitings for pk in self._gathering(awaiting)}
        self._ahead = {talk.debrief_id: talk for talk in talks_ahead(gathering)} if gathering else {}
        self._files: dict[tuple[Any, ...], str] = {}

    def file_for(self, awaiting: Awaiting, *, at: datetime) -> str:
        """The calendar file of what this person is told of, the same for everybody who is told of the same; often empty."""
        ahead = (self._ahead.get(pk) for pk in self._gathering(awaiting))
        talks = sorted((talk for talk in ahead if talk), key=lambda talk: (talk.reveal_at, talk.pk))
        if not talks:
            return ""
        key = (translation.get_language(), at, *(talk.pk for talk in talks))
        if key not in self._files:
            self._files[key] = calendar_of(talks, at=at)
        return self._files[key]

    def _gathering(self, awaiting: Awaiting) -> list[int]:
        told = [thing.debrief for thing in awaiting.things if thing.debrief and thing.key in awaiting.told]
        return [debrief.pk for debrief in told if debrief.is_gathering]


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
            lines[place] = replace(first, asks=asks, is_told=is_told, beside=first.beside + line.beside)
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
        beside=tuple(replace(said, words=_one_line(str(said.words))) for said in thing.beside),
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
