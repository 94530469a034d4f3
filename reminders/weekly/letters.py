"""The weekly letter: who is told which news, and what it says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.dates import exact_day
from people.models import Membership
from reminders.mailing.written import Written
from reminders.models import Digest
from reminders.timing import mornings
from reminders.weekly.changes import Week
from reminders.weekly.composing import Letter, Wording, as_read_by, write_each
from reminders.weekly.news import News, news_of
from reminders.weekly.overtaken import overtaken
from reminders.weekly.stopping import LETTER
from reminders.weekly.telling import heading_of, parts_of


def write(digests: Iterable[Digest]) -> Mapping[int, Written]:
    """Read what these letters say; one is left out that has nothing to say, or that the next week's overtook."""
    return write_each(_letter(digest, news, week) for digest, news, week in _worth_writing(list(digests)))


def _letter(digest: Digest, news: News, week: Week) -> Letter:
    with as_read_by(digest.person):
        return Letter(
            digest,
            heading=str(heading_of(news)),
            days=f"{exact_day(week.since)} – {exact_day(week.until)}",
            parts=parts_of(news),
            page=f"{reverse('overview:week')}?until={week.until}",
            wording=_wording(),
            stop=LETTER,
        )


def _wording() -> Wording:
    return Wording(
        page=_("Read it on a page"),
        why=_("You get this letter on Mondays, if there is something to tell."),
        stop=_("No weekly letter any more"),
    )


def _worth_writing(digests: list[Digest]) -> Iterator[tuple[Digest, News, Week]]:
    """Those of these letters that have something to say, with the news of their week."""
    memberships = _memberships_of(digests)
    late = overtaken(digests)
    read: dict[tuple[frozenset[int], Week], News] = {}
    for digest in digests:
        person, theirs = digest.person, memberships[digest.person_id]
        if not (theirs and person.is_active and person.wants_weekly_letter) or digest.pk in late:
            continue
        week = Week.before(digest.day, zone=mornings.zone_of(person))
        same = frozenset(membership.team_id for membership in theirs), week
        if same not in read:  # people of one team read the same
            read[same] = news_of([membership.team for membership in theirs], week, on=digest.day)
        news = read[same]
        if news.has_good_to_tell or (news.is_late and any(membership.is_lead for membership in theirs)):
            yield digest, news, week


def _memberships_of(digests: list[Digest]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    theirs = Membership.objects.filter(user__in=[digest.person_id for digest in digests])
    for membership in theirs.select_related("team"):
        found[membership.user_id].append(membership)
    return found
