"""What waits: of each kind of thing the moment at which it is looked at next, and how late the engine is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Subquery

from people.models import User
from reminders.awaiting.things import KINDS
from reminders.models import Digest, Notice, Subject

LATE_AFTER = timedelta(minutes=15)
"""What is due is planned within a minute or two; a server that is caught up with after a night takes longer."""


@dataclass(frozen=True)
class NextLook:
    """When the thing of a kind that comes first is looked at: in the past, it waits for the engine."""

    subject: Subject
    at: datetime


@dataclass(frozen=True)
class Ahead:
    """The next look at each kind of thing of which any is open, and when the next person is told of what is planned."""

    looks: list[NextLook]
    notice_at: datetime | None

    def due_since(self, *, at: datetime) -> datetime | None:
        """Since when the oldest thing that is due waits for the bell; None if nothing is due."""
        return min((look.at for look in self.looks if look.at <= at), default=None)


def whats_ahead() -> Ahead:
    """Read in one query, of an index entry each, whatever number is open."""
    first = {
        things.subject.value: Subquery(
            things.model._default_manager.filter(remind_at__isnull=False).order_by("remind_at").values("remind_at")[:1]
        )
        for things in KINDS
    }
    notice_at = Subquery(Notice.objects.ahead().order_by("not_before").values("not_before")[:1])
    # Something to select from that always has a row: without people nobody can be awaited for anything.
    found = User.objects.order_by("pk").values(**first, notice_at=notice_at).first() or {}
    looks = [NextLook(subject, at) for subject in Subject if (at := found.get(subject.value))]
    return Ahead(looks, found.get("notice_at"))


def overdue_since(looks: list[NextLook], *, at: datetime) -> datetime | None:
    """Since when the oldest due thing waits to be planned, if the engine is late; else None."""
    oldest = min((look.at for look in looks), default=None)
    return oldest if oldest and at - oldest > LATE_AFTER else None


def unsent_since(*, at: datetime) -> datetime | None:
    """Since when the oldest digest waits that could be sent now."""
    return Digest.objects.ready(at=at).order_by("try_at").values_list("try_at", flat=True).first()
