"""Delivering: each digest is sent once, by whoever claimed it, however many deliver at the same time.

They are claimed, read and sent in small batches over one line to the mail server. What became of each is written down at
once, so that only the one message in the hands of a process that dies can go out again, and then under the same
Message-ID.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.database.engine import locked
from foundation.time_limits import never
from reminders.mailing import addresses, daily, pace
from reminders.mailing.claims import LEFT_BEHIND_AT_MOST, claim, claimed, give_back, park, release, unsent
from reminders.mailing.gathering import carry
from reminders.mailing.ledger import Ledger
from reminders.mailing.post import Post, Trouble, reason_of, trouble_of
from reminders.mailing.written import Written
from reminders.models import Digest, DigestKind, Notice, State
from reminders.timing.hours import hours_now
from reminders.timing.mornings import Hours
from reminders.weekly import letters

FRESH_SECONDS = 10.0
"""After so long a slow server is told nothing more of what was read before: it is read again."""
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 360)]
JITTER = 0.2
LET_GO_SECONDS = 10.0
GREYLISTED = timedelta(minutes=5)
"""No sooner do servers that greylist take the same message."""

NO_LONGER_AWAITED = _("done, or no longer this person's, before the mail went out")
TAKES_NO_MAIL = _("This address takes no mail.")
AGAINST_THE_ADDRESS = {Trouble.LATER, Trouble.REFUSED, Trouble.GONE}
WRITERS: dict[str, Callable[[list[Digest]], Mapping[int, Written]]] = {
    DigestKind.DAILY: daily.write,
    DigestKind.WEEKLY: letters.write,
}

log = structlog.get_logger(__name__)


@dataclass
class Delivered:
    sent: int = 0
    failed: int = 0


class Clock:
    """The moment it is while work goes on that began at a given one."""

    def __init__(self, at: datetime) -> None:
        self._at, self._began = at, time.monotonic()

    @property
    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._began)


def deliver(*, at: datetime, is_over: Callable[[], bool] = never) -> Delivered:
    """Send every digest that is ready by `at`, one message a person; return how many went out and how many failed.

    A person to whom nothing could be sent does not hold up the others; a server that is away does, until next time.
    """
    clock, delivered, ledger = Clock(at), Delivered(), Ledger()
    with Post() as post:
        while not (is_over() or post.is_shut) and (batch := claim(at=clock.now)):
            _Round(post, ledger, clock, delivered, lambda: is_over() or post.is_shut).go(batch)
    return delivered


# Sending what was claimed


class _Round:
    """One batch on its way; what became of each is written down before the next."""

    def __init__(
        self, post: Post, ledger: Ledger, clock: Clock, delivered: Delivered, is_over: Callable[[], bool]
    ) -> None:
        self.post, self.ledger, self.clock, self.delivered, self.is_over = post, ledger, clock, delivered, is_over
        self.mailed: list[int] = []
        """Whose address took a mail."""
        self.in_hand: Digest | None = None
        """Whose mail may be with the server while that is not written down."""

    def go(self, batch: list[Digest]) -> None:
        try:
            self._go(batch)
        except (OperationalError, InterfaceError):
            self._let_go(digest for digest in batch if digest is not self.in_hand)
            raise  # the lease of the one in hand runs out, and it is found again

    def _let_go(self, digests: Iterable[Digest]) -> None:
        """The database was away: whatever was not begun waits for nobody's lease as soon as it answers again."""
        digests, until = list(digests), time.monotonic() + LET_GO_SECONDS
        while time.monotonic() < until:
            if not connection.in_atomic_block:  # whoever began a transaction ends it
                connection.close_if_unusable_or_obsolete()
            try:
                give_back(*digests)
                return
            except (OperationalError, InterfaceError):
                time.sleep(LET_GO_SECONDS / 20)

    def _go(self, batch: list[Digest]) -> None:
        taken_at = self.clock.now
        due = self._due(batch)
        while due and not self.is_over():
            due = self._send_while_fresh(due)
            self._settle()
        if due:
            give_back(*due)
        addresses.note_taken(self.mailed)
        pace.give_back(len(batch) - len(self.mailed), taken_at=taken_at)

    def _due(self, batch: list[Digest]) -> list[Digest]:
        """Those that can be sent now; what becomes of the others is written down."""
        at = self.clock.now
        hours = hours_now((digest.person for digest in batch), at=at)
        mute = addresses.who_takes_no_mail(digest.person_id for digest in batch)
        due = []
        for digest in batch:
            theirs = hours[digest.person_id]
            if digest.left_behind >= LEFT_BEHIND_AT_MOST:
                park(digest, at=at)
            elif digest.person_id in mute:
                claimed(digest).update(reason=TAKES_NO_MAIL)
                carry(claimed(digest), to=theirs.next_day(at))
            elif not _is_put_off(digest, theirs, at=at):
                due.append(digest)
        return due

    def _send_while_fresh(self, due: list[Digest]) -> list[Digest]:
        """Send them as things stand now; return those that are left when that is too long ago."""
        written, until = _written(due), time.monotonic() + FRESH_SECONDS
        _record_no_longer_true(due, written)
        due = [digest for digest in due if digest.pk in written]
        for number, digest in enumerate(due):
            if self.is_over() or (number and time.monotonic() > until):
                return due[number:]
            self._send(digest, written[digest.pk])
        return []

    def _send(self, digest: Digest, written: "Written | Exception") -> None:
        """Send a digest and begin to write down what became of it, once that is settled of the one before."""
        try:
            if isinstance(written, Exception):
                raise written
            message = written.compose()
            self._settle()
            self.in_hand = digest
            self.post.send(message)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            self.ledger.settle()
            _record_failure(digest, error, at=self.clock.now)
            self.in_hand = None
            self.delivered.failed += 1
            return
        self.ledger.begin(digest, at=self.clock.now)
        self.delivered.sent += 1
        self.mailed.append(digest.person_id)

    def _settle(self) -> None:
        self.ledger.settle()
        self.in_hand = None


def _written(digests: list[Digest]) -> dict[int, "Written | Exception"]:
    """What each of them says, by its id; an error stands for one that cannot be written, and spoils no other."""
    by_kind: dict[str, list[Digest]] = {}
    for digest in digests:
        by_kind.setdefault(digest.kind, []).append(digest)
    written: dict[int, Written | Exception] = {}
    for kind, alike in by_kind.items():
        try:
            written |= WRITERS[kind](alike)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            written |= {alike[0].pk: error} if len(alike) == 1 else _one_by_one(alike)
    return written


def _one_by_one(digests: list[Digest]) -> dict[int, "Written | Exception"]:
    written: dict[int, Written | Exception] = {}
    for digest in digests:
        written |= _written([digest])
    return written


def _is_put_off(digest: Digest, hours: Hours, *, at: datetime) -> bool:
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
    """Who died may have sent it. So what it tells comes under its own Message-ID, on a day that has no other digest."""
    others = Digest.objects.filter(kind=DigestKind.DAILY, person=digest.person_id, day__gte=hours.day_of(moment))
    taken = set(others.values_list("day", flat=True))
    while hours.day_of(moment) in taken:
        moment = hours.next_day(moment)
    release(digest, state=unsent(digest), day=hours.day_of(moment), try_at=moment)


# Writing down what became of it


def _record_no_longer_true(digests: list[Digest], written: Mapping[int, "Written | Exception"]) -> None:
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


def _record_failure(digest: Digest, error: Exception, *, at: datetime) -> None:
    """It is tried again, unless the address takes no mail at all: then its notices wait for a better one."""
    trouble, reason = trouble_of(error), reason_of(error)
    log.warning("A digest was not sent", digest=digest.key, attempts=digest.attempts, trouble=trouble.name)
    is_dead = trouble in AGAINST_THE_ADDRESS and addresses.note_refusal(
        digest.person, is_for_good=trouble == Trouble.GONE, reason=reason, on=digest.day, at=at
    )
    if is_dead:
        claimed(digest).update(reason=reason)
        [hours] = hours_now([digest.person], at=at).values()
        carry(claimed(digest), to=hours.next_day(at))
        return
    pause = _pause(digest.attempts)
    if trouble == Trouble.LATER:
        pause = max(pause, GREYLISTED)
    release(digest, state=State.FAILED, try_at=at + pause, reason=reason)


def _pause(attempts: int) -> timedelta:
    """Ever longer, and never the same for everybody, so that a server that comes back is not overrun."""
    longest = BACKOFF[min(attempts, len(BACKOFF)) - 1]
    return min(longest * random.uniform(1 - JITTER, 1 + JITTER), BACKOFF[-1])
