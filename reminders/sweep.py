"""One ring of the bell: plan what is due, gather it, send it. Ringing twice, or from two places, changes nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from reminders.digests import deliver, gather
from reminders.planning import plan

SECONDS_TO_PLAN = 30.0
SECONDS_TO_GATHER = 30.0
SECONDS_TO_SEND = 50.0
"""A sweep ends by itself before Celery would end it, even if the last message takes all of a server's time-outs.

What it did not reach, the next one finds.
"""


@dataclass(frozen=True)
class Swept:
    """New notices, digests that went out, and digests that are to be tried again."""

    planned: int
    sent: int
    failed: int


def sweep(*, at: datetime) -> Swept:
    """Plan, then deliver, all that is due by `at`."""
    planned = plan(at=at, is_over=_after(SECONDS_TO_PLAN))
    gather(at=at, is_over=_after(SECONDS_TO_GATHER))
    delivered = deliver(at=at, is_over=_after(SECONDS_TO_SEND))
    return Swept(planned, delivered.sent, delivered.failed)


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
