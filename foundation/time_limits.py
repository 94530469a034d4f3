"""How long a part of a bell may take: it asks `is_over` between its steps, and the next bell goes on from there."""

import time
from collections.abc import Callable


def never() -> bool:
    return False


def after(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds have passed since this was called."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
