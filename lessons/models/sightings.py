"""Later letters that may say whether a lesson holds: seen by the bell, and settled by people."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident
from lessons.models.lessons import Lesson, Status
from people.models import Team

if TYPE_CHECKING:
    from people.models import User


class LooksLike(models.TextChoices):
    RELAPSE = "relapse", _("It may have come back")
    PROOF = "proof", _("It may show that this holds")


class Answered(models.TextChoices):
    """What people said to it."""

    OPEN = "open", _("To be looked at")
    CONFIRMED = "confirmed", _("So it is")
    DISMISSED = "dismissed", _("Something else")


class SightingQuerySet(models.QuerySet["Sighting"]):
    def visible_to(self, person: "User") -> "SightingQuerySet":
        """Those of letters of the person's own teams: another team's letters are not told of by a lesson they share."""
        return self.filter(team_id__in=person.team_ids)

    def to_settle(self) -> "SightingQuerySet":
        return self.filter(state=Answered.OPEN)

    def doubts(self) -> "SightingQuerySet":
        """Those that may tell against a lesson that was not dropped, and that nobody has settled."""
        return self.to_settle().filter(looks_like=LooksLike.RELAPSE).exclude(lesson__status=Status.DROPPED)


class Sighting(models.Model):
    """A letter that came after a lesson was tried or became the norm, and seems to be about the same.

    `team` is the letter's. `phrases` are words that both hold, one a line. Nobody is named: who settles it may do so beside
    a debrief. Of one that opened the lesson again, `stood_at`, `stood_since_on` and `was_to_be_checked_on` say where the
    lesson stood before.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="sightings", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="sightings")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    looks_like = models.CharField(max_length=8, choices=LooksLike)
    same_stage = models.BooleanField(default=False)
    same_factor = models.BooleanField(default=False)
    phrases = models.TextField(blank=True)
    found_on = models.DateField()
    state = models.CharField(max_length=9, choices=Answered, default=Answered.OPEN)
    dismissed_because = models.TextField(blank=True)
    stood_at = models.CharField(max_length=8, blank=True, default="", db_default="")
    stood_since_on = models.DateField(null=True, blank=True)
    was_to_be_checked_on = models.DateField(null=True, blank=True)

    objects = SightingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-found_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "incident"], name="a_letter_is_sighted_once_for_a_lesson"),
            models.CheckConstraint(
                name="sighting_is_dismissed_exactly_with_a_reason",
                condition=Q(state="dismissed") & ~Q(dismissed_because="")
                | ~Q(state="dismissed") & Q(dismissed_because=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["lesson", "found_on"], condition=Q(state="open"), name="sightings_to_settle"),
            # What may tell against the lessons of a team: the latest are walked to.
            models.Index(
                fields=["team", "found_on", "id"],
                include=["lesson"],
                condition=Q(state="open", looks_like="relapse"),
                name="doubts_by_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_looks_like_display()}: {self.lesson_id}"

    @property
    def is_relapse(self) -> bool:
        return self.looks_like == LooksLike.RELAPSE

    @property
    def is_open(self) -> bool:
        return self.state == Answered.OPEN

    @property
    def is_confirmed(self) -> bool:
        return self.state == Answered.CONFIRMED

    @property
    def shared_words(self) -> list[str]:
        return self.phrases.splitlines()


class Watch(models.Model):
    """How far the passages of letters have been looked through: one row.

    Those up to `looked_to` are done with. Numbers are given out before their transactions end, so that a lower one may
    appear after a higher: `seen_to` was the newest at `seen_at`, and is looked up to only a while later.
    """

    looked_to = models.BigIntegerField(default=0)
    seen_to = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="there_is_one_watch", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"{self.looked_to}–{self.seen_to}"
