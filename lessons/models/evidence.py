"""What was seen of a lesson after it was drawn."""

from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from lessons.models.lessons import Lesson
from people.models import Team


class EvidenceOutcome(models.TextChoices):
    HELD = "held", _("It holds")
    RELAPSED = "relapsed", _("It came back")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def seen_at_home(self) -> "EvidenceQuerySet":
        """By the team that learned the lesson. What others saw who do it too says nothing of where it stands there."""
        return self.filter(team=F("lesson__team"))


class Evidence(models.Model):
    """What was seen of a lesson afterwards: a check that it holds, or a later letter that says otherwise.

    The letter may be one of a team that took the lesson up: nobody else is told which. `team` is the one that saw it: that
    of the letter; at a check the one that learned the lesson.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="evidence")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=8, choices=EvidenceOutcome)
    note = models.TextField(blank=True)
    noted_on = models.DateField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-noted_on", "-pk"]
        verbose_name_plural = "evidence"
        indexes: ClassVar = [
            models.Index(fields=["team", "noted_on", "id"], name="evidence_of_team"),
            # Over many teams the newest are walked to instead.
            models.Index(fields=["noted_on", "id"], name="evidence_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.noted_on}"
