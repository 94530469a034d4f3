"""Actions: pieces of work that make a lesson real, each with one owner who takes it on, declines it, or hands it on."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lessons.models.lessons import Lesson
from people.models import Team

if TYPE_CHECKING:
    from people.models import User


class Strength(models.TextChoices):
    """What kind of change an action is, from what holds best to what holds least."""

    SYSTEM = "system", _("Change how the work is set up")
    RULE = "rule", _("A rule")
    TRAINING = "training", _("Training")
    CARE = "care", _("Being more careful")


class Answer(models.TextChoices):
    """What its owner said to being asked; `LET_GO` is said by those who lead, of what will not be done after all."""

    ASKED = "asked", _("To be answered")
    ACCEPTED = "accepted", _("Taken on")
    DECLINED = "declined", _("Declined")
    LET_GO = "let_go", _("Not done after all")


OPEN_ANSWERS = (Answer.ASKED, Answer.ACCEPTED, Answer.DECLINED)
"""With these, an action that is not done is still to be done, by somebody."""


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, person: "User") -> "ActionQuerySet":
        return self.filter(team_id__in=person.team_ids)

    def unfinished(self) -> "ActionQuerySet":
        """Still to be done: neither done nor let go."""
        return self.filter(done_at__isnull=True).exclude(answer=Answer.LET_GO)

    def late(self, *, on: date) -> "ActionQuerySet":
        return self.unfinished().filter(due_on__lt=on)

    def to_answer(self) -> "ActionQuerySet":
        """Nobody has said yet whether they take it on."""
        return self.unfinished().filter(answer=Answer.ASKED)

    def awake(self, *, on: date) -> "ActionQuerySet":
        """Those that do not rest any more that day."""
        return self.filter(Q(rests_until__isnull=True) | Q(rests_until__lte=on))

    def declined(self) -> "ActionQuerySet":
        """Its owner said no, and nobody else was asked since."""
        return self.unfinished().filter(answer=Answer.DECLINED)


class Action(models.Model):
    """One piece of work that makes a lesson real, with one owner and a due day.

    Whoever is named in a debrief is asked first; `answer` is what they said, and `asked_on` the day on which they were
    asked (empty for actions older than the question). While it rests that day lies ahead and is `rests_until`, which is
    empty once anybody answered. The next reminder is set until it is done, or let go. `team` is the lesson's, and its sign
    stands among the words by which PostgreSQL finds it.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="actions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(_("what is to be done"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by when"))
    strength = models.CharField(_("what kind of change"), max_length=8, choices=Strength, blank=True, db_default="")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.ASKED, db_default=Answer.ASKED)
    asked_on = models.DateField(null=True, blank=True)
    rests_until = models.DateField(null=True, blank=True)
    declined_because = models.TextField(blank=True, db_default="")
    done_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "what"], name="a_lesson_asks_an_action_once"),
            models.CheckConstraint(
                name="action_reminds_exactly_while_it_is_to_be_done",
                condition=(Q(done_at__isnull=True, remind_at__isnull=False) & ~Q(answer="let_go"))
                | (Q(remind_at__isnull=True) & (Q(done_at__isnull=False) | Q(answer="let_go"))),
            ),
            models.CheckConstraint(
                name="action_is_declined_only_with_a_reason",
                condition=~Q(answer="declined") | ~Q(declined_because=""),
            ),
            models.CheckConstraint(
                name="action_is_done_or_let_go",
                condition=Q(done_at__isnull=True) | ~Q(answer="let_go"),
            ),
            models.CheckConstraint(
                name="action_rests_before_it_is_answered_and_due",
                condition=Q(rests_until__isnull=True) | Q(answer="asked", rests_until__lt=F("due_on")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="actions_to_remind"),
            models.Index(fields=["owner", "due_on"], condition=Q(done_at__isnull=True), name="actions_open_by_owner"),
            # What is late in a team: the longest overdue are walked to.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(done_at__isnull=True) & ~Q(answer="let_go"),
                name="actions_open_by_day",
            ),
            # What leads find on their desks: few, among all that was ever agreed.
            models.Index(fields=["lesson"], condition=Q(answer="declined"), name="actions_declined"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None and self.answer != Answer.LET_GO

    def is_resting(self, *, on: date) -> bool:
        """Whether its owner is not asked yet that day."""
        return self.rests_until is not None and self.rests_until > on
