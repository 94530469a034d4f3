"""Heartbeats: a row that only an unbroken way from beat over the broker and a worker to the database keeps fresh."""

from datetime import datetime, timedelta

from reminders.models import Heartbeat
from reminders.models.running import BELL, WORKER

QUIET_AFTER = timedelta(minutes=3)
"""Three bells: one may be lost with a worker, and another may wait for a sweep to end."""
FORGOTTEN_AFTER = timedelta(days=1)
"""A worker that has been away for so long is not coming back under this name."""


def beat(*, worker: str, at: datetime) -> None:
    """Write down that the bell was heard by this worker, and forget workers that are long gone."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=BELL, at=at), Heartbeat(name=f"{WORKER}{worker}"[:120], at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
    Heartbeat.objects.filter(name__startswith=WORKER, at__lt=at - FORGOTTEN_AFTER).delete()


def bell_heard_at() -> datetime | None:
    """When the bell was last heard; None if it never was."""
    return Heartbeat.objects.filter(name=BELL).values_list("at", flat=True).first()


def is_quiet(heard_at: datetime | None, *, at: datetime) -> bool:
    return heard_at is None or at - heard_at > QUIET_AFTER
