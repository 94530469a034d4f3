"""“We do this too”: other teams that take up what one team learned."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lessons.models.lessons import Lesson, Status
from people.models import Team


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def still_open(self) -> "AdoptionQuerySet":
        """Proposed or taken up, and not given up since."""
        return self.filter(until__isnull=True)

    def proposed(self) -> "AdoptionQuerySet":
        """Nobody has said yet whether the team does it too."""
        return self.filter(since__isnull=True, until__isnull=True)

    def to_answer(self) -> "AdoptionQuerySet":
        """Proposed, and what is proposed can still be read by the team: the other shows it, and does it that way."""
        return self.proposed().filter(lesson__status=Status.NORM, lesson__is_shared=True)

    def in_force(self) -> "AdoptionQuerySet":
        """Of teams that do it now."""
        return self.filter(since__isnull=False, until__isnull=True)


class Adoption(models.Model):
    """Another team does this too. Anyone of that team may propose it; whoever leads or manages it takes it up.

    `since` is empty while it is only proposed; `until` is the day on which the team gave it up again. Those who decide are
    asked to answer by `due_on`, and the next reminder is set until somebody did.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="adoptions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="adoptions")
    proposed_on = models.DateField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lesson", "team"], condition=Q(until__isnull=True), name="a_team_takes_a_lesson_up_once"
            ),
            models.CheckConstraint(
                name="adoption_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="adoption_reminds_exactly_until_it_is_answered",
                condition=Q(since__isnull=True, until__isnull=True, remind_at__isnull=False, due_on__isnull=False)
                | (Q(since__isnull=False) | Q(until__isnull=False)) & Q(remind_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            # Which lessons a team has taken up, and how many teams have taken up one lesson, without reading a row.
            models.Index(
                fields=["team", "lesson"],
                condition=Q(since__isnull=False, until__isnull=True),
                name="taken_up_by_team",
            ),
            models.Index(
                fields=["lesson", "team"],
                condition=Q(since__isnull=False, until__isnull=True),
                name="taken_up_by_lesson",
            ),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="proposals_to_remind"),
            models.Index(
                fields=["team", "due_on", "id"],
                condition=Q(since__isnull=True, until__isnull=True),
                name="proposals_by_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.lesson_id}"
