"""What the minute bell does for debriefs: it brings about what was set for a moment that has come.

Each step is bounded, can be repeated, and is found again in the database if it was not done.
"""

from datetime import datetime

from rankless.afterwards import close_due
from rankless.alone.gathering import refresh_progress
from rankless.alone.revealing import forget_wishes, reveal_what_is_due
from rankless.choosing import take_short_ways
from rankless.texts.agreeing import complete_standing
from rankless.texts.objecting import open_objections

QUARTER = 15
"""Minutes. What one person could bring about alone is shown only on the full quarter hour."""


def tend(*, at: datetime) -> None:
    reveal_what_is_due(at=at)
    if at.minute % QUARTER == 0:
        take_short_ways()
        refresh_progress()
        open_objections()
        complete_standing(at=at)
        forget_wishes()
    close_due(at=at)
