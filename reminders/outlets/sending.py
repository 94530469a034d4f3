"""Sending what waits: each outlet is claimed by one worker at a time, and one that fails rests.

A dead outlet costs one time-out, then rests longer and longer, while all others go on. An errand that is refused on its own
account waits behind the others of its outlet. What nobody takes for three days is given up, and an outlet that takes
nothing for three days is switched off, until somebody presses a button.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from foundation.sealing import CannotOpen
from reminders.outlets.kinds import GONE, NOT_FOUND, Kind, Outcome
from reminders.outlets.models import TO_BE_SENT, ErrandState, Event, Outlet

LEASE = timedelta(minutes=2)
"""Longer than one worker ever keeps an outlet: a turn, and one last request that takes all of its time."""
SECONDS_A_TURN = 10.0
SECONDS_AN_ATTEMPT = 10.0
SECONDS_WHILE_WAITED_FOR = 5.0
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480)]
LONGEST_REST = timedelta(hours=1)
JITTER = 0.2
PATIENCE = timedelta(days=3)
LEAST_ATTEMPTS = 8
"""Days on which nobody tried, as over Easter, are not held against anybody."""
TIMES_NOT_FOUND = 3

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
            _settle(outlet, [errand], outcome, at=at)
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
            done.sent += _settle(outlet, errands, outcome, at=at)
            if outcome.reason:
                done.failed += 1
                return
    finally:
        _let_go(outlet)


def _attempt(kind: Kind, outlet: Outlet, errands: list[Any], *, at: datetime, seconds: float) -> Outcome:
    """Whatever goes wrong is a failure of this outlet alone. An error's own words could hold its address."""
    try:
        return kind.send(outlet, errands, at, seconds)
    except (OperationalError, InterfaceError):
        raise  # the database is away; the lease runs out
    except CannotOpen:
        return Outcome(
            reason=_("Its address can no longer be read, since SECRET_KEY changed. Remove it and add it anew.")
        )
    except Exception as error:
        log.error("An outlet could not be told", kind=outlet._meta.model_name, id=outlet.pk, error=type(error).__name__)
        return Outcome(reason=_("Something went wrong here. It is tried again."))


def _let_go(outlet: Outlet) -> None:
    """Give the outlet back, unless the lease ran out and it is somebody else's now."""
    type(outlet).objects.filter(pk=outlet.pk, claimed_until=outlet.claimed_until).update(claimed_until=None)


# What becomes of an attempt


@transaction.atomic
def _settle(outlet: Outlet, errands: list[Any], outcome: Outcome, *, at: datetime) -> int:
    """Write down what became of it; return how many were sent."""
    _mark([errand for errand in errands if errand.pk in outcome.void], state=ErrandState.VOID, reason="")
    tried = [errand for errand in errands if errand.pk not in outcome.void]
    if not tried:
        return 0
    if not outcome.reason:
        _mark(tried, state=ErrandState.SENT, sent_at=at, reason="", **_status_of(tried[0], outcome))
        _praise(outlet, at=at)
        return len(tried)
    for errand in tried:
        _put_off(errand, outlet, outcome, at=at)
    if all(errand.event == Event.TEST for errand in tried):
        _change(outlet, trouble=outcome.reason)  # whoever is mending it may fail as often as it takes
    else:
        _blame(outlet, outcome, at=at)
    return 0


def _mark(errands: list[Any], **fields: Any) -> None:
    if errands:
        of_kind = type(errands[0]).objects.filter(pk__in=[errand.pk for errand in errands])
        of_kind.update(attempts=F("attempts") + 1, **fields)


def _status_of(errand: Any, outcome: Outcome) -> dict[str, Any]:
    return {"status": outcome.status} if hasattr(errand, "status") else {}


def _put_off(errand: Any, outlet: Outlet, outcome: Outcome, *, at: datetime) -> None:
    """Try it again later, or give it up: while its outlet takes nothing, no sooner than that is switched off."""
    again = at + max(_pause(errand.attempts + 1), outcome.wait)
    since = max(errand.wanted_at, outlet.failing_since_at or errand.wanted_at)
    is_last = errand.event == Event.TEST or _is_enough(errand.attempts + 1, since=since, at=at)
    state = ErrandState.GIVEN_UP if is_last else ErrandState.FAILED
    _mark([errand], state=state, try_at=again, reason=outcome.reason, sent_at=None, **_status_of(errand, outcome))


def _praise(outlet: Outlet, *, at: datetime) -> None:
    _change(outlet, failures=0, failing_since_at=None, times_not_found=0, try_at=None, trouble="", last_sent_at=at)


def _blame(outlet: Outlet, outcome: Outcome, *, at: datetime) -> None:
    """Let it rest, or switch it off if it is gone, not found three times, or takes nothing for three days."""
    since = outlet.failing_since_at or at
    not_found = outlet.times_not_found + 1 if outcome.status == NOT_FOUND else 0
    rest = min(max(_pause(outlet.failures + 1), outcome.wait), LONGEST_REST)
    _change(
        outlet,
        failures=outlet.failures + 1,
        failing_since_at=since,
        times_not_found=not_found,
        try_at=at + rest,
        trouble=outcome.reason,
    )
    is_dead = _is_enough(outlet.failures, since=since, at=at)
    if outcome.status == GONE or not_found >= TIMES_NOT_FOUND or is_dead:
        switch_off(outlet, because=outcome.reason)


def _change(outlet: Outlet, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(outlet, name, value)
    type(outlet).objects.filter(pk=outlet.pk).update(**fields)


def switch_off(outlet: Outlet, *, because: str = "") -> None:
    """Nothing is told there any more, and what waited is given up; `because` is empty if somebody wanted it so."""
    _change(outlet, is_on=False, off_because=because)
    waiting = outlet.errands.filter(state__in=TO_BE_SENT)
    waiting.update(state=ErrandState.GIVEN_UP, reason=because or _("It was switched off."))


def switch_on(outlet: Outlet, *, at: datetime) -> None:
    """From now on it is told what happens; what happened while it was off is not."""
    _change(
        outlet,
        is_on=True,
        off_because="",
        switched_on_at=at,
        looked_at=at,
        try_at=None,
        failures=0,
        failing_since_at=None,
        times_not_found=0,
        trouble="",
    )


def _is_enough(attempts: int, *, since: datetime, at: datetime) -> bool:
    """Whether the next attempt would come too late to be worth it."""
    return attempts >= LEAST_ATTEMPTS and at + PAUSES[-1] >= since + PATIENCE


def _pause(attempts: int) -> timedelta:
    """Ever longer, and never the same for everybody, so that a server that comes back is not overrun."""
    return PAUSES[min(attempts, len(PAUSES)) - 1] * random.uniform(1 - JITTER, 1 + JITTER)
