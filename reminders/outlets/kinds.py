"""What a kind of outlet has to say for itself, so that finding and sending need not know which one they hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reminders.outlets.happenings import Happening, Teams
from reminders.outlets.models import Errand, Outlet

NOT_FOUND, GONE = 404, 410


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt. `reason` says in words why it failed; `status` is what was answered, if anything was.

    `wait` is how long the other side asked to be left alone. Errands in `void` were left out: they are no longer true.
    """

    reason: str = ""
    status: int | None = None
    wait: timedelta = timedelta()
    void: frozenset[int] = frozenset()


def at_any_time(outlet: Outlet, at: datetime) -> datetime:
    return at


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Channels or webhooks: their tables, what they tell of, and how that is written down and sent.

    `at_once` errands go out together, within the seconds given; `not_before` moves a moment into the hours of the team.
    """

    outlets: type[Outlet]
    errands: type[Errand]
    read: Callable[[Teams, datetime, datetime], Iterable[Happening]]
    write: Callable[[Any, Happening, datetime], Errand]
    send: Callable[[Any, list[Any], datetime, float], Outcome]
    not_before: Callable[[Any, datetime], datetime] = at_any_time
    at_once: int = 1
