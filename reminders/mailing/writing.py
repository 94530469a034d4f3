"""What digests say, those of a kind together; one that cannot be written spoils no other."""

from collections.abc import Callable, Mapping

from foundation.failures import CONCERNS_ALL
from reminders.mailing import daily
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind
from reminders.weekly.mails import mail_of


def write(digests: list[Digest]) -> dict[int, Written | Exception]:
    """What each of them says, by its id; an error stands for one that cannot be written, and spoils no other."""
    by_kind: dict[str, list[Digest]] = {}
    for digest in digests:
        by_kind.setdefault(digest.kind, []).append(digest)
    written: dict[int, Written | Exception] = {}
    for kind, alike in by_kind.items():
        try:
            written |= _writer(kind)(alike)
        except CONCERNS_ALL:
            raise
        except Exception as error:
            written |= {alike[0].pk: error} if len(alike) == 1 else _one_by_one(alike)
    return written


def _writer(kind: str) -> Callable[[list[Digest]], Mapping[int, Written]]:
    return daily.write if kind == DigestKind.DAILY else mail_of(kind).write


def _one_by_one(digests: list[Digest]) -> dict[int, Written | Exception]:
    written: dict[int, Written | Exception] = {}
    for digest in digests:
        written |= write([digest])
    return written
