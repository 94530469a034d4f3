"""One ring of the bell: tend to debriefs, then plan what is due, gather it, send it.

Ringing twice, or from two places, changes nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from traceback import format_tb

import structlog

from rankless.tending import tend
from reminders.delivering import deliver
from reminders.gathering import gather
from reminders.planning import plan

SECONDS_TO_PLAN = 30.0
SECONDS_TO_GATHER = 30.0
SECONDS_TO_SEND = 50.0
"""A sweep ends by itself before Celery would end it, even if the last message takes all of a server's time-outs.

What it did not reach, the next one finds.
"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Swept:
    """New notices, digests that went out, and digests that are to be tried again."""

    planned: int
    sent: int
    failed: int


def sweep(*, at: datetime) -> Swept:
    """Plan, then deliver, all that is due by `at`: first what was set for a moment comes about, then people are told."""
    _tend(at=at)
    planned = plan(at=at, is_over=_after(SECONDS_TO_PLAN))
    gather(at=at, is_over=_after(SECONDS_TO_GATHER))
    delivered = deliver(at=at, is_over=_after(SECONDS_TO_SEND))
    return Swept(planned, delivered.sent, delivered.failed)


def _tend(*, at: datetime) -> None:
    """No reminder waits until this succeeds. An error's own words could hold what somebody wrote, so they are not kept."""
    try:
        tend(at=at)
    except Exception as error:
        where = "".join(format_tb(error.__traceback__))
        log.error("Debriefs were not tended; the next bell tries again", error=type(error).__name__, where=where)


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
