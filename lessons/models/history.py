"""What became of a lesson and its actions, one turn at a time, and who decided it.

How a lesson was drawn is not among it: that happens in a debrief, where nobody is named. Its day stands in the lesson.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lessons.models.actions import Action
from lessons.models.lessons import Lesson
from people.models import Team


class Turn(models.TextChoices):
    """What happened to it."""

    TRIED = "tried", _("Being tried")
    NORM = "norm", _("Checked: this is how we do it")
    RELAPSED = "relapsed", _("It came back")
    MISTAKEN = "mistaken", _("Said by mistake: it came back")
    RIGHTED = "righted", _("Taken back: it had not come back")
    DROPPED = "dropped", _("Dropped")
    CHANGED = "changed", _("Put differently")
    SHARED = "shared", _("Shown to other teams")
    KEPT = "kept", _("No longer shown to other teams")
    PROPOSED = "proposed", _("Proposed to another team")
    TAKEN_UP = "taken_up", _("Taken up by another team")
    LEFT = "left", _("No longer done by another team")
    ELSEWHERE = "elsewhere", _("It came back in another team")
    ADDED = "added", _("Action added")
    ACCEPTED = "accepted", _("Action taken on")
    DECLINED = "declined", _("Action declined")
    HANDED_ON = "handed_on", _("Action handed on")
    MOVED = "moved", _("Action moved")
    DONE = "done", _("Action done")
    LET_GO = "let_go", _("Action not done after all")
    BEGUN = "begun", _("Action begun without rest")


def _nobody_or(who: Any, *, on_delete: Any) -> "models.ForeignKey[Any, Any]":
    """Somebody, if anybody. Nothing is looked up by it, so that no index is kept: turns are read with their lesson."""
    return models.ForeignKey(who, on_delete=on_delete, null=True, blank=True, related_name="+", db_index=False)


class LessonEvent(models.Model):
    """One turn in the life of a lesson. `by` is empty where nobody is to be named; `team` is the other team it is about.

    Where the lesson was looked at, `due_on` is the day on which that was to be done, so that it can be counted whether
    lessons are looked at in time. Of an action, `to_person` is whom it was handed on to and `moved_to_on` the day it was
    moved to. Actions that were drawn with the lesson were no turn: one that was added later is, and names who is asked.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=9, choices=Turn)
    happened_on = models.DateField()
    by = _nobody_or(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL)
    reason = models.TextField(blank=True)
    team = _nobody_or(Team, on_delete=models.PROTECT)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    to_person = _nobody_or(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL)
    moved_to_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_lesson_is_dropped_for_a_reason_in_its_story",
                condition=~Q(what="dropped") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.happened_on}"
