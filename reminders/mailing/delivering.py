"""Delivering: each digest is sent once, by whoever claimed it, however many deliver at the same time.

They are claimed, read and sent in small batches over one line to the mail server. What became of each is written down at
once, so that only the one message in the hands of a process that dies can go out again, and then under the same
Message-ID.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext_lazy as _

from foundation.failures import CONCERNS_ALL
from foundation.time_limits import never
from reminders.mailing import addresses, pace
from reminders.mailing.claims import LEFT_BEHIND_AT_MOST, claim, give_back, park
from reminders.mailing.ledger import Ledger
from reminders.mailing.not_sent import is_put_off, record_failure, record_no_longer_true, wait_for_an_address
from reminders.mailing.post import Post
from reminders.mailing.writing import write
from reminders.mailing.written import Written
from reminders.models import Digest
from reminders.timing.hours import hours_now

FRESH_SECONDS = 10.0
"""After so long a slow server is told nothing more of what was read before: it is read again."""
LET_GO_SECONDS = 10.0

TAKES_NO_MAIL = _("This address takes no mail.")


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
        except CONCERNS_ALL:
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
                wait_for_an_address(digest, theirs, reason=TAKES_NO_MAIL, at=at)
            elif not is_put_off(digest, theirs, at=at):
                due.append(digest)
        return due

    def _send_while_fresh(self, due: list[Digest]) -> list[Digest]:
        """Send them as things stand now; return those that are left when that is too long ago."""
        written, until = write(due), time.monotonic() + FRESH_SECONDS
        record_no_longer_true(due, written)
        due = [digest for digest in due if digest.pk in written]
        for number, digest in enumerate(due):
            if self.is_over() or (number and time.monotonic() > until):
                return due[number:]
            self._send(digest, written[digest.pk])
        return []

    def _send(self, digest: Digest, written: Written | Exception) -> None:
        """Send a digest and begin to write down what became of it, once that is settled of the one before."""
        try:
            if isinstance(written, Exception):
                raise written
            message = written.compose()
            self._settle()
            self.in_hand = digest
            self.post.send(message)
        except CONCERNS_ALL:
            raise
        except Exception as error:
            self.ledger.settle()
            record_failure(digest, error, at=self.clock.now)
            self.in_hand = None
            self.delivered.failed += 1
            return
        self.ledger.begin(digest, at=self.clock.now)
        self.delivered.sent += 1
        self.mailed.append(digest.person_id)

    def _settle(self) -> None:
        self.ledger.settle()
        self.in_hand = None
