"""What somebody asked to take out, and how far it is: a row that a page follows and the bell works off."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Team

if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User

KEPT_FOR = timedelta(days=7)


class What(models.TextChoices):
    """What can be taken out; the values are the names of the schemas."""

    LETTERS = "letters", _("Letters")
    POINTS = "points", _("What letters say")
    DEBRIEFS = "debriefs", _("Debriefs")
    LESSONS = "lessons", _("Lessons")
    ACTIONS = "actions", _("Actions")
    WEEKS = "weeks", _("Figures, week by week")


class Format(models.TextChoices):
    CSV = "csv", _("CSV, for any program")
    XLSX = "xlsx", _("XLSX, for spreadsheets")
    JSON = "json", _("JSON, for programs")


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, person: "User") -> "ExportQuerySet":
        """One's own alone, as long as one may still read all that is in it."""
        elsewhere = Team.objects.exclude(pk__in=person.team_ids).values("pk")
        return self.filter(person=person).exclude(
            pk__in=self.model.teams.through.objects.filter(team_id__in=elsewhere).values("export_id")
        )

    def to_make(self, *, at: "datetime") -> "ExportQuerySet":
        """Not made yet, and not in somebody's hands."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
        return self.filter(free, made_at__isnull=True, has_failed=False).order_by("pk")

    def old(self, *, at: "datetime") -> "ExportQuerySet":
        return self.filter(asked_at__lte=at - KEPT_FOR)


class Export(models.Model):
    """One file of what some teams wrote down, since a day or from the beginning. It is thrown away after a week."""

    key = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    what = models.CharField(_("what"), max_length=10, choices=What)
    format = models.CharField(_("as"), max_length=4, choices=Format)
    teams = models.ManyToManyField(Team, related_name="+", verbose_name=_("teams"))
    since_on = models.DateField(_("from"), null=True, blank=True)
    asked_at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    has_failed = models.BooleanField(default=False)
    file = models.FileField(upload_to="exports", max_length=120, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(made_at__isnull=True, has_failed=False), name="exports_to_make"),
        ]

    def __str__(self) -> str:
        return f"{self.what}.{self.format}"

    def get_absolute_url(self) -> str:
        return reverse("exports:export", args=[self.key])

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def is_under_way(self) -> bool:
        return not (self.is_made or self.has_failed)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.written // self.rows) if self.rows else 0

    @property
    def file_name(self) -> str:
        return f"{self.what}-{self.asked_at:%Y-%m-%d}.{self.format}"
