"""What the minute bell does for debriefs: it brings about what was set for a moment that has come.

Each step is bounded, can be repeated, and is found again in the database if it was not done.
"""

from datetime import UTC, datetime
from functools import partial

from django.db import transaction

from foundation.database.engine import write_anew
from foundation.failures import attempt
from rankless.afterwards import close_due
from rankless.alone.gathering import refresh_progress
from rankless.alone.revealing import forget_wishes, reveal_what_is_due
from rankless.choosing import take_short_ways
from rankless.models import Envelope, QuarterHour
from rankless.texts.agreeing import complete_standing
from rankless.texts.objecting import open_objections

QUARTER = 15
"""Minutes. What one person could bring about alone is shown once in each, and never between."""
CLEARED_AT = 1
"""O'clock UTC: from then on the pages of envelopes hold nothing of those that were opened the day before."""


def tend(*, at: datetime) -> None:
    """Bring about all that is due. A part that fails keeps no other from being done."""
    attempt(reveal_what_is_due, at=at)
    if _begins_a_quarter(at):
        attempt(take_short_ways)
        attempt(refresh_progress)
        attempt(open_objections)
        attempt(complete_standing, at=at)
        attempt(forget_wishes)
        if _is_time_to_clear(at):
            transaction.on_commit(partial(write_anew, Envelope))
    attempt(close_due, at=at)


def _begins_a_quarter(at: datetime) -> bool:
    """Of all bells in one quarter of an hour the first alone does; a long sweep may have kept it from ringing in time."""
    begins_at = at.replace(minute=at.minute - at.minute % QUARTER, second=0, microsecond=0)
    _quarter, is_first = QuarterHour.objects.get_or_create(begins_at=begins_at)
    if is_first:
        QuarterHour.objects.filter(begins_at__lt=begins_at).delete()
    return is_first


def _is_time_to_clear(at: datetime) -> bool:
    """In the first quarter of that hour; if no bell rang then, the next night will do."""
    now = at.astimezone(UTC)
    return now.hour == CLEARED_AT and now.minute < QUARTER
