"""What was told to whom: a notice for each thing and person, gathered into one digest a day.

Both are rows before they are mail, so that a worker that dies loses nothing and a second one repeats nothing.
"""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """The kinds of thing somebody can be awaited for."""

    DEBRIEF = "debrief", _("debrief")
    AFTERWARDS = "afterwards", _("what was agreed in a debrief")
    ORIGINAL = "original", _("letter to sort")
    STEP = "step", _("customer to be looked after")
    PROMISE = "promise", _("promise")
    ACTION = "action", _("action")
    LESSON = "lesson", _("lesson to check")
    CONSENT = "consent", _("story that names somebody")
    PROPOSAL = "proposal", _("what another team does, proposed")


class State(models.TextChoices):
    """Where a notice or digest stands.

    Failed ones are tried again. Void ones were no longer true when their turn came. A digest that could not be sent
    on its day is carried over: its notices go into the next one.
    """

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed, will be tried again")
    VOID = "void", _("no longer needed")
    CARRIED = "carried", _("carried over to the next day")


UNSENT = (State.QUEUED, State.FAILED)
"""A digest that nobody is sending and that is to be sent."""


class DigestKind(models.TextChoices):
    """What a mail gathers: the things that await a person on a day; what their teams learned in a week, or what came new
    there of what they look for again and again."""

    DAILY = "daily", _("what awaits you")
    WEEKLY = "weekly", _("the weekly letter")
    KEPT = "kept", _("what is new in kept searches")


class DigestQuerySet(models.QuerySet["Digest"]):
    def ready(self, *, at: datetime) -> "DigestQuerySet":
        """Digests to be sent now: waiting, failed and due again, or left behind by a worker that died."""
        return self.filter(Q(state__in=UNSENT, try_at__lte=at) | Q(state=State.CLAIMED, claimed_until__lte=at))

    def in_trouble(self, *, since: date) -> "DigestQuerySet":
        """Digests that could not be sent: those that will be tried again, and those whose day went by `since` then."""
        return self.filter(state__in=[State.FAILED, State.CARRIED]).exclude(state=State.CARRIED, day__lt=since)

    def sent(self) -> "DigestQuerySet":
        return self.filter(state=State.SENT)


class Digest(models.Model):
    """One person's mail of one day or week. `key` lets only one exist; `claimed_until` lets only one worker send it.

    `attempts` counts claims, and `left_behind` how many of them ran out because whoever had it died.
    """

    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=DigestKind, default=DigestKind.DAILY, db_default=DigestKind.DAILY)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    left_behind = models.PositiveSmallIntegerField(default=0, db_default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("why it failed"), blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        constraints: ClassVar = [
            # As `unique=True` would be, but without the second index that Django adds to it to look for beginnings.
            models.UniqueConstraint(fields=["key"], name="digest_is_one_of_its_key"),
            models.CheckConstraint(
                name="digest_is_claimed_until_a_moment",
                condition=Q(state="claimed", claimed_until__isnull=False)
                | (~Q(state="claimed") & Q(claimed_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="digest_has_sent_at_exactly_when_sent",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["try_at"], condition=Q(state__in=["queued", "failed", "claimed"]), name="digests_not_yet_sent"
            ),
            models.Index(
                fields=["-day", "-id"], condition=Q(state__in=["failed", "carried"]), name="digests_in_trouble"
            ),
            models.Index(fields=["-day", "-id"], name="digests_newest_first"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_of_one_day(self) -> bool:
        """Whether it is worth nothing on another day; what it tells then goes into that day's."""
        return self.kind == DigestKind.DAILY


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self, *, at: datetime) -> "NoticeQuerySet":
        """Notices whose morning has come and that no digest carries yet."""
        return self.ahead().filter(not_before__lte=at)

    def ahead(self) -> "NoticeQuerySet":
        """Notices that no digest carries yet."""
        return self.filter(state=State.QUEUED, digest__isnull=True)


class Notice(models.Model):
    """That one person is to be told of one thing, once. `key` says which telling it is and is unique."""

    key = models.CharField(max_length=160)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=10, choices=Subject)
    subject_id = models.PositiveBigIntegerField()
    step = models.CharField(max_length=24)
    not_before = models.DateTimeField()
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    reason = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["not_before", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["key"], name="notice_is_one_of_its_key")]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"], condition=Q(state="queued", digest__isnull=True), name="notices_not_yet_told"
            ),
            models.Index(fields=["subject", "subject_id"], name="notices_by_subject"),
        ]

    def __str__(self) -> str:
        return self.key
