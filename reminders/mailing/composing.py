"""The mail of a digest: as text and as HTML, in the person's language, every line leading to the very box by one press.

Mails of one morning have much in common. What they say alike is rendered once for all that are composed together, with
gaps where each person's own links go.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from foundation.dates import exact_day
from people.sign_in_links import Wanted, links_to_each
from rankless.together.talk import CONTENT_TYPE, FILE_NAME, calendar_of, talks_ahead
from reminders.awaiting.due import Awaiting
from reminders.mailing.gaps import Gapped, gap
from reminders.mailing.looks import SHEET, dressed
from reminders.mailing.telling import Letter, Line, Teller
from reminders.mailing.threads import heads_of
from reminders.models import Digest

LINES, DESK = "lines", "desk"
PAGE, TITLE, ABOUT = "page", "title", "about"
"""The gaps of a digest, and those of each of its lines. A gap for any other link is called by the page it leads to."""


def compose(digest: Digest, awaiting: Awaiting) -> EmailMultiAlternatives:
    """Write the mail of this digest, with links that sign its person in, counted from the moment it was to be sent."""
    [write] = compose_each([(digest, awaiting)])
    return write()


def compose_each(mails: Iterable[tuple[Digest, Awaiting]]) -> list[Callable[[], EmailMultiAlternatives]]:
    """Prepare these mails together; each is written when its turn comes."""
    writers: dict[tuple[str, date], _Writer] = {}
    letters = []
    for digest, awaiting in mails:
        alike = digest.person.language, digest.day
        writer = writers[alike] = writers.get(alike) or _Writer(*alike)
        letters.append((digest, awaiting, writer, writer.letter(awaiting)))
    desk = reverse("overview:desk")
    links = links_to_each(
        Wanted(digest.person, [desk, *letter.paths], digest.try_at) for digest, _, _, letter in letters
    )
    talks = _Talks(awaiting for _, awaiting, _, _ in letters)
    return [
        partial(_compose, digest, awaiting, letter, writer, {**theirs, DESK: theirs[desk]}, talks)
        for (digest, awaiting, writer, letter), theirs in zip(letters, links, strict=True)
    ]


def _compose(
    digest: Digest, awaiting: Awaiting, letter: Letter, writer: "_Writer", links: Mapping[str, str], talks: "_Talks"
) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=writer.text.write(letter, links),
        to=[digest.person.email],
        headers=heads_of(digest),
    )
    message.attach_alternative(writer.html.write(letter, links), "text/html")
    if file := talks.file_for(awaiting, at=digest.try_at, language=writer.language):
        message.attach(FILE_NAME, file, CONTENT_TYPE)
    return message


class _Writer:
    """What mails of one day in one language have in common."""

    def __init__(self, language: str, day: date) -> None:
        self.language, self._teller = language, Teller(on=day)
        self.text, self.html = _Form("txt", language, day), _Form("html", language, day)

    def letter(self, awaiting: Awaiting) -> Letter:
        with translation.override(self.language):
            return self._teller.letter(awaiting)


class _Form:
    """Mails as text or as HTML, in one language: each line and each frame around lines is rendered once."""

    def __init__(self, kind: str, language: str, day: date) -> None:
        self._frame, self._line = (get_template(f"reminders/{name}.{kind}") for name in ("digest", "_line"))
        self._language, self._day, self._is_html = language, day, kind == "html"
        self._rendered: dict[Hashable, Gapped] = {}

    def write(self, letter: Letter, links: Mapping[str, str]) -> str:
        """Put together the mail of one letter, with these links."""
        if self._is_html:
            links = {name: escape(link) for name, link in links.items()}
        lines = [self._of_line(line, links, is_first=not number) for number, line in enumerate(letter.lines)]
        return self._around(letter).filled({**links, LINES: "".join(lines)})

    def _of_line(self, line: Line, links: Mapping[str, str], *, is_first: bool) -> str:
        """Many lines of a morning differ in nothing but what somebody typed and where they lead."""
        typed = {TITLE: line.title, ABOUT: line.about}
        if self._is_html:
            typed = {name: escape(words) for name, words in typed.items()}
        alike = line.alike, is_first, bool(line.about)
        words = self._rendered.get(alike) or self._render(
            alike,
            self._line,
            {
                "line": line,
                "title": gap(TITLE),
                "about": gap(ABOUT) if line.about else "",
                "page": gap(PAGE),
                "beside": [(said.words, gap(said.url) if said.url else "") for said in line.beside],
                "is_first": is_first,
            },
        )
        return words.filled({**links, **typed, PAGE: links[line.path]})

    def _around(self, letter: Letter) -> Gapped:
        alike = letter.heading, letter.more, letter.is_counted, letter.has_debriefs
        return self._rendered.get(alike) or self._render(
            alike,
            self._frame,
            {
                "letter": letter,
                "lines": gap(LINES),
                "desk": gap(DESK),
                "language": self._language,
                "sheet": SHEET,
            },
        )

    def _render(self, key: Hashable, template: Any, content: dict[str, Any]) -> Gapped:
        with translation.override(self._language):
            rendered = template.render({**content, "day": exact_day(self._day)})
        self._rendered[key] = words = Gapped(dressed(rendered) if self._is_html else rendered)
        return words


class _Talks:
    """The talks of debriefs that are told of, for calendars."""

    def __init__(self, awaitings: Iterable[Awaiting]) -> None:
        gathering = {pk for awaiting in awaitings for pk in self._gathering(awaiting)}
        self._ahead = {talk.debrief_id: talk for talk in talks_ahead(gathering)} if gathering else {}
        self._files: dict[tuple[Any, ...], str] = {}

    def file_for(self, awaiting: Awaiting, *, at: datetime, language: str) -> str:
        """The calendar file of what this person is told of, the same for everybody who is told of the same; often empty."""
        ahead = (self._ahead.get(pk) for pk in self._gathering(awaiting))
        talks = sorted((talk for talk in ahead if talk), key=lambda talk: (talk.reveal_at, talk.pk))
        if not talks:
            return ""
        key = (language, at, *(talk.pk for talk in talks))
        if key not in self._files:
            with translation.override(language):
                self._files[key] = calendar_of(talks, at=at)
        return self._files[key]

    def _gathering(self, awaiting: Awaiting) -> list[int]:
        told = [thing.debrief for thing in awaiting.things if thing.debrief and thing.key in awaiting.told]
        return [debrief.pk for debrief in told if debrief.is_gathering]
