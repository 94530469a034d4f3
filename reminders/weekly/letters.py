"""The weekly letter as mail: as text and as HTML, in the person's language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from foundation.dates import exact_day
from people.models import Membership
from people.sign_in_links import links_to
from reminders.mailing.looks import SHEET, dressed
from reminders.mailing.threads import heads_of
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind
from reminders.timing import mornings
from reminders.weekly.changes import Week
from reminders.weekly.news import News, news_of
from reminders.weekly.stopping import address_to_stop, heads_to_stop
from reminders.weekly.telling import Part, heading_of, parts_of


def write(digests: Iterable[Digest]) -> Mapping[int, Written]:
    """Read what these letters say; one is left out that has nothing to say, or that the next week's overtook."""
    digests = list(digests)
    memberships = _memberships_of(digests)
    overtaken = _overtaken(digests)
    read: dict[tuple[frozenset[int], Week], News] = {}
    written = {}
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
            written[digest.pk] = Written(partial(compose, digest, news, week), asks=True)
    return written


def compose(digest: Digest, news: News, week: Week) -> EmailMultiAlternatives:
    """Write the letter. Every page it names signs its person in by one press, as in a digest."""
    person = digest.person
    with translation.override(person.language), timezone.override(mornings.zone_of(person)):
        page, parts = f"{reverse('overview:week')}?until={week.until}", parts_of(news)
        pages = [page, *(item.url for part in parts for item in part.items), *(part.more for part in parts)]
        links = links_to(person, filter(None, pages), at=digest.try_at)
        heading = str(heading_of(news))
        content = {
            "parts": [_leading(part, links) for part in parts],
            "heading": heading,
            "week": f"{exact_day(week.since)} – {exact_day(week.until)}",
            "page": links[page],
            "stop": address_to_stop(person),
            "language": translation.get_language(),
            "sheet": SHEET,
        }
        heads = {**heads_of(digest), **heads_to_stop(person)}
        text = render_to_string("reminders/weekly.txt", content)
        message = EmailMultiAlternatives(subject=heading, body=text, to=[person.email], headers=heads)
        message.attach_alternative(dressed(render_to_string("reminders/weekly.html", content)), "text/html")
    return message


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
