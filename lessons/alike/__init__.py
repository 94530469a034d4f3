"""What was there before: earlier letters and lessons that look like a letter, each with the reason in words.

Nobody reads a database of lessons, so they are brought to where they are needed: when a letter is logged and when its
debrief opens. A bounded number of candidates comes from the database (`postgresql`, `sqlite`); how much they look
alike is then weighed here, by stage, factor, kind, themes and the rarer words they share. All depends on the letter
alone, never on who looks.
"""

from types import ModuleType

from foundation.database.engine import is_postgresql
from lessons.alike import postgresql, sqlite


def engine() -> ModuleType:
    """The module that finds candidates in the database we have."""
    return postgresql if is_postgresql() else sqlite
