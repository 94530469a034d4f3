"""The few things that counting says differently to the two engines: days, and differences between them.

A day of a moment is the day it was for the team. SQLite knows no time zones and is taught a function; a shell that does
not know it can read everything, and not change a letter.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper

from foundation.database.engine import is_postgresql


@dataclass(frozen=True)
class Dialect:
    """How each is said; `{}` are SQL expressions."""

    monday: str
    local_day: str
    days_between: str
    day_number: str
    least: str
    greatest: str
    day: str


POSTGRESQL = Dialect(
    monday="date_trunc('week', {})::date",
    local_day="({} AT TIME ZONE {})::date",
    days_between="({} - {})",
    day_number="({} - DATE '1970-01-01')",
    least="LEAST",
    greatest="GREATEST",
    day="DATE '{}'",
)
SQLITE = Dialect(
    monday="date({}, '-6 days', 'weekday 1')",
    local_day="DEBRIEF_DAY({}, {})",
    days_between="CAST(julianday({}) - julianday({}) AS INTEGER)",
    day_number="CAST(julianday({}) - julianday('1970-01-01') AS INTEGER)",
    least="MIN",
    greatest="MAX",
    day="'{}'",
)


def dialect() -> Dialect:
    return POSTGRESQL if is_postgresql() else SQLITE


def teach_days(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of Django's `connection_created`: gives SQLite the function that `local_day` asks for."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("DEBRIEF_DAY", 2, _day, deterministic=True)


def _day(moment: str | None, zone: str) -> str | None:
    """The day in `zone` of a moment as SQLite holds it, in UTC."""
    if moment is None:
        return None
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat()
