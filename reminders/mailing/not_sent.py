"""What becomes of a digest that does not go out now: put off, left untold, or tried again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.database.engine import locked
from foundation.failures import without_its_words
from reminders.mailing import addresses
from reminders.mailing.claims import claimed, release, unsent
from reminders.mailing.gathering import carry
from reminders.mailing.post import Trouble, reason_of, trouble_of
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind, Notice, State
from reminders.pausing import pause_after
from reminders.timing.hours import hours_now
from reminders.timing.mornings import Hours

BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 360)]
GREYLISTED = timedelta(minutes=5)
"""No sooner do servers that greylist take the same message."""

NO_LONGER_AWAITED = _("done, or no longer this person's, before the mail went out")
AGAINST_THE_ADDRESS = {Trouble.LATER, Trouble.REFUSED, Trouble.GONE}

log = structlog.get_logger(__name__)


def is_put_off(digest: Digest, hours: Hours, *, at: datetime) -> bool:
    """Outside the person's hours nothing is sent. Later on the same day is waiting; another day is another digest."""
    moment = hours.in_the_day(at)
    day = hours.day_of(moment)
    if moment == at and (day == digest.day or not digest.is_of_one_day):
        return False
    if day > digest.day and digest.is_of_one_day:
        if digest.left_behind:
            _move_to_a_day_without(digest, hours, moment)
        else:
            carry(claimed(digest), to=hours.look_again(at))
    else:  # the clock was set back, or it is a letter that may come on any day
        again = max(moment, hours.morning_of(digest.day))
        release(digest, state=unsent(digest), try_at=again)
    return True


def _move_to_a_day_without(digest: Digest, hours: Hours, moment: datetime) -> None:
    """The worker that died may have sent it already. So it keeps its Message-ID, and moves to a day without a digest."""
    others = Digest.objects.filter(kind=DigestKind.DAILY, person=digest.person_id, day__gte=hours.day_of(moment))
    taken = set(others.values_list("day", flat=True))
    while hours.day_of(moment) in taken:
        moment = hours.next_day(moment)
    release(digest, state=unsent(digest), day=hours.day_of(moment), try_at=moment)


def wait_for_an_address(digest: Digest, hours: Hours, *, reason: object, at: datetime) -> None:
    """What it was to tell waits, day by day, until the person's address takes mail."""
    claimed(digest).update(reason=reason)
    carry(claimed(digest), to=hours.next_day(at))


def record_no_longer_true(digests: list[Digest], written: Mapping[int, Written | Exception]) -> None:
    """What was done meanwhile is told nobody, and a digest that has nothing left to tell is not sent."""
    if silent := [digest for digest in digests if digest.pk not in written]:
        _record_nothing_to_tell(silent)
    if untrue := [pk for words in written.values() if isinstance(words, Written) for pk in words.void]:
        _make_void(Notice.objects.filter(pk__in=untrue))


@transaction.atomic
def _record_nothing_to_tell(digests: list[Digest]) -> None:
    ours = list(locked(claimed(*digests)).values_list("pk", flat=True))
    Digest.objects.filter(pk__in=ours).update(state=State.VOID, claimed_until=None, reason="")
    _make_void(Notice.objects.filter(digest__in=ours))


def _make_void(notices: QuerySet[Notice]) -> None:
    notices.filter(state=State.QUEUED).update(state=State.VOID, reason=NO_LONGER_AWAITED)


def record_failure(digest: Digest, error: Exception, *, at: datetime) -> None:
    """It is tried again, unless the address takes no mail at all: then its notices wait for a better one."""
    trouble, reason = trouble_of(error), reason_of(error)
    where = without_its_words(error) if trouble == Trouble.OURS else {}
    log.warning("A digest was not sent", digest=digest.key, attempts=digest.attempts, trouble=trouble.name, **where)
    is_dead = trouble in AGAINST_THE_ADDRESS and addresses.note_refusal(
        digest.person, is_for_good=trouble == Trouble.GONE, reason=reason, on=digest.day, at=at
    )
    if is_dead:
        [hours] = hours_now([digest.person], at=at).values()
        wait_for_an_address(digest, hours, reason=reason, at=at)
        return
    pause = _pause(digest.attempts)
    if trouble == Trouble.LATER:
        pause = max(pause, GREYLISTED)
    release(digest, state=State.FAILED, try_at=at + pause, reason=reason)


def _pause(attempts: int) -> timedelta:
    return min(pause_after(attempts, among=BACKOFF), BACKOFF[-1])
