"""What helps a debrief that is stuck: what its host says is in the way, and whom the team chose to hear of fear."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Team
from rankless.models import Debrief


class Hindrance(models.TextChoices):
    """What can be in the way of a debrief (docs/domain.md, “Reminders”)."""

    NO_TIME = "no-time", _("There was no time")
    UNCLEAR = "unclear", _("It is unclear what to do")
    NOT_SAFE = "not-safe", _("It does not feel safe")
    NOT_NEEDED = "not-needed", _("It is not needed")


class Obstacle(models.Model):
    """What is in the way of one debrief, as its host said last. Who said it is not kept.

    That it does not feel safe is kept apart, in `confided_on`, and takes the place of no other answer: whoever leads sees
    `hindrance`, and must not learn of fear from an answer that vanished.
    """

    debrief = models.OneToOneField(Debrief, on_delete=models.CASCADE, primary_key=True, related_name="obstacle")
    hindrance = models.CharField(max_length=12, choices=Hindrance, blank=True)
    said_on = models.DateField(null=True, blank=True)
    confided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="obstacle_shown_to_leads_is_not_fear", condition=~Q(hindrance="not-safe")),
            models.CheckConstraint(
                name="obstacle_has_a_day_exactly_with_a_hindrance",
                condition=Q(hindrance="", said_on__isnull=True) | (~Q(hindrance="") & Q(said_on__isnull=False)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["hindrance", "said_on"], name="obstacles_by_hindrance")]

    def __str__(self) -> str:
        return f"obstacle of debrief {self.debrief_id}"


class Confidant(models.Model):
    """Whom a team chose to hear that a debrief does not feel safe; without a row that answer is not offered."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="confidant")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="confided_in")

    def __str__(self) -> str:
        return f"person {self.person_id} for team {self.team_id}"
