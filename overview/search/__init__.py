"""Search over letters, debriefs, lessons, actions and customers: one way to ask, two engines that answer.

What differs between the engines is how words become a question, `asked(words)`; how rows that hold them are found,
newest first, `holding(rows, question, columns=…)`, among the newest, `met(rows, question, columns=…)`, or in no order,
`probed(rows, question, columns=…, signs=…)`, of several sorts at once, `asking(probes, most_ms=…)`; whether few rows hold
them, `is_in_few(words, model)`; which words there are that may have been meant, `known_words(rows, …)`; and whether
everything is looked through, `leaves_out(rows)`.
"""

from types import ModuleType

from foundation.database.engine import is_postgresql
from overview.search import postgresql, sqlite


def engine() -> ModuleType:
    """The module that finds words in the database we have."""
    return postgresql if is_postgresql() else sqlite
