"""Sending what waits: each outlet is claimed by one worker at a time, and one that fails rests.

A dead outlet costs one time-out, then rests longer and longer, while all others go on (`settling.py`).
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.sealing import CannotOpen
from reminders.outlets.kinds import Kind, Outcome
from reminders.outlets.models import Outlet
from reminders.outlets.settling import settle

LEASE = timedelta(minutes=2)
"""Longer than one worker ever keeps an outlet: a turn, and one last request that takes all of its time."""
SECONDS_A_TURN = 10.0
SECONDS_AN_ATTEMPT = 10.0
SECONDS_WHILE_WAITED_FOR = 5.0

_waited_for = threading.Lock()

log = structlog.get_logger(__name__)


@dataclass
class Sent:
    """How many errands were sent, and how many attempts failed."""

    sent: int = 0
    failed: int = 0


def send_waiting(kind: Kind, *, at: datetime, is_over: Callable[[], bool]) -> Sent:
    """Let every outlet that has something to be sent take its turn, those that work first."""
    began, done = time.monotonic(), Sent()
    waiting = kind.errands.objects.to_be_sent(at=at).filter(outlet=OuterRef("pk"))
    free = kind.outlets.objects.idle(at=at).rested(at=at).filter(Exists(waiting))
    for pk in list(free.order_by("failures", "last_sent_at", "pk").values_list("pk", flat=True)):
        if is_over():
            break
        _take_turn(kind, pk, done, at=at + timedelta(seconds=time.monotonic() - began), is_over=is_over)
    return done


def send_now(kind: Kind, errand: Any, *, at: datetime) -> Outcome | None:
    """Send this very errand, as somebody is waiting for it; None if its turn is still to come, as for any other.

    One at a time is waited for in a process, so that presses cannot take all threads of a web server.
    """
    if not _waited_for.acquire(blocking=False):
        return None
    try:
        outlet = claim(kind, errand.outlet_id, at=at, is_rested=False)
        if outlet is None:
            return None
        try:
            outcome = _attempt(kind, outlet, [errand], at=at, seconds=SECONDS_WHILE_WAITED_FOR)
            settle(outlet, [errand], outcome, at=at)
            return outcome
        finally:
            _let_go(outlet)
    finally:
        _waited_for.release()


def claim(kind: Kind, pk: int, *, at: datetime, is_rested: bool = True) -> Any:
    """Take the outlet for as long as the lease lasts; None if somebody else has it, or it is off or has to rest."""
    idle = kind.outlets.objects.idle(at=at).filter(pk=pk)
    if is_rested:
        idle = idle.rested(at=at)
    if not idle.update(claimed_until=at + LEASE):
        return None
    return kind.outlets.objects.select_related("team").get(pk=pk)


def _take_turn(kind: Kind, pk: int, done: Sent, *, at: datetime, is_over: Callable[[], bool]) -> None:
    outlet = claim(kind, pk, at=at)
    if outlet is None:
        return
    end = time.monotonic() + SECONDS_A_TURN
    waiting = kind.errands.objects.to_be_sent(at=at).filter(outlet=outlet)
    try:
        moment = kind.not_before(outlet, at)
        if moment > at:
            waiting.order_by().update(try_at=moment)
        while time.monotonic() < end and not is_over():
            errands = list(waiting[: kind.at_once])
            if not errands:
                return
            outcome = _attempt(kind, outlet, errands, at=at, seconds=SECONDS_AN_ATTEMPT)
            done.sent += settle(outlet, errands, outcome, at=at)
            if outcome.reason:
                done.failed += 1
                return
    finally:
        _let_go(outlet)


def _attempt(kind: Kind, outlet: Outlet, errands: list[Any], *, at: datetime, seconds: float) -> Outcome:
    """Whatever goes wrong is a failure of this outlet alone. An error's own words could hold its address."""
    try:
        return kind.send(outlet, errands, at, seconds)
    except CONCERNS_ALL:
        raise  # the database is away; the lease runs out
    except CannotOpen:
        return Outcome(
            reason=_("Its address can no longer be read, since SECRET_KEY changed. Remove it and add it anew.")
        )
    except Exception as error:
        log.error("An outlet could not be told", kind=outlet._meta.model_name, id=outlet.pk, **without_its_words(error))
        return Outcome(reason=_("Something went wrong here. It is tried again."))


def _let_go(outlet: Outlet) -> None:
    """Give the outlet back, unless the lease ran out and it is somebody else's now."""
    type(outlet).objects.filter(pk=outlet.pk, claimed_until=outlet.claimed_until).update(claimed_until=None)
