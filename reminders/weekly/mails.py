"""The mails that come on Mondays: the weekly letter, and those that rooms above add, of what only they can read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from people.models import User, UserQuerySet
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind
from reminders.weekly import letters

AT_ONCE = timedelta(0)


@dataclass(frozen=True)
class Mail:
    """One kind: who wants it, how it is written, and under which name it is kept when all of a week were written down.

    One that nobody waits for comes `after` the morning has begun, and where it takes long to write, only so many are written
    `together`: then no reminder waits for it.
    """

    kind: DigestKind
    planned: str
    readers: Callable[[], UserQuerySet]
    write: Callable[[list[Digest]], Mapping[int, Written]]
    after: timedelta = AT_ONCE
    together: int = 500


def _readers_of_letters() -> UserQuerySet:
    return User.objects.filter(wants_weekly_letter=True)


LETTER = Mail(DigestKind.WEEKLY, "weekly-letters", _readers_of_letters, letters.write)
_mails: dict[str, Mail] = {LETTER.kind: LETTER}


def add(mail: Mail) -> None:
    """From now on it is planned, written and sent with the others."""
    _mails[mail.kind] = mail


def all_mails() -> Iterator[Mail]:
    yield from _mails.values()


def mail_of(kind: str) -> Mail:
    return _mails[kind]
