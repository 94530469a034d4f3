"""What is told to programs and rooms outside: found, written down and sent, with a time of its own.

It never goes with the mails: whoever is slow out there makes nobody wait for a digest.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.time_limits import after
from reminders.channels import announcing
from reminders.outlets.finding import find, forget_old
from reminders.outlets.kinds import Kind
from reminders.outlets.sending import send_waiting
from reminders.webhooks import calling

KINDS = (calling.KIND, announcing.KIND)
SECONDS = 12.0
"""For the outlets of one kind. With the last request of each, which may go beyond, a bell is over before the next rings, so
that of two processes of a worker one is always left for mails.
"""

log = structlog.get_logger(__name__)


@dataclass
class Told:
    """New errands, those that were sent, and attempts that failed."""

    found: int = 0
    sent: int = 0
    failed: int = 0


def tell_outside(*, at: datetime) -> Told:
    """Find what is to be told and send what waits. Doing it twice, or in two places, tells nothing twice."""
    told = Told()
    for kind in KINDS:
        try:
            _tell(kind, told, at=at)
        except CONCERNS_ALL:
            raise  # the database is away: everything is found again at the next bell
        except Exception as error:
            said = "Outlets of one kind could not be told; the next bell tries again"
            log.error(said, kind=_name_of(kind), **without_its_words(error))
    return told


def _tell(kind: Kind, told: Told, *, at: datetime) -> None:
    told.found += find(kind, at=at)
    forget_old(kind, at=at)
    sent = send_waiting(kind, at=at, is_over=after(SECONDS))
    told.sent += sent.sent
    told.failed += sent.failed


def _name_of(kind: Kind) -> str:
    return str(kind.outlets._meta.model_name)
