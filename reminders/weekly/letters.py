"""The weekly letter as mail: as text and as HTML, in the person's language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from foundation.dates import exact_day
from people.models import Membership, User
from people.sign_in_links import Wanted, links_to_each
from reminders.mailing.looks import SHEET, dressed
from reminders.mailing.threads import heads_of
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind
from reminders.timing import mornings
from reminders.weekly.changes import Week
from reminders.weekly.news import News, news_of
from reminders.weekly.stopping import address_to_stop, heads_to_stop
from reminders.weekly.telling import Part, heading_of, parts_of


@dataclass(frozen=True)
class _Letter:
    """What one person's letter says, and the page on which the same can be read."""

    digest: Digest
    week: Week
    heading: str
    parts: list[Part]
    page: str

    @classmethod
    def of(cls, digest: Digest, news: News, week: Week) -> "_Letter":
        with _as_read_by(digest.person):
            page = f"{reverse('overview:week')}?until={week.until}"
            return cls(digest, week, str(heading_of(news)), parts_of(news), page)

    @property
    def paths(self) -> list[str]:
        """Every page of ours that it leads to."""
        of_items = (item.url for part in self.parts for item in part.items)
        return [path for path in (self.page, *of_items, *(part.more for part in self.parts)) if path]


def write(digests: Iterable[Digest]) -> Mapping[int, Written]:
    """Read what these letters say; one is left out that has nothing to say, or that the next week's overtook."""
    letters = [_Letter.of(digest, news, week) for digest, news, week in _worth_writing(list(digests))]
    links = links_to_each(Wanted(letter.digest.person, letter.paths, letter.digest.try_at) for letter in letters)
    return {
        letter.digest.pk: Written(partial(_compose, letter, theirs))
        for letter, theirs in zip(letters, links, strict=True)
    }


def _worth_writing(digests: list[Digest]) -> Iterator[tuple[Digest, News, Week]]:
    """Those of these letters that have something to say, with the news of their week."""
    memberships = _memberships_of(digests)
    overtaken = _overtaken(digests)
    read: dict[tuple[frozenset[int], Week], News] = {}
    for digest in digests:
        person, theirs = digest.person, memberships[digest.person_id]
        if not (theirs and person.is_active and person.wants_weekly_letter) or digest.pk in overtaken:
            continue
        week = Week.before(digest.day, zone=mornings.zone_of(person))
        same = frozenset(membership.team_id for membership in theirs), week
        if same not in read:  # people of one team read the same
            read[same] = news_of([membership.team for membership in theirs], week, on=digest.day)
        news = read[same]
        if news.has_good_to_tell or (news.is_late and any(membership.is_lead for membership in theirs)):
            yield digest, news, week


def _compose(letter: _Letter, links: Mapping[str, str]) -> EmailMultiAlternatives:
    """Write the mail. Every page it names signs its person in by one press, as in a digest. The database is not asked."""
    digest, person, week = letter.digest, letter.digest.person, letter.week
    with _as_read_by(person):
        content = {
            "parts": [_leading(part, links) for part in letter.parts],
            "heading": letter.heading,
            "week": f"{exact_day(week.since)} – {exact_day(week.until)}",
            "page": links[letter.page],
            "stop": address_to_stop(person),
            "language": translation.get_language(),
            "sheet": SHEET,
        }
        heads = {**heads_of(digest), **heads_to_stop(person)}
        text = render_to_string("reminders/weekly.txt", content)
        message = EmailMultiAlternatives(subject=letter.heading, body=text, to=[person.email], headers=heads)
        message.attach_alternative(dressed(render_to_string("reminders/weekly.html", content)), "text/html")
    return message


@contextmanager
def _as_read_by(person: User) -> Iterator[None]:
    """Within, the language and the time zone are the person's."""
    with translation.override(person.language), timezone.override(mornings.zone_of(person)):
        yield


def _leading(part: Part, links: Mapping[str, str]) -> Part:
    """The same part with these links in place of pages."""
    items = [replace(item, url=links.get(item.url, "")) for item in part.items]
    return replace(part, items=items, more=links.get(part.more, ""))


def _memberships_of(digests: list[Digest]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    theirs = Membership.objects.filter(user__in=[digest.person_id for digest in digests])
    for membership in theirs.select_related("team"):
        found[membership.user_id].append(membership)
    return found


def _overtaken(digests: list[Digest]) -> set[int]:
    """Those of people who were away so long that a later letter is theirs by now."""
    latest: dict[int, date] = {}
    later = Digest.objects.filter(kind=DigestKind.WEEKLY, person__in=[digest.person_id for digest in digests])
    for person_id, day in later.filter(day__gt=min(digest.day for digest in digests)).values_list("person_id", "day"):
        latest[person_id] = max(day, latest.get(person_id, day))
    return {digest.pk for digest in digests if latest.get(digest.person_id, digest.day) > digest.day}
