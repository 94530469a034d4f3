"""Outlets and errands, as far as channels and webhooks are alike."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.sealing import CannotOpen, fingerprint, seal, unseal
from people.models import Team

ADDRESS = "reminders.outlets.address"
"""The purpose for which addresses are sealed."""


class Event(models.TextChoices):
    """What is told: the values stand in keys and in what webhooks are sent (docs/webhooks.md)."""

    LETTER_LOGGED = "letter.logged", _("A letter was logged")
    DEBRIEF_COMPLETED = "debrief.completed", _("A debrief was completed")
    LESSON_ADOPTED = "lesson.adopted", _("A lesson became how we do it")
    LESSON_RELAPSED = "lesson.relapsed", _("What a lesson should prevent came back")
    PROMISE_LATE = "promise.late", _("A promise to a customer is late")
    DEBRIEF_DUE = "debrief.due", _("A debrief is due on the next working day")
    DEBRIEFS_LATE = "debriefs.late", _("Debriefs are late")
    TEST = "test", _("Test")


OF_A_DAY = {Event.LESSON_ADOPTED, Event.LESSON_RELAPSED, Event.PROMISE_LATE, Event.DEBRIEF_DUE, Event.DEBRIEFS_LATE}
"""What bears a day alone: its moment is the beginning of that day where the team is."""


class ErrandState(models.TextChoices):
    """Where an errand stands. Given up means nobody tries any more; void, that it was no longer true in its turn."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed, will be tried again")
    GIVEN_UP = "given-up", _("failed")
    VOID = "void", _("no longer needed")


TO_BE_SENT = [ErrandState.WAITING, ErrandState.FAILED]


class OutletQuerySet(models.QuerySet[Any]):
    def listening(self) -> "OutletQuerySet":
        """Those for which new errands are written."""
        return self.filter(is_on=True)

    def idle(self, *, at: datetime) -> "OutletQuerySet":
        """Those in nobody's hands."""
        return self.listening().filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=at))

    def rested(self, *, at: datetime) -> "OutletQuerySet":
        """Those that did not fail just now."""
        return self.filter(Q(try_at__isnull=True) | Q(try_at__lte=at))


class Outlet(models.Model):
    """Somewhere a team's news goes. Its address holds a secret: it is kept sealed, and shown only in part.

    Tables were read for it up to `looked_at`, and what happened before `switched_on_at` is never told. While something is
    being sent it is claimed until a moment; after a failure it rests until `try_at`. `trouble` is why the last attempt
    failed, `off_because` why it was switched off by itself.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    sealed_address = models.TextField()
    fingerprint = models.CharField(max_length=64)
    is_on = models.BooleanField(default=True)
    switched_on_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    try_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since_at = models.DateTimeField(null=True, blank=True)
    times_not_found = models.PositiveSmallIntegerField(default=0)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)
    off_because = models.TextField(blank=True)

    objects = OutletQuerySet.as_manager()

    if TYPE_CHECKING:
        errands: Any

    class Meta:
        abstract = True
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "fingerprint"], name="one_%(class)s_per_team_and_address"),
            models.CheckConstraint(
                name="%(class)s_says_why_only_while_off", condition=Q(is_on=False) | Q(off_because="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Raises CannotOpen."""
        return unseal(self.sealed_address, purpose=ADDRESS)

    @address.setter
    def address(self, address: str) -> None:
        self.sealed_address = seal(address, purpose=ADDRESS)
        self.fingerprint = fingerprint(address, purpose=ADDRESS)

    @property
    def shown_address(self) -> str:
        """As much of it as tells which one it is: the host, unless that is a part of the secret itself."""
        try:
            host = urlsplit(self.address).netloc.rpartition("@")[2]
        except CannotOpen:
            return "?"
        return f"{host}/…" if "." in host else "…"


class ErrandQuerySet(models.QuerySet[Any]):
    def to_be_sent(self, *, at: datetime) -> "ErrandQuerySet":
        return self.filter(state__in=TO_BE_SENT, try_at__lte=at).order_by("try_at", "pk")

    def newest_first(self) -> "ErrandQuerySet":
        return self.order_by("-happened_at", "-pk")


class Errand(models.Model):
    """One thing to be told at one outlet, once: `key` says which thing and where, and is unique.

    It could first have been sent at `wanted_at`; the next attempt is due at `try_at`.
    """

    key = models.CharField(max_length=160, unique=True)
    event = models.CharField(max_length=20, choices=Event)
    subject_id = models.PositiveBigIntegerField()
    happened_at = models.DateTimeField()
    wanted_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ErrandState, default=ErrandState.WAITING)
    try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = ErrandQuerySet.as_manager()

    if TYPE_CHECKING:
        outlet: Any
        outlet_id: int

    class Meta:
        abstract = True
        ordering: ClassVar = ["happened_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_has_sent_at_exactly_when_sent",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["outlet", "try_at"],
                condition=Q(state__in=["waiting", "failed"]),
                name="%(class)ss_to_be_sent",
            ),
            models.Index(fields=["outlet", "-happened_at", "-id"], name="%(class)ss_newest_first"),
            models.Index(fields=["happened_at"], name="%(class)ss_by_moment"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def happened_on(self) -> date | None:
        """The day in the team's zone, of what bears a day alone."""
        return self.outlet.team.day_of(self.happened_at) if self.event in OF_A_DAY else None
