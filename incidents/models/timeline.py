"""What happened to a letter, in order. Never what anybody wrote in its debrief."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.models.incidents import Incident

if TYPE_CHECKING:
    from people.models import User


class Happening(models.TextChoices):
    LOGGED = "logged", _("Letter logged")
    EDITED = "edited", _("Details changed")
    PAPER_ADDED = "paper_added", _("Scan or photo added")
    STEP_DONE = "step_done", _("Done with the customer")
    PROMISED = "promised", _("Promised to the customer")
    PROMISE_KEPT = "promise_kept", _("Promise kept")
    PROMISE_BROKEN = "promise_broken", _("Promise not kept")
    DEBRIEF_COMPLETED = "debrief_completed", _("Debrief completed")
    DEBRIEF_REOPENED = "debrief_reopened", _("Debrief reopened")


class TimelineEntry(models.Model):
    """One thing that happened to the letter. `by` stays empty for all that concerns the debrief."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    what = models.CharField(max_length=20, choices=Happening)
    detail = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="timeline_names_nobody_for_a_debrief",
                condition=~models.Q(what__startswith="debrief") | models.Q(by__isnull=True),
            )
        ]
        indexes: ClassVar = [
            # The two things that are told to the world outside as soon as they happened.
            models.Index(
                fields=["at"],
                condition=models.Q(what__in=["logged", "debrief_completed"]),
                name="timeline_told_outside",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.detail}".strip()


def entry(
    incident: Incident, what: Happening, *, at: datetime, by: "User | None" = None, detail: str = ""
) -> TimelineEntry:
    """One line of the letter's timeline, still to be written."""
    return TimelineEntry(incident=incident, what=what, at=at, by=by, detail=detail)


def record(
    incident: Incident, what: Happening, *, at: datetime, by: "User | None" = None, detail: str = ""
) -> TimelineEntry:
    """Write one line into the letter's timeline."""
    line = entry(incident, what, at=at, by=by, detail=detail)
    line.save()
    return line
