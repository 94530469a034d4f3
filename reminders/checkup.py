"""The night's check: whatever is open has its next reminder, and nothing lies where the engine would not look again.

The constraints and the engine see to both; if they ever fail, a letter would fall silent and nobody would notice. So this
looks with its own eyes, writes down what it found for the page of operations and the log, and repairs nothing. Before that
it forgets what was put off and is over for good.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import Q, QuerySet

from reminders.awaiting.awaited import Things
from reminders.awaiting.things import KINDS
from reminders.models import UNSENT, Checkup, Digest, DigestKind, Notice, State
from reminders.timing.snoozing import forget_old_snoozes

NIGHT_HOUR = 2
"""In UTC: the check is done once a day, at the first bell of it from this hour on."""
GRACE = timedelta(hours=2)
"""So late may a bell come without anybody being told of it."""
A_DAY = timedelta(days=1)
FAR_AHEAD = timedelta(days=21)
A_WHILE = timedelta(days=7)
"""Of what is due within a while, no ladder has its next rung far ahead: after the last one follows one every week."""
KEPT = 60
COUNTED = 1000
EXAMPLES = 10

log = structlog.get_logger(__name__)


def last_checkup() -> Checkup | None:
    return Checkup.objects.order_by("-day").first()


def check_tonight(*, at: datetime) -> Checkup | None:
    """Check once a night; None if it is not night yet or was done. Two that check at once find the same."""
    if at.hour < NIGHT_HOUR or Checkup.objects.filter(day=at.date()).exists():
        return None
    forget_old_snoozes(on=at.date())
    return check(at=at)


def check(*, at: datetime) -> Checkup:
    """Look for whatever must not be, and keep what was found under the day."""
    found = {trouble: told for trouble, rows in _look(at=at) if (told := _told(rows))}
    checkup, _ = Checkup.objects.update_or_create(day=at.date(), defaults={"at": at, "found": found})
    older = Checkup.objects.order_by("-day").values_list("day", flat=True)[KEPT:]
    Checkup.objects.filter(day__in=list(older)).delete()
    if found:
        log.error(
            "The night's check found what must not be", **{trouble: told["rows"] for trouble, told in found.items()}
        )
    else:
        log.info("The night's check found everything in order")
    return checkup


def _look(*, at: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    for things in KINDS:
        for trouble, rows in _of_things(things, at=at):
            yield f"{things.subject.value} {trouble}", rows
    for things in KINDS:
        yield f"notice of a {things.subject.value} that is done", _untrue(things, at=at)
    yield "notice left waiting", Notice.objects.waiting(at=at - A_DAY)
    yield "notice untold in a digest that went out", _unsettled(at=at)
    yield "digest claimed and left", Digest.objects.filter(state=State.CLAIMED, claimed_until__lte=at - GRACE)
    yield "digest never sent", _never_sent(at=at)


def _of_things(things: Things[Any], *, at: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Each open thing has one next moment, neither long gone by nor further ahead than its ladder reaches."""
    every = things.model._default_manager
    due = things.soonest_first[0]
    yield "without a next reminder", things.still_open().filter(remind_at__isnull=True)
    yield "long overdue for planning", every.filter(remind_at__lte=at - GRACE)
    yield (
        "silent too long",
        every.filter(remind_at__gt=at + FAR_AHEAD, **{f"{due}__lt": _of_field(things, due, at + A_WHILE)}),
    )


def _of_field(things: Things[Any], name: str, at: datetime) -> Any:
    is_moment = things.model._meta.get_field(name).get_internal_type() == "DateTimeField"
    return at if is_moment else at.date()


def _untrue(things: Things[Any], *, at: datetime) -> QuerySet[Notice]:
    """Queued notices of things that are done, of which the person's morning has come and gone without a look at them."""
    passed = Q(digest__isnull=True, not_before__lte=at - A_DAY) | Q(digest__day__lt=at.date() - A_DAY)
    queued = Notice.objects.filter(passed, state=State.QUEUED, subject=things.subject)
    return queued.exclude(subject_id__in=things.still_open().order_by().values("pk"))


def _unsettled(*, at: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state=State.QUEUED, digest__state__in=[State.SENT, State.CARRIED, State.VOID])


def _never_sent(*, at: datetime) -> QuerySet[Digest]:
    """What its own day did not carry over to the next, though that day ended everywhere on earth."""
    unsent = Digest.objects.filter(state__in=UNSENT, kind=DigestKind.DAILY)
    return unsent.filter(day__lt=at.date() - 4 * A_DAY, try_at__lte=at - A_DAY)


def _told(rows: QuerySet[Any]) -> dict[str, Any]:
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:COUNTED])
    return {"rows": len(pks), "ids": pks[:EXAMPLES]} if pks else {}
