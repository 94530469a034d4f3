"""What we do with this customer: steps of putting it right or saying thank you, and promises made."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.models.incidents import Incident
from people.models import Team

if TYPE_CHECKING:
    from people.models import User


class Step(models.TextChoices):
    """Steps of the recovery ladder (docs/domain.md): the first four for complaints, the last three for praise."""

    ACKNOWLEDGE = "acknowledge", _("Thank and apologise")
    CALL = "call", _("Call and listen")
    ANSWER = "answer", _("First full answer")
    FOLLOW_UP = "follow_up", _("Ask whether it was put right")
    THANK = "thank", _("Thank the customer")
    INTERVIEW = "interview", _("Call and ask what stood out")
    RECOGNISE = "recognise", _("Recognise the people before their peers")


class OpenQuerySet(models.QuerySet):
    def still_open(self) -> "OpenQuerySet":
        """Those still awaited: they carry the moment of their next reminder."""
        return self.filter(remind_at__isnull=False)

    def late(self, *, on: date) -> "OpenQuerySet":
        """Those still awaited although the day they were due is over."""
        return self.still_open().filter(due_on__lt=on)

    def visible_to(self, person: "User") -> "OpenQuerySet":
        return self.filter(team_id__in=person.team_ids)


class RecoveryStep(models.Model):
    """One step with this customer, due on a working day of the team.

    `team` is the letter's, which never changes: kept here too, so that a team's next steps are found without its letters.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="recovery_steps", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=12, choices=Step)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("what the customer said"), blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "step"], name="one_recovery_step_of_a_kind"),
            models.CheckConstraint(
                name="recovery_step_reminds_exactly_while_open",
                condition=Q(done_at__isnull=True, remind_at__isnull=False)
                | Q(done_at__isnull=False, remind_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="recovery_steps_to_remind"),
            models.Index(
                fields=["team", "due_on", "id"],
                condition=Q(remind_at__isnull=False),
                name="recovery_steps_open_by_team",
            ),
            # Over many teams the soonest are walked to instead.
            models.Index(
                fields=["due_on", "id"], condition=Q(remind_at__isnull=False), name="recovery_steps_open_by_day"
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


class Promise(models.Model):
    """What we told a customer we would do, by whom, and by when. Kept, broken, or open.

    `team` is the letter's, as with a recovery step.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="promises")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(_("what we promised"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="promises", verbose_name=_("who keeps it")
    )
    made_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("by when"))
    kept_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="promise_is_not_both_kept_and_broken",
                condition=Q(kept_at__isnull=True) | Q(broken_at__isnull=True),
            ),
            models.CheckConstraint(
                name="promise_reminds_exactly_while_open",
                condition=Q(kept_at__isnull=True, broken_at__isnull=True, remind_at__isnull=False)
                | ((Q(kept_at__isnull=False) | Q(broken_at__isnull=False)) & Q(remind_at__isnull=True)),
            ),
            models.UniqueConstraint(fields=["incident", "what", "due_on"], name="one_promise_is_made_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="promises_to_remind"),
            models.Index(fields=["owner"], condition=Q(remind_at__isnull=False), name="promises_open_by_owner"),
            models.Index(
                fields=["team", "due_on", "id"], condition=Q(remind_at__isnull=False), name="promises_open_by_team"
            ),
            models.Index(fields=["due_on"], condition=Q(remind_at__isnull=False), name="promises_open_by_day"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.remind_at is not None
