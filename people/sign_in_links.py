"""Links in mails that sign in: for people who have no password at hand, each for one person, one page and one use.

Only the hash of a token is kept. Looking at a link changes nothing, since mail programs open links on their own; the
button on its page uses it up. A link of a mail is worth as much as the mailbox, like the mail by which a password is set:
it ends with the password or the address it was sent under.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from foundation.database.rows import write_many
from people.models import SignInLink, User
from people.sign_in import is_refused

LASTS = timedelta(days=3)
KEPT_AFTERWARDS = timedelta(days=7)
"""Late or used, a link still says which page it led to, so that whoever presses it lands there after signing in."""
TOKEN_BYTES = 24
ANY_TOKEN = "any-token"
LONGEST_PATH = 500
FORGOTTEN_AT_ONCE = 1000
PAGES_KEPT = 1024
"""Mails lead to few kinds of pages, each of any number."""
NOT_LED_TO = ("/accounts/", "/people/", "/outbox/", "/operations/")
"""Where people come in, and administrators' pages: no mail leads there without a password."""

_NUMBER = re.compile(r"[0-9]+")
_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""One slash, then printable ASCII without spaces, and without backslashes, which browsers turn into slashes."""


@dataclass(frozen=True)
class Wanted:
    """One person's mail: the pages it leads to, and the moment from which its links last."""

    person: User
    paths: list[str]
    at: datetime


def links_to_each(wanted: Iterable[Wanted]) -> list[dict[str, str]]:
    """Make links to the pages of many mails, written down together; return in their order, by path, the addresses to mail.

    Where no link may lead to a page, or none could let this person in, it is the page's own address.
    """
    rows, answers = [], []
    address = settings.BASE_URL + reverse("account_link", args=[ANY_TOKEN])
    for mail in wanted:
        links = {path: settings.BASE_URL + path for path in mail.paths}
        expires_at, may_come_in = mail.at + LASTS, not is_refused(mail.person)
        for path in filter(is_page, links) if may_come_in else ():
            token = secrets.token_urlsafe(TOKEN_BYTES)
            links[path] = address.replace(ANY_TOKEN, token)
            rows.append(
                SignInLink(token_hash=_hashed(token), person_id=mail.person.pk, path=path, expires_at=expires_at)
            )
        answers.append(links)
    write_many(rows)
    return answers


def is_page(path: str) -> bool:
    """Whether a link may lead there: to a page of this product, on this host, that is not an administrator's."""
    return len(path) <= LONGEST_PATH and _is_page_of_any_number(_NUMBER.sub("1", path))


@lru_cache(maxsize=PAGES_KEPT)
def _is_page_of_any_number(path: str) -> bool:
    """The page of one letter is a page if that of another is: no address of ours depends on which number it holds."""
    if not _PATH.fullmatch(path) or path.startswith(NOT_LED_TO):
        return False
    try:
        resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return False
    return True


def find_link(token: str) -> SignInLink | None:
    return SignInLink.objects.select_related("person").filter(token_hash=_hashed(token)).first()


def is_good(link: SignInLink, *, at: datetime) -> bool:
    """Whether it still lets its person in."""
    is_fresh = link.used_at is None and at < link.expires_at
    return is_fresh and link.person.is_active and not is_refused(link.person) and is_page(link.path)


def use_up(link: SignInLink, *, at: datetime) -> bool:
    """Use a good link; of two who press at once one does. False if it is good no more.

    Only the day is kept: at which minute somebody came to a debrief is nobody's business.
    """
    if not is_good(link, at=at):
        return False
    fresh = SignInLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at, person__is_active=True)
    return fresh.update(used_at=at.replace(hour=0, minute=0, second=0, microsecond=0)) == 1


def forget_old_links(*, at: datetime) -> None:
    """Delete some of those that are long over; the next bell takes the others."""
    old = SignInLink.objects.filter(expires_at__lte=at - KEPT_AFTERWARDS).order_by("expires_at")
    if pks := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        SignInLink.objects.filter(pk__in=pks).delete()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
