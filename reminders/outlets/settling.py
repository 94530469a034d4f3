"""What becomes of an attempt to tell an outlet something: it is written down, and tried again later or given up.

An errand that is refused on its own account waits behind the others of its outlet. What nobody takes for three days is given
up, and an outlet that takes nothing for three days is switched off, until somebody presses a button.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from reminders.outlets.kinds import GONE, NOT_FOUND, Outcome
from reminders.outlets.models import ErrandState, Event, Outlet
from reminders.outlets.switching import switch_off, write_down
from reminders.pausing import pause_after

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480)]
LONGEST_REST = timedelta(hours=1)
PATIENCE = timedelta(days=3)
LEAST_ATTEMPTS = 8
"""Days on which nobody tried, as over Easter, are not held against anybody."""
TIMES_NOT_FOUND = 3


@transaction.atomic
def settle(outlet: Outlet, errands: list[Any], outcome: Outcome, *, at: datetime) -> int:
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
        write_down(outlet, trouble=outcome.reason)  # whoever is mending it may fail as often as it takes
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
    again = at + max(pause_after(errand.attempts + 1, among=PAUSES), outcome.wait)
    since = max(errand.wanted_at, outlet.failing_since_at or errand.wanted_at)
    is_last = errand.event == Event.TEST or _is_enough(errand.attempts + 1, since=since, at=at)
    state = ErrandState.GIVEN_UP if is_last else ErrandState.FAILED
    _mark([errand], state=state, try_at=again, reason=outcome.reason, sent_at=None, **_status_of(errand, outcome))


def _praise(outlet: Outlet, *, at: datetime) -> None:
    write_down(outlet, failures=0, failing_since_at=None, times_not_found=0, try_at=None, trouble="", last_sent_at=at)


def _blame(outlet: Outlet, outcome: Outcome, *, at: datetime) -> None:
    """Let it rest, or switch it off if it is gone, not found three times, or takes nothing for three days."""
    since = outlet.failing_since_at or at
    not_found = outlet.times_not_found + 1 if outcome.status == NOT_FOUND else 0
    rest = min(max(pause_after(outlet.failures + 1, among=PAUSES), outcome.wait), LONGEST_REST)
    write_down(
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


def _is_enough(attempts: int, *, since: datetime, at: datetime) -> bool:
    """Whether the next attempt would come too late to be worth it."""
    return attempts >= LEAST_ATTEMPTS and at + PAUSES[-1] >= since + PATIENCE
