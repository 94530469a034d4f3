"""What the minute bell does for debriefs: it brings about what was set for a moment that has come.

Each step is bounded, can be repeated, and is found again in the database if it was not done.
"""

from datetime import datetime

from rankless.afterwards import close_due
from rankless.alone.gathering import refresh_progress
from rankless.alone.revealing import forget_wishes, reveal_what_is_due
from rankless.choosing import take_short_ways
from rankless.models import QuarterHour
from rankless.texts.agreeing import complete_standing
from rankless.texts.objecting import open_objections

QUARTER = 15
"""Minutes. What one person could bring about alone is shown once in each, and never between."""


def tend(*, at: datetime) -> None:
    reveal_what_is_due(at=at)
    if _begins_a_quarter(at):
        take_short_ways()
        refresh_progress()
        open_objections()
        complete_standing(at=at)
        forget_wishes()
    close_due(at=at)


def _begins_a_quarter(at: datetime) -> bool:
    """Of all bells in one quarter of an hour the first alone does; a long sweep may have kept it from ringing in time."""
    begins_at = at.replace(minute=at.minute - at.minute % QUARTER, second=0, microsecond=0)
    _quarter, is_first = QuarterHour.objects.get_or_create(begins_at=begins_at)
    if is_first:
        QuarterHour.objects.filter(begins_at__lt=begins_at).delete()
    return is_first
