"""Thanks of somebody who leads, to a team as a whole and never to one person of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from people.models import Team

LONGEST_THANKS = 300


class Thanks(models.Model):
    """One signed line to a team, about one letter."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="thanks")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="thanks")
    words = models.CharField(_("your words"), max_length=LONGEST_THANKS)
    signed = models.CharField(max_length=120)
    said_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-said_on", "-pk"]
        verbose_name_plural = "thanks"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "signed", "said_on"], name="thanked_once_a_day_for_a_letter"),
        ]
        indexes: ClassVar = [models.Index(fields=["team", "said_on"], name="thanks_by_team")]

    def __str__(self) -> str:
        return self.words
