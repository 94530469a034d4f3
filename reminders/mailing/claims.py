"""Claims: a digest is sent by whoever holds it, and nobody else, for as long as a lease lasts.

They are taken in small batches past those that others hold, so any number of processes share the work without meeting.
A worker that dies leaves its claims behind; they run out and are taken again, each alone.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

import structlog
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from foundation.database.engine import locked
from reminders.mailing import pace
from reminders.models import Digest, State
from reminders.weekly.mails import patient_kinds

BATCH = 500
"""So many are read and sent together: enough to share their queries, few enough to be sent soon after they were read."""
LEASE = timedelta(minutes=5)
"""Longer than a task lives (CELERY_TASK_TIME_LIMIT): whoever held a claim that ran out is no more."""
LEFT_BEHIND_AT_MOST = 3
"""A digest whose worker died so often is parked: it may be what kills them."""
PARKED_FOR = timedelta(hours=6)
KILLED_ITS_WORKERS = _("Whoever tried to send it died over it several times.")

log = structlog.get_logger(__name__)


def claim(*, at: datetime, most: int = BATCH) -> list[Digest]:
    """Take the digests that wait longest, for as long as the lease lasts; nobody else is given them meanwhile.

    One that was left behind is taken alone, after all others, those first that it happened to least often: if one of
    them kills its workers, it takes nobody's along and keeps nobody waiting, and bad luck seldom meets one digest thrice.
    """
    if not Digest.objects.ready(at=at).exists():
        return []  # most minutes: nobody need wait for a transaction that writes
    with transaction.atomic():
        share = pace.take_share(most, at=at)
        ready = Digest.objects.ready(at=at).order_by("try_at")
        pks = _of_a_batch(ready.filter(left_behind=0, claimed_until__isnull=True), share)
        if share and not pks:
            pks = _held(ready.order_by("left_behind", "try_at")[:1])
            Digest.objects.filter(pk__in=pks, state=State.CLAIMED).update(left_behind=F("left_behind") + 1)
        pace.give_back(share - len(pks), taken_at=at)
        claimed = Digest.objects.filter(pk__among=pks)
        claimed.update(state=State.CLAIMED, claimed_until=at + LEASE, attempts=F("attempts") + 1)
        return list(claimed.select_related("person").order_by("try_at", "pk"))


def _of_a_batch(ready: QuerySet[Digest], share: int) -> list[int]:
    """As many as are to be had; of a kind that takes long to write few, and only when nothing else is ready."""
    patient = patient_kinds()
    pks = _held(ready.exclude(kind__in=patient)[:share])
    for kind, together in patient.items():
        pks = pks or _held(ready.filter(kind=kind)[: min(share, together)])
    return pks


def _held(digests: QuerySet[Digest]) -> list[int]:
    return list(locked(digests, skip=True).values_list("pk", flat=True))


def claimed(*digests: Digest) -> QuerySet[Digest]:
    """Those of them that are still ours: a claim that ran out is somebody else's, and counted as another attempt."""
    by_attempts: dict[int, list[int]] = defaultdict(list)
    for digest in digests:
        by_attempts[digest.attempts].append(digest.pk)
    ours = (Q(pk__among=pks, attempts=attempts) for attempts, pks in by_attempts.items())
    return Digest.objects.filter(reduce(or_, ours, Q(pk__in=[])), state=State.CLAIMED)


def release(digest: Digest, **fields: object) -> bool:
    """Give the claim back with its outcome, unless it ran out and is somebody else's now."""
    return claimed(digest).update(claimed_until=None, **fields) == 1


def give_back(*digests: Digest) -> None:
    """As if they had never been claimed."""
    before = Case(When(reason="", then=Value(State.QUEUED.value)), default=Value(State.FAILED.value))
    claimed(*digests).update(claimed_until=None, state=before, attempts=F("attempts") - 1)


def unsent(digest: Digest) -> State:
    return State.FAILED if digest.reason else State.QUEUED


def park(digest: Digest, *, at: datetime) -> None:
    """Leave it alone for as long as a failure can make us wait; then it has one more try."""
    log.error("A digest killed those who tried to send it", digest=digest.key)
    release(
        digest,
        state=State.FAILED,
        try_at=at + PARKED_FOR,
        left_behind=LEFT_BEHIND_AT_MOST - 1,
        reason=str(KILLED_ITS_WORKERS),
    )
