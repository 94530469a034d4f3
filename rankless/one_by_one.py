"""Tending to several debriefs, so that one with which something is wrong keeps no other waiting."""

from collections.abc import Callable, Iterable

import structlog

from foundation.failures import CONCERNS_ALL, without_its_words

log = structlog.get_logger(__name__)


def one_by_one(debrief_ids: Iterable[int], tend: Callable[[int], object]) -> int:
    """Tend to each of these debriefs in a transaction of its own; return of how many `tend` says that it was done.

    One that fails is logged and tried again by the next bell. That the database is away concerns all of them, and is raised.
    """
    done = 0
    for debrief_id in debrief_ids:
        try:
            done += bool(tend(debrief_id))
        except CONCERNS_ALL:
            raise
        except Exception as error:
            log.error("A debrief could not be tended to", debrief=debrief_id, **without_its_words(error))
    return done
