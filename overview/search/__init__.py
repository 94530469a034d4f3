"""Search over letters, debriefs and lessons: one way to ask, two engines that answer.

What differs between the engines is how rows that hold some words are found, newest first, `holding(rows, *columns,
words=…)`, or in no order, `probed(rows, *columns, words=…, team_ids=…)`, and read of several sorts, `gathered(probes)`;
whether the last word was found often enough as a whole, `is_enough(words, found=…)`; and whether everything is looked
through, `leaves_out(rows)`.
"""

from types import ModuleType

from foundation.engine import is_postgresql
from overview.search import postgresql, sqlite


def engine() -> ModuleType:
    """The module that finds words in the database we have."""
    return postgresql if is_postgresql() else sqlite
