"""Delivering: each digest is sent once, by whoever claimed it.

A claim lasts as long as its lease; a worker that dies leaves one behind that runs out. Whoever holds it asks again
whether each thing still awaits the person, just before the mail goes out.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import User
from reminders.composing import compose
from reminders.due import awaited_of, still_awaited
from reminders.gathering import carry
from reminders.hours import hours_now
from reminders.models import Digest, State
from reminders.mornings import Hours
from reminders.planning import never
from reminders.post import Post, reason_of

BATCH = 200
READ = 100
"""So many awaited things are read for one digest; however many more there are, they are only counted."""
LEASE = timedelta(minutes=3)
"""Longer than one message can take while the server uses every second it has."""
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 360)]
JITTER = 0.2

NO_LONGER_AWAITED = _("done, or no longer this person's, before the mail went out")

log = structlog.get_logger(__name__)


@dataclass
class Delivered:
    sent: int = 0
    failed: int = 0


def deliver(*, at: datetime, is_over: Callable[[], bool] = never) -> Delivered:
    """Send every digest that is ready by `at`, one message a person; return how many went out and how many failed.

    A person to whom nothing could be sent does not hold up the others; a server that is away does, until next time.
    """
    began, delivered = time.monotonic(), Delivered()
    with Post() as post:
        while pks := list(Digest.objects.ready(at=at).order_by("try_at", "pk").values_list("pk", flat=True)[:BATCH]):
            hours = hours_now(User.objects.filter(digests__in=pks).distinct(), at=at)
            for pk in pks:
                if is_over() or post.is_shut:
                    return delivered
                now = at + timedelta(seconds=time.monotonic() - began)
                digest = claim(pk, at=now)
                if digest:
                    _settle(digest, post, delivered, hours=hours[digest.person_id], at=now)
    return delivered


def claim(pk: int, *, at: datetime) -> Digest | None:
    """Take the digest for as long as the lease lasts; None if somebody else has it."""
    ready = Digest.objects.ready(at=at).filter(pk=pk)
    if not ready.update(state=State.CLAIMED, claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    return Digest.objects.select_related("person").get(pk=pk)


def _settle(digest: Digest, post: Post, delivered: Delivered, *, hours: Hours, at: datetime) -> None:
    """Send a claimed digest and write down what became of it."""
    try:
        if _is_put_off(digest, hours, at=at):
            return
        if _send(digest, post, at=at):
            delivered.sent += 1
    except (OperationalError, InterfaceError):
        raise  # the database is away; the lease runs out and the digest is found again
    except Exception as error:
        log.warning("A digest was not sent and is tried again", digest=digest.key, attempts=digest.attempts)
        _release(digest, state=State.FAILED, try_at=at + _pause(digest.attempts), reason=reason_of(error))
        delivered.failed += 1


def _is_put_off(digest: Digest, hours: Hours, *, at: datetime) -> bool:
    """Outside the person's day nothing is sent. Later on the same day is waiting; another day is another digest."""
    moment = hours.in_the_day(at)
    day = hours.day_of(moment)
    if moment == at and day == digest.day:
        return False
    if day > digest.day:
        carry(_claimed(digest), to=hours.look_again(at))
    else:  # the clock was set back
        again = max(moment, hours.morning_of(digest.day))
        _release(digest, state=State.FAILED if digest.reason else State.QUEUED, try_at=again)
    return True


def _send(digest: Digest, post: Post, *, at: datetime) -> bool:
    """Send all that awaits the person, if anything they are to be told of still does; else nothing."""
    notices = list(digest.notices.filter(state=State.QUEUED))
    told = still_awaited(notices, person=digest.person) if digest.person.is_active else {}
    true = [notice.pk for notice in notices if (notice.subject, notice.subject_id) in told]
    if told:
        post.send(compose(digest, awaited_of(digest.person, on=digest.day, cap=READ, told=told)))
    with transaction.atomic():
        state = State.SENT if told else State.VOID
        if not _release(digest, state=state, sent_at=at if told else None, reason=""):
            return bool(told)
        digest.notices.filter(pk__in=true).update(state=State.SENT)
        void = [notice.pk for notice in notices if notice.pk not in set(true)]
        digest.notices.filter(pk__in=void).update(state=State.VOID, reason=NO_LONGER_AWAITED)
    return bool(told)


def _release(digest: Digest, **fields: object) -> bool:
    """Give the claim back with its outcome, unless it ran out and is somebody else's now."""
    return _claimed(digest).update(claimed_until=None, **fields) == 1


def _claimed(digest: Digest) -> QuerySet[Digest]:
    return Digest.objects.filter(pk=digest.pk, state=State.CLAIMED, attempts=digest.attempts)


def _pause(attempts: int) -> timedelta:
    """Ever longer, and never the same for everybody, so that a server that comes back is not overrun."""
    longest = BACKOFF[min(attempts, len(BACKOFF)) - 1]
    return min(longest * random.uniform(1 - JITTER, 1 + JITTER), BACKOFF[-1])
