"""Heartbeats: a row that only an unbroken way from beat over the broker and a worker to the database keeps fresh."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from reminders.models import Heartbeat
from reminders.models.running import BELL, WORKER

QUIET_AFTER = timedelta(minutes=3)
"""Three bells: one may be lost with a worker, and another may wait for a sweep to end."""
READ = 100
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


def heartbeats() -> list[Heartbeat]:
    """The latest beats of everything, newest first."""
    return list(Heartbeat.objects.order_by("-at")[:READ])


def bell_heard_at(beats: Iterable[Heartbeat]) -> datetime | None:
    """When the bell was last heard; None if it never was."""
    return next((each.at for each in beats if each.name == BELL), None)


def workers(beats: Iterable[Heartbeat]) -> list[Heartbeat]:
    return [each for each in beats if each.name.startswith(WORKER)]


def is_quiet(heard_at: datetime | None, *, at: datetime) -> bool:
    return heard_at is None or at - heard_at > QUIET_AFTER
