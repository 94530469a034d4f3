"""When people are told: a team's own ladder for a kind of thing, and what a person put off."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from people.models import Team
from reminders.models.notices import Subject


class Cadence(models.Model):
    """A team's own ladder for one kind of thing; without a row the ladder of docs/domain.md holds.

    `rungs` is a list of [step, days]: the step's name (reminders.timing.cadence.Step) and how many working days it lies from
    the day that step counts from; an empty list is the usual ladder again. After the last rung follows one every week,
    without end, whatever a team chooses. `looked_up_to` is the number of the last thing whose next moment was moved to
    the ladder as it is now (reminders.timing.moving), and empty once all of them were.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="cadences")
    subject = models.CharField(max_length=10, choices=Subject)
    rungs = models.JSONField(default=list, blank=True)
    looked_up_to = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "subject"], name="one_cadence_per_team_and_kind")
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(looked_up_to__isnull=False), name="cadences_still_to_follow")
        ]

    def __str__(self) -> str:
        return f"{self.subject} in team {self.team_id}"


class Snooze(models.Model):
    """One person put one thing off, saying why: until that day no reminder of it goes to them.

    `times` says how often they did; reminders.timing.snoozing has the limits. Whatever is put off stays on the desk.
    `team` is the thing's: those who lead it see what was put off twice.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snoozes")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="snoozes")
    subject = models.CharField(max_length=10, choices=Subject)
    subject_id = models.PositiveBigIntegerField()
    until = models.DateField()
    times = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "subject", "subject_id"], name="one_snooze_per_person_and_thing")
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "subject_id"], name="snoozes_by_subject"),
            models.Index(fields=["team", "-until"], condition=Q(times__gte=2), name="snoozes_for_leads"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} until {self.until}"
