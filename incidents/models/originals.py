"""What came in, as it came: stored before anything, or with what was made of it, so that no accepted letter is lost."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Team

if TYPE_CHECKING:
    from incidents.models.incidents import Incident
    from people.models import User


class WayIn(models.TextChoices):
    FORM = "form", _("typed in")
    DEMO = "demo", _("demo")


class Outcome(models.TextChoices):
    TO_SORT = "to_sort", _("to sort")
    LOGGED = "logged", _("logged")
    DISCARDED = "discarded", _("not a letter")


class OriginalQuerySet(models.QuerySet["Original"]):
    def to_sort(self) -> "OriginalQuerySet":
        return self.filter(outcome=Outcome.TO_SORT)

    def visible_to(self, person: "User") -> "OriginalQuerySet":
        return self.filter(team_id__in=person.team_ids)


class Original(models.Model):
    """The bytes of one letter and what became of them.

    It is committed before anything is made of the letter, or together with that. `form_key` is the key of the form it was
    typed into, so that pressing the button twice stores one letter; `typed` keeps the other fields of that form until the
    letter is sorted. While it waits to be sorted it carries the moment of the next reminder.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="originals", db_index=False)
    way_in = models.CharField(max_length=16, choices=WayIn)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.TO_SORT)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    raw = models.BinaryField(_("the bytes as they came"))
    sha256 = models.CharField(max_length=64, editable=False)
    typed = models.JSONField(_("what else was typed"), default=dict, blank=True)
    received_at = models.DateTimeField()
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="originals",
        db_index=False,  # nobody looks for letters by it
    )
    incident = models.ForeignKey(
        "incidents.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="originals"
    )
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = OriginalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["received_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="original_reminds_exactly_while_to_sort",
                condition=Q(outcome="to_sort", remind_at__isnull=False)
                | (~Q(outcome="to_sort") & Q(remind_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="original_has_incident_exactly_when_logged",
                condition=Q(outcome="logged", incident__isnull=False)
                | (~Q(outcome="logged") & Q(incident__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="originals_to_remind"),
            models.Index(fields=["team"], condition=Q(outcome="to_sort"), name="originals_to_sort"),
        ]

    def __str__(self) -> str:
        return f"original {self.pk}"

    @property
    def text(self) -> str:
        """The letter's text as typed; bytes that are not UTF-8 are shown as replacement characters."""
        return bytes(self.raw).decode("utf-8", "replace")


def paper_path(attachment: "Attachment", name: str) -> str:
    """Where an attachment's bytes lie: under its random key, never under a name somebody gave it."""
    return f"papers/{attachment.key.hex[:2]}/{attachment.key.hex}"


def preview_path(attachment: "Attachment", name: str) -> str:
    return f"papers/{attachment.key.hex[:2]}/{attachment.key.hex}-preview.jpg"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of_letter(self, incident: "Incident") -> "AttachmentQuerySet":
        return self.filter(original__incident=incident)


class Attachment(models.Model):
    """A scan or photo that came with a letter, kept as it came.

    `kind` is the type read from the bytes, not the one that was claimed. Only `preview`, a picture drawn anew from the
    original without its metadata, is ever shown inline.
    """

    original = models.ForeignKey(Original, on_delete=models.CASCADE, related_name="attachments")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("type"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField(upload_to=paper_path, max_length=120)
    preview = models.FileField(upload_to=preview_path, max_length=120, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["original", "sha256"], name="a_letter_keeps_a_paper_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")
