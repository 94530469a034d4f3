"""What became of the digests of the last days, and what administrators can do about those that failed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from reminders.models import Digest, State

DAYS = 7
OFTEN = 2
"""Of a server that wants one mail to come again in a minute nobody needs to hear."""


@dataclass(frozen=True)
class DayOfMail:
    """How many digests of one day went out, wait or are being sent, failed so far, and were no longer needed."""

    day: date
    sent: int
    waiting: int
    failed: int
    void: int


def days_of_mail(*, until: date) -> Iterator[DayOfMail]:
    """The last days that had any digest, newest first."""
    counted: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    digests = Digest.objects.filter(day__gt=until - timedelta(days=DAYS), day__lte=until + timedelta(days=1))
    for day, state, number in digests.order_by("-day").values_list("day", "state").annotate(number=Count("pk")):
        counted[day][state] = number
    for day, by_state in counted.items():
        yield DayOfMail(
            day,
            sent=by_state[State.SENT],
            waiting=by_state[State.QUEUED] + by_state[State.CLAIMED],
            failed=by_state[State.FAILED] + by_state[State.CARRIED],
            void=by_state[State.VOID],
        )


def mails_that_keep_failing() -> int:
    """How many digests failed more than once and wait for another try."""
    return Digest.objects.filter(state=State.FAILED, attempts__gte=OFTEN).count()


def try_again(*, digest_id: int, at: datetime) -> bool:
    """Let the next bell try this digest; False if it does not wait for another try any more."""
    return Digest.objects.filter(pk=digest_id, state=State.FAILED).update(try_at=at) == 1
