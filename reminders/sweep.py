"""One ring of the bell: tend to debriefs, then plan what is due, gather it, send it; then look what letters tell of lessons.

Ringing twice, or from two places, changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from foundation.failures import attempt
from foundation.time_limits import after
from lessons.holding.looking import find_sightings
from people.sign_in_links import forget_old_links
from rankless.tending import tend
from reminders.mailing.delivering import deliver
from reminders.mailing.gathering import gather
from reminders.timing.moving import follow_new_cadences
from reminders.timing.planning import plan
from reminders.weekly.mails import all_mails
from reminders.weekly.planning import plan_letters
from tallies.folding import tend_tallies

SECONDS_TO_PLAN = 40.0
SECONDS_TO_GATHER = 20.0
SECONDS_TO_SEND = 50.0
SECONDS_TO_LOOK = 5.0
SECONDS_TO_FOLD = 5.0
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
    """Plan, then deliver, all that is due by `at`: first what was set for a moment comes about, then people are told.

    Around planning, gathering and delivering stands what no reminder waits for: if that fails, reminders go on.
    """
    attempt(tend, at=at)
    is_late = after(SECONDS_TO_PLAN)
    attempt(follow_new_cadences, at=at, is_over=is_late)
    planned = plan(at=at, is_over=is_late)
    for mail in all_mails():
        attempt(plan_letters, at=at, is_over=is_late, of=mail)
    gather(at=at, is_over=after(SECONDS_TO_GATHER))
    delivered = deliver(at=at, is_over=after(SECONDS_TO_SEND))
    attempt(find_sightings, at=at, is_over=after(SECONDS_TO_LOOK))
    attempt(tend_tallies, at=at, is_over=after(SECONDS_TO_FOLD))
    attempt(forget_old_links, at=at)
    return Swept(planned, delivered.sent, delivered.failed)
