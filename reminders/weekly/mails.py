"""The mails that come on Mondays: the weekly letter, and those that rooms above add, of what only they can read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from people.models import User, UserQuerySet
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind
from reminders.weekly import letters


@dataclass(frozen=True)
class Mail:
    """One kind: who wants it, how it is written, and under which name it is kept when all of a week were written down.

    One that takes long to write is `patient`: only so many are claimed at once, and only when nothing else is ready.
    """

    kind: DigestKind
    planned: str
    readers: Callable[[], UserQuerySet]
    write: Callable[[list[Digest]], Mapping[int, Written]]
    patient: int = 0


def _readers_of_letters() -> UserQuerySet:
    return User.objects.filter(wants_weekly_letter=True)


LETTER = Mail(DigestKind.WEEKLY, "weekly-letters", _readers_of_letters, letters.write)
_mails: dict[str, Mail] = {LETTER.kind: LETTER}


def add(mail: Mail) -> None:
    """From now on it is planned, written and sent with the others."""
    _mails[mail.kind] = mail


def all_mails() -> Iterator[Mail]:
    yield from _mails.values()


def patient_kinds() -> dict[str, int]:
    """Those that all others go before, and how many of each are written together."""
    return {kind: mail.patient for kind, mail in _mails.items() if mail.patient}


def mail_of(kind: str) -> Mail:
    return _mails[kind]
