"""Lessons drawn from debriefs: one testable sentence each, where it comes from, and how it is looked at."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from incidents.models import Factor, Kind, Point, Stage, Theme
from people.models import Team
from rankless.models import Debrief

if TYPE_CHECKING:
    from people.models import User


class LessonKind(models.TextChoices):
    PREVENT = "prevent", _("prevent")
    REPEAT = "repeat", _("repeat")

    @classmethod
    def fitting(cls, kind: Kind | str) -> "LessonKind":
        """What a letter of `kind` most often teaches."""
        return cls.PREVENT if kind == Kind.COMPLAINT else cls.REPEAT


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Agreed")
    TRYING = "trying", _("Being tried")
    NORM = "norm", _("How we do it")
    RELAPSED = "relapsed", _("It came back")
    DROPPED = "dropped", _("Dropped")


NOT_HELD = _("It did not hold")
"""What is said of a lesson to repeat that failed. Of one to prevent it is said that it came back."""


def standing_of(kind: str, status: str) -> str:
    """Where a lesson of this kind stands, in words."""
    fails = kind == LessonKind.REPEAT and status == Status.RELAPSED
    return str(NOT_HELD if fails else Status(status).label)


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, person: "User") -> "LessonQuerySet":
        return self.filter(team_id__in=person.team_ids)

    def readable_by(self, person: "User") -> "LessonQuerySet":
        """Also what other teams show of theirs, and what a team of this person took up: without the letter behind it."""
        taken_up = Q(
            adoptions__team_id__in=person.team_ids, adoptions__since__isnull=False, adoptions__until__isnull=True
        )
        others = self.model.objects.filter(taken_up).values("pk")
        return self.filter(Q(team_id__in=person.team_ids) | Q(is_shared=True, status=Status.NORM) | Q(pk__in=others))

    def norms(self) -> "LessonQuerySet":
        return self.filter(status=Status.NORM)

    def relapsed(self) -> "LessonQuerySet":
        return self.filter(status=Status.RELAPSED)

    def to_check(self, *, on: date) -> "LessonQuerySet":
        """Lessons whose check day has come."""
        return self.filter(check_on__lte=on)


class Lesson(models.Model):
    """One testable sentence of what a team does from now on.

    `check_on` is the day on which somebody looks whether it holds; it is set, with the moment of the next reminder,
    until the lesson is dropped: `first_check_after` days after it was drawn, tried or relapsed, `later_check_after` days
    after a check found that it holds. `points` are the passages it came from; `expects` is what will be seen if it
    holds, `how_to_look` how that is found out. Once it is the norm and `is_shared`, other teams read it too. Nobody is
    named as the one who drew it.
    """

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="lessons")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="lessons")
    kind = models.CharField(_("prevent or repeat"), max_length=8, choices=LessonKind)
    sentence = models.CharField(_("lesson"), max_length=300)
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("stage")
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="lessons", verbose_name=_("themes"))
    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED)
    expects = models.TextField(_("what we expect to see"), blank=True, db_default="")
    how_to_look = models.TextField(_("how we will look"), blank=True, db_default="")
    factors = models.ManyToManyField(Factor, blank=True, related_name="lessons", verbose_name=_("factors"))
    points = models.ManyToManyField(Point, blank=True, related_name="lessons", verbose_name=_("passages"))
    first_check_after = models.PositiveSmallIntegerField(default=30, db_default=30)
    later_check_after = models.PositiveSmallIntegerField(default=90, db_default=90)
    is_shared = models.BooleanField(_("shown to other teams"), default=False, db_default=False)
    drawn_on = models.DateField()
    norm_since = models.DateField(null=True, blank=True)
    check_on = models.DateField(null=True, blank=True)
    dropped_because = models.TextField(blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-drawn_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["debrief", "sentence"], name="a_debrief_draws_a_lesson_once"),
            models.CheckConstraint(
                name="lesson_reminds_exactly_until_dropped",
                condition=Q(status="dropped", check_on__isnull=True, remind_at__isnull=True)
                | (~Q(status="dropped") & Q(check_on__isnull=False, remind_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="lesson_is_dropped_only_with_a_reason",
                condition=~Q(status="dropped") | ~Q(dropped_because=""),
            ),
            models.CheckConstraint(
                name="lesson_is_checked_after_a_day_or_more",
                condition=Q(first_check_after__gte=1, later_check_after__gte=1),
            ),
            models.CheckConstraint(
                name="lesson_is_norm_since_a_day",
                condition=~Q(status="norm") | Q(norm_since__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="lessons_to_remind"),
            # Over many teams the soonest are walked to; whoever leads one finds its own.
            models.Index(fields=["check_on", "id"], condition=Q(check_on__isnull=False), name="lessons_to_check"),
            models.Index(
                fields=["team", "check_on", "id"], condition=Q(check_on__isnull=False), name="lessons_to_check_of_team"
            ),
            models.Index(fields=["team", "status", "drawn_on", "id"], name="lessons_by_team_and_status"),
            # Over many teams the newest are walked to instead.
            models.Index(fields=["status", "drawn_on", "id"], name="lessons_by_status"),
            # The newest norms of every stage are ranked by it, without reading a row.
            models.Index(
                fields=["stage", "-norm_since", "-id"],
                include=["team"],
                condition=Q(status="norm"),
                name="norms_by_stage",
            ),
            # What became the norm these days.
            models.Index(fields=["team", "norm_since"], condition=Q(status="norm"), name="norms_by_team_and_day"),
            models.Index(fields=["norm_since", "id"], condition=Q(status="norm"), name="norms_by_day"),
            # What teams show each other is a small part of all that they learned; its newest are walked to.
            models.Index(
                fields=["-norm_since", "-id"],
                include=["team"],
                condition=Q(status="norm", is_shared=True),
                name="shared_norms_newest",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        return address_of("overview:lesson", self.pk)

    @property
    def is_habit(self) -> bool:
        """Whether it is to repeat what customers praised. That does not come back; it is no longer so."""
        return self.kind == LessonKind.REPEAT

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        return standing_of(self.kind, self.status)

    @property
    def is_dropped(self) -> bool:
        return self.status == Status.DROPPED
