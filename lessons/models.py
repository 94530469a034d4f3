"""Lessons drawn from debriefs, the actions that make them real, and the evidence whether they hold."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from incidents.models import Incident, Kind, Stage, Theme
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


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, person: "User") -> "LessonQuerySet":
        return self.filter(team_id__in=person.team_ids)

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
    until the lesson is dropped. Nobody is named as the one who drew it.
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
                name="lesson_is_norm_since_a_day",
                condition=~Q(status="norm") | Q(norm_since__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="lessons_to_remind"),
            models.Index(fields=["check_on", "id"], condition=Q(check_on__isnull=False), name="lessons_to_check"),
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
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        return address_of("overview:lesson", self.pk)

    @property
    def is_dropped(self) -> bool:
        return self.status == Status.DROPPED


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, person: "User") -> "ActionQuerySet":
        return self.filter(lesson__team_id__in=person.team_ids)

    def unfinished(self) -> "ActionQuerySet":
        return self.filter(done_at__isnull=True)

    def late(self, *, on: date) -> "ActionQuerySet":
        return self.unfinished().filter(due_on__lt=on)


class Action(models.Model):
    """One piece of work that makes a lesson real, with one owner and a due day."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("what is to be done"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by when"))
    done_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "what"], name="a_lesson_asks_an_action_once"),
            models.CheckConstraint(
                name="action_reminds_exactly_while_unfinished",
                condition=Q(done_at__isnull=True, remind_at__isnull=False)
                | Q(done_at__isnull=False, remind_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="actions_to_remind"),
            models.Index(fields=["owner", "due_on"], condition=Q(done_at__isnull=True), name="actions_open_by_owner"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


class EvidenceOutcome(models.TextChoices):
    HELD = "held", _("It holds")
    RELAPSED = "relapsed", _("It came back")


class Evidence(models.Model):
    """What was seen of a lesson afterwards: a check that it holds, or a later letter that says otherwise."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="evidence")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    outcome = models.CharField(max_length=8, choices=EvidenceOutcome)
    note = models.TextField(blank=True)
    noted_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-noted_on", "-pk"]
        verbose_name_plural = "evidence"
        indexes: ClassVar = [models.Index(fields=["noted_on"], name="evidence_by_day")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.noted_on}"
