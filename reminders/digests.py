"""Digests: what awaits a person, gathered into one mail a day, sent once.

A digest is a row before it is mail. Whoever sends it claims it first, for as long as the lease lasts, and asks again
whether each thing still awaits the person; a worker that dies leaves a claim behind that runs out.
"""

import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from foundation.engine import locked
from people.models import User
from reminders import mornings
from reminders.composing import compose
from reminders.due import awaited_of, still_awaited
from reminders.models import Digest, Notice, State
from reminders.planning import never
from reminders.post import Post, reason_of

BATCH = 200
READ = 100
"""So many awaited things are read for one digest; however many more there are, they are only counted."""
UNSENT = (State.QUEUED, State.FAILED)
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


# Gathering


def carry_over(*, at: datetime) -> None:
    """Free the notices of digests whose day is over: they go into the person's next one."""
    last_day_on_earth = mornings.foremost_day(at)
    unsent = Digest.objects.filter(state__in=UNSENT, day__lt=last_day_on_earth).select_related("person")
    for digest in unsent:
        zone = mornings.zone_of(digest.person)
        moment = mornings.in_the_day(at, zone)
        if _local_day(moment, zone) > digest.day:
            _carry(Digest.objects.filter(pk=digest.pk, state__in=UNSENT), to=moment)


@transaction.atomic
def _carry(digest: QuerySet[Digest], *, to: datetime) -> None:
    """Close the digest, unless its state changed meanwhile, and let its notices wait for another."""
    pks = list(digest.values_list("pk", flat=True))
    if digest.update(state=State.CARRIED, claimed_until=None):
        Notice.objects.filter(digest__in=pks, state=State.QUEUED).update(digest=None, not_before=to)


def gather(*, at: datetime, is_over: Callable[[], bool] = never) -> None:
    """Put the notices whose morning has come into one digest for each person and day.

    What comes outside a person's day, or after that day's digest went out, is moved to their next morning.
    """
    carry_over(at=at)
    last = 0
    while not is_over():
        waiting = Notice.objects.waiting(at=at).filter(person_id__gt=last).order_by("person_id")
        person_ids = list(waiting.values_list("person_id", flat=True).distinct()[:BATCH])
        if not person_ids:
            return
        with transaction.atomic():
            _gather_for(User.objects.filter(pk__in=person_ids).order_by("pk"), at=at)
        last = person_ids[-1]


def digest_key(person: User, day: date) -> str:
    return f"digest:{person.pk}:{day}"


def _gather_for(people: QuerySet[User], *, at: datetime) -> None:
    later: dict[datetime, list[int]] = defaultdict(list)
    awake: dict[str, User] = {}
    for person in people:
        zone = mornings.zone_of(person)
        moment = mornings.in_the_day(at, zone)
        if moment > at:
            later[moment].append(person.pk)
        else:
            awake[digest_key(person, _local_day(at, zone))] = person
    to_fill = _open_digests(awake, at=at, later=later)
    own = Digest.objects.filter(pk__in=to_fill, person_id=OuterRef("person_id")).values("pk")[:1]
    waiting = Notice.objects.waiting(at=at)
    waiting.filter(person_id__in=[digest.person_id for digest in to_fill.values()]).update(digest_id=Subquery(own))
    for moment, person_ids in later.items():
        waiting.filter(person_id__in=person_ids).update(not_before=moment)


def _open_digests(awake: dict[str, User], *, at: datetime, later: dict[datetime, list[int]]) -> dict[int, Digest]:
    """Make the digests of the day that are missing, and return those that can still take something in.

    Whose digest has gone out is noted in `later`. While one is being sent, its person's new notices simply wait.
    """
    Digest.objects.bulk_create(
        (
            Digest(key=key, person=person, day=_local_day(at, mornings.zone_of(person)), try_at=at)
            for key, person in awake.items()
        ),
        ignore_conflicts=True,
    )
    to_fill = {}
    for digest in locked(Digest.objects.filter(key__in=awake).order_by("pk")):
        if digest.state == State.VOID:
            Digest.objects.filter(pk=digest.pk).update(state=State.QUEUED, try_at=at, reason="")
        if digest.state in {*UNSENT, State.VOID}:
            to_fill[digest.pk] = digest
        elif digest.state in {State.SENT, State.CARRIED}:
            later[mornings.next_day(at, mornings.zone_of(awake[digest.key]))].append(digest.person_id)
    return to_fill


def _local_day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


# Delivering


def deliver(*, at: datetime, is_over: Callable[[], bool] = never) -> Delivered:
    """Send every digest that is ready by `at`, one message a person; return how many went out and how many failed.

    A person to whom nothing could be sent does not hold up the others; a server that is away does, until next time.
    """
    began, delivered = time.monotonic(), Delivered()
    with Post() as post:
        while pks := list(Digest.objects.ready(at=at).order_by("try_at", "pk").values_list("pk", flat=True)[:BATCH]):
            for pk in pks:
                if is_over() or post.is_shut:
                    return delivered
                now = at + timedelta(seconds=time.monotonic() - began)
                digest = claim(pk, at=now)
                if digest:
                    _settle(digest, post, delivered, at=now)
    return delivered


def claim(pk: int, *, at: datetime) -> Digest | None:
    """Take the digest for as long as the lease lasts; None if somebody else has it."""
    ready = Digest.objects.ready(at=at).filter(pk=pk)
    if not ready.update(state=State.CLAIMED, claimed_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    return Digest.objects.select_related("person").get(pk=pk)


def _settle(digest: Digest, post: Post, delivered: Delivered, *, at: datetime) -> None:
    """Send a claimed digest and write down what became of it."""
    try:
        if _is_put_off(digest, at=at):
            return
        if _send(digest, post, at=at):
            delivered.sent += 1
    except (OperationalError, InterfaceError):
        raise  # the database is away; the lease runs out and the digest is found again
    except Exception as error:
        log.warning("A digest was not sent and is tried again", digest=digest.key, attempts=digest.attempts)
        _release(digest, state=State.FAILED, try_at=at + _pause(digest.attempts), reason=reason_of(error))
        delivered.failed += 1


def _is_put_off(digest: Digest, *, at: datetime) -> bool:
    """Outside the person's day nothing is sent. Later on the same day is waiting; another day is another digest."""
    zone = mornings.zone_of(digest.person)
    moment = mornings.in_the_day(at, zone)
    day = _local_day(moment, zone)
    if moment == at and day == digest.day:
        return False
    if day > digest.day:
        _carry(_claimed(digest), to=moment)
    else:  # the clock was set back
        again = max(moment, mornings.morning_of(digest.day, zone))
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
