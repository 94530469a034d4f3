"""Who is mailed on Mondays what is new in a kept search: asking for it, ending it, and writing the mails."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog
from django.db.models import prefetch_related_objects
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.dates import exact_day
from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.text import one_line
from overview.keeping.news import Edge, News, edges, known_now, news_of
from overview.models import KeptSearch, MailedSearch
from people.absences import read_teams
from people.models import Team, User, UserQuerySet
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind, State
from reminders.weekly.composing import Letter, Wording, as_read_by, write_each
from reminders.weekly.mails import Mail
from reminders.weekly.overtaken import overtaken
from reminders.weekly.stopping import StopLink
from reminders.weekly.telling import Item, Part

TOGETHER = 10
"""Each asks several searches, each of which takes as long as a page. Reminders go out before them."""

STOP = StopLink("overview:stop-mailed-searches", "overview.keeping.mailing")

log = structlog.get_logger(__name__)


def mail_to(person: User, search: KeptSearch, *, at: datetime) -> None:
    """From now on they are told on Mondays what is new in it; asked for twice, nothing changes."""
    if not MailedSearch.objects.filter(search=search, person=person).exists():
        known = known_now(search, person, at=at)
        MailedSearch.objects.get_or_create(search=search, person=person, defaults={"known": known})


def mail_no_more(person: User, search: KeptSearch) -> None:
    MailedSearch.objects.filter(search=search, person=person).delete()


def stop(person: User) -> None:
    """No mail of any kept search any more."""
    MailedSearch.objects.filter(person=person).delete()


def forget_outsiders(search: KeptSearch, *, team: Team | None) -> None:
    """Of those it was mailed to, only whoever keeps it and people of `team` want it from now on."""
    others = MailedSearch.objects.filter(search=search).exclude(person=search.person_id)
    (others.exclude(person__memberships__team=team) if team else others).delete()


def write(digests: list[Digest]) -> Mapping[int, Written]:
    """Ask the searches of these people; whoever has nothing new is left out, and whom a later Monday overtook."""
    late = overtaken(digests)
    digests = [digest for digest in digests if digest.person.is_active and digest.pk not in late]
    people = [digest.person for digest in digests]
    read_teams(people)
    prefetch_related_objects([membership for person in people for membership in person.team_memberships], "team")
    if not digests:
        return {}
    theirs, reached = _mailed_to(people), edges(at=min(digest.try_at for digest in digests))
    letters = [_letter(digest, theirs[digest.person_id], reached) for digest in digests if digest.person.team_ids]
    return write_each(letter for letter in letters if letter)


def _mailed_to(people: Iterable[User]) -> dict[int, list[MailedSearch]]:
    found: dict[int, list[MailedSearch]] = defaultdict(list)
    rows = MailedSearch.objects.filter(person__in=[person.pk for person in people])
    for row in rows.select_related("search", "digest").order_by(Lower("search__name"), "search_id"):
        found[row.person_id].append(row)
    return found


def _letter(digest: Digest, mailed: list[MailedSearch], reached: Mapping[str, Edge]) -> Letter | None:
    person, parts, asked = digest.person, list[Part](), list[MailedSearch]()
    with as_read_by(person):
        for one in mailed:
            news = _asked(one, person, reached) if one.is_seen_by(person) else None
            if news is not None:
                _remember(one, news, digest)
                asked.append(one)
            if news:
                parts.append(_part(one.search, news))
        MailedSearch.objects.bulk_update(asked, ["known", "told", "digest"])
        return _letter_of(digest, parts) if parts else None


def _asked(mailed: MailedSearch, person: User, reached: Mapping[str, Edge]) -> News | None:
    """What is new; None of a search that cannot be asked, which spoils no other."""
    if mailed.digest and mailed.digest.state == State.SENT:
        mailed.known = mailed.told
    try:
        return news_of(mailed.search, person, known=mailed.known, edges=reached)
    except CONCERNS_ALL:
        raise
    except Exception as error:
        said = "A kept search could not be asked what is new; it is asked again next week"
        log.error(said, search=mailed.search_id, **without_its_words(error))
        return None


def _remember(mailed: MailedSearch, news: News, digest: Digest) -> None:
    """What is new is known once the mail has gone out; where nothing is, nothing can fail to be told."""
    if news:
        mailed.told, mailed.digest = news.known, digest
    else:
        mailed.known, mailed.told, mailed.digest = news.known, None, None


def _part(search: KeptSearch, news: News) -> Part:
    said = _("%(name)s: more than %(n)d new") if news.count.is_more else _("%(name)s: %(n)d new")
    return Part(
        said % {"name": one_line(search.name), "n": news.count.number},
        [Item(line.words, line.url, line.sort) for line in news.lines],
        more=search.get_absolute_url(),
        all_words=_("Open this search"),
    )


def _letter_of(digest: Digest, parts: list[Part]) -> Letter:
    return Letter(
        digest,
        heading=_("New in your kept searches"),
        days=exact_day(digest.day),
        parts=parts,
        page=reverse("overview:search"),
        wording=Wording(
            page=_("All kept searches"),
            why=_("You asked to be mailed on Mondays what is new in these searches; on Search you end it for each."),
            stop=_("No mail of any kept search any more"),
        ),
        stop=STOP,
    )


def _readers() -> UserQuerySet:
    return User.objects.filter(pk__in=MailedSearch.objects.values("person"))


MAIL = Mail(DigestKind.KEPT, "weekly-kept", _readers, write, patient=TOGETHER)
