"""What voices write alone: sealed in an envelope until its time, then a pile of notes that bear no name.

No column here names a person, a moment or an order. Keys are random, and so is the order in which rows are written
(docs/anonymity.md).
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.models import Stage
from rankless.models.debriefs import Debrief, Section


class Progress(models.TextChoices):
    """How many have handed in, as roughly as it is ever told."""

    NONE = "none", _("none yet")
    SOME = "some", _("some")
    MOST = "most", _("most")
    ALL = "all", _("all")


class Gathering(models.Model):
    """The time in which voices write alone; the row ends with it.

    Notes are revealed at `reveal_at` at the latest. Once that moment has passed with fewer than three hand-ins, it is empty
    and `asks_writers` is true: each writer is asked whether theirs may be shown. `progress` is what everybody is told; it
    is reckoned anew at fixed times only (`is_stale` marks who has to be looked at then), so that it never moves because
    of one person. With `wants_short` somebody chose the short way, which begins at the next such time unless notes are
    handed in by then. With `join_code` guests may join; `guests_joined` counts every one who did, also those sent away,
    so that how many places are left tells nothing of who wrote.
    """

    debrief = models.OneToOneField(Debrief, on_delete=models.CASCADE, primary_key=True, related_name="gathering")
    reveal_at = models.DateTimeField(null=True, blank=True)
    asks_writers = models.BooleanField(default=False)
    wants_short = models.BooleanField(default=False)
    progress = models.CharField(max_length=4, choices=Progress, default=Progress.NONE)
    is_stale = models.BooleanField(default=False)
    join_code = models.CharField(max_length=12, null=True, blank=True)
    guests_joined = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="gathering_has_its_moment_or_asks_the_writers",
                condition=Q(reveal_at__isnull=False, asks_writers=False) | Q(reveal_at__isnull=True, asks_writers=True),
            ),
            # Nearly none ever has one, and nothing is to be stored for those.
            models.UniqueConstraint(
                fields=["join_code"], condition=Q(join_code__isnull=False), name="one_gathering_per_join_code"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reveal_at"], condition=Q(reveal_at__isnull=False), name="gatherings_to_reveal"),
            models.Index(fields=["debrief"], condition=Q(is_stale=True), name="gatherings_that_are_stale"),
            models.Index(fields=["debrief"], condition=Q(wants_short=True), name="gatherings_to_shorten"),
        ]

    def __str__(self) -> str:
        return f"gathering of debrief {self.debrief_id}"


class Purpose(models.TextChoices):
    """What an envelope holds, and so when it is opened."""

    NOTES = "notes", _("notes")
    BALLOT = "ballot", _("ballot")
    OBJECTION = "objection", _("objection")
    ANSWERS = "answers", _("answers")


class Envelope(models.Model):
    """Something one voice handed in, sealed until all of its kind are opened together; then it is deleted.

    `content` is a list of notes (`{"section", "stage", "text"}`), an objection's `{"text"}`, or the two answers. Votes share
    one envelope: the keys of all notes that were picked, by whomever. `key_hash` is the SHA-256 of the writer's one-time
    key, by which notes can be changed or withdrawn until the reveal.
    """

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="envelopes")
    purpose = models.CharField(max_length=10, choices=Purpose)
    content = models.JSONField(default=list)
    key_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key_hash"], condition=~Q(key_hash=""), name="one_envelope_per_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["debrief"], condition=Q(purpose="objection"), name="objections_to_open"),
        ]

    def __str__(self) -> str:
        return f"envelope of debrief {self.debrief_id}"


class Contribution(models.Model):
    """One note by one voice in one section, as everybody sees it after the reveal: without name, moment or order.

    Notes that say the same lie in one `pile`; a note that lies alone has its own key there. `weight` counts the votes for
    its pile. `signed` is the name of somebody who said, by their own choice: that was me.
    """

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="contributions")
    section = models.CharField(max_length=12, choices=Section)
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions")
    text = models.TextField()
    pile = models.UUIDField()
    weight = models.PositiveIntegerField(default=0)
    signed = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_note_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"note in debrief {self.debrief_id}"

    @property
    def is_alone(self) -> bool:
        return self.pile == self.key


class Addition(models.Model):
    """What somebody added to a completed debrief: marked as later, and by nothing else."""

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="additions")
    section = models.CharField(max_length=12, choices=Section)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="an_addition_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"addition to debrief {self.debrief_id}"
