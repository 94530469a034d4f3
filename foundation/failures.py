"""Errors that work goes on after: what is logged of them, and going on.

Of an error its class is logged and where it came about, never its own words. They could hold what somebody wrote: a
database names the value that it refused.
"""

from collections.abc import Callable
from traceback import format_tb
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

log = structlog.get_logger(__name__)

CONCERNS_ALL = (OperationalError, InterfaceError, SoftTimeLimitExceeded)
"""The database is away or busy, or the time of the task is over. No single thing is to blame, so none is passed over."""


def without_its_words(error: BaseException) -> dict[str, str]:
    """For a line of the log: `log.error("…", **without_its_words(error))`."""
    return {"error": type(error).__name__, "where": "".join(format_tb(error.__traceback__))}


def attempt(work: Callable[..., object], **arguments: Any) -> None:
    """Do one part of what a bell does. If it fails, that is logged, and the next bell tries it again."""
    try:
        work(**arguments)
    except SoftTimeLimitExceeded:
        raise  # the time of the other parts is over as well
    except Exception as error:
        name = f"{work.__module__}.{work.__name__}"
        log.error("A part of the sweep failed; the next bell tries again", part=name, **without_its_words(error))
