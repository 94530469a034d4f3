"""How long to wait before trying again where nobody answered."""

import random
from collections.abc import Sequence
from datetime import timedelta

JITTER = 0.2


def pause_after(attempts: int, *, among: Sequence[timedelta]) -> timedelta:
    """Ever longer, and never the same for everybody, so that a server that comes back is not overrun."""
    return among[min(attempts, len(among)) - 1] * random.uniform(1 - JITTER, 1 + JITTER)
