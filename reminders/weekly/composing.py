"""A mail of Mondays as text and as HTML, in the person's language: parts with lines, and how it is stopped."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from people.models import User
from people.sign_in_links import Wanted, links_to_each
from reminders.mailing.looks import SHEET, dressed
from reminders.mailing.threads import heads_of
from reminders.mailing.written import Written
from reminders.models import Digest
from reminders.timing import mornings
from reminders.weekly.stopping import StopLink
from reminders.weekly.telling import Part


@dataclass(frozen=True)
class Wording:
    """What one kind of them says around its parts."""

    page: str
    """What leads to its page, on the button; in the text it stands before the address."""
    why: str
    """Why one gets it."""
    stop: str


@dataclass(frozen=True)
class Letter:
    """What one person's letter says, in the person's language already, and the page that it leads to."""

    digest: Digest
    heading: str
    days: str
    parts: list[Part]
    page: str
    wording: Wording
    stop: StopLink

    @property
    def paths(self) -> list[str]:
        """Every page of ours that it leads to."""
        of_items = (item.url for part in self.parts for item in part.items)
        return [path for path in (self.page, *of_items, *(part.more for part in self.parts)) if path]


def write_each(letters: Iterable[Letter]) -> dict[int, Written]:
    """The mails of these letters, by the ids of their digests. Every page they name signs its person in by one press."""
    letters = list(letters)
    links = links_to_each(Wanted(letter.digest.person, letter.paths, letter.digest.try_at) for letter in letters)
    return {
        letter.digest.pk: Written(partial(_compose, letter, theirs))
        for letter, theirs in zip(letters, links, strict=True)
    }


@contextmanager
def as_read_by(person: User) -> Iterator[None]:
    """Within, the language and the time zone are the person's."""
    with translation.override(person.language), timezone.override(mornings.zone_of(person)):
        yield


def _compose(letter: Letter, links: Mapping[str, str]) -> EmailMultiAlternatives:
    """Write the mail. The database is not asked."""
    person, stop = letter.digest.person, letter.stop
    with as_read_by(person):
        content = {
            "parts": [_leading(part, links) for part in letter.parts],
            "letter": letter,
            "page": links[letter.page],
            "stop": stop.address(person),
            "language": translation.get_language(),
            "sheet": SHEET,
        }
        heads = {**heads_of(letter.digest), **stop.heads(person)}
        text = render_to_string("reminders/weekly.txt", content)
        message = EmailMultiAlternatives(subject=letter.heading, body=text, to=[person.email], headers=heads)
        message.attach_alternative(dressed(render_to_string("reminders/weekly.html", content)), "text/html")
    return message


def _leading(part: Part, links: Mapping[str, str]) -> Part:
    """The same part with these links in place of pages."""
    items = [replace(item, url=links.get(item.url, "")) for item in part.items]
    return replace(part, items=items, more=links.get(part.more, ""))
