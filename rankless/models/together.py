"""What belongs to debriefs around their words: a team's pace, the meeting in a room, and what is asked afterwards."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from people.models import Team
from rankless.models.debriefs import Debrief

LONGEST_REST_DAYS = 5
USUAL_ACTIONS = 3
MOST_ACTIONS = 10


class Pace(models.Model):
    """How long a team takes, in working days: until a debrief is due, for writing alone, and for objecting.

    A team without a row keeps the pace of these defaults (docs/domain.md). With `objection_days` 0 nobody is waited for.
    Actions drawn with a lesson rest for `rest_days` before their owners are asked; with 0 they are asked at once.
    A debrief gives at most `most_actions`. `talk_to` tells everybody after a debrief whom they can talk to when something
    stays on their mind.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="pace")
    due_after_days = models.PositiveSmallIntegerField(default=5)
    writing_days = models.PositiveSmallIntegerField(default=3)
    objection_days = models.PositiveSmallIntegerField(default=2)
    rest_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    most_actions = models.PositiveSmallIntegerField(default=USUAL_ACTIONS, db_default=USUAL_ACTIONS)
    talk_to = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="actions_rest_at_most_five_days", condition=Q(rest_days__lte=LONGEST_REST_DAYS)
            ),
            models.CheckConstraint(
                name="debriefs_give_one_to_ten_actions",
                condition=Q(most_actions__gte=1, most_actions__lte=MOST_ACTIONS),
            ),
            models.CheckConstraint(
                name="pace_leaves_time_to_write",
                condition=Q(due_after_days__gte=1, writing_days__gte=1, writing_days__lte=models.F("due_after_days")),
            ),
        ]

    def __str__(self) -> str:
        return f"pace of team {self.team_id}"


class Meeting(models.Model):
    """The debrief on a shared screen: in which order voices speak, whose turn it is, and when the time is over.

    `order` holds the keys of voices in a random order, in which every voice comes once; then another is drawn. `turn` is
    the place in it of whoever speaks now, from 0.
    """

    debrief = models.OneToOneField(Debrief, on_delete=models.CASCADE, primary_key=True, related_name="meeting")
    order = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"meeting of debrief {self.debrief_id}"


class Afterwards(models.Model):
    """What follows a completed debrief: all who were invited read the same words and may answer two questions.

    `remind_at` is present exactly while answers are taken; then they are counted for the team and the row is done.
    `people_bits` has a bit for everybody who was invited, which others share: of most debriefs it tells without a look at
    their voices that somebody is not among them.
    """

    debrief = models.OneToOneField(Debrief, on_delete=models.CASCADE, primary_key=True, related_name="afterwards")
    begun_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    people_bits = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="afterwards_reminds_exactly_until_closed",
                condition=Q(closed_at__isnull=True, remind_at__isnull=False)
                | Q(closed_at__isnull=False, remind_at__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="afterwards_to_remind"),
            # In full order: for one person the soonest are walked to, and a day of a large company has hundreds, most of
            # which are passed by for their bits.
            models.Index(
                fields=["due_on", "debrief"],
                include=["people_bits"],
                condition=Q(closed_at__isnull=True),
                name="afterwards_open_with_bits",
            ),
        ]

    def __str__(self) -> str:
        return f"afterwards of debrief {self.debrief_id}"

    def get_absolute_url(self) -> str:
        return reverse("overview:afterwards", args=[self.debrief.incident_id])


class TeamPulse(models.Model):
    """How many of a team could say what mattered and would come again, over all its debriefs.

    Answers wait in the `pending_` columns until five or more can be added to what is shown: neither the figures nor the
    difference between two looks at them ever tell of fewer than five people.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="pulse")
    answers = models.PositiveIntegerField(default=0)
    could_say = models.PositiveIntegerField(default=0)
    come_again = models.PositiveIntegerField(default=0)
    pending_answers = models.PositiveIntegerField(default=0)
    pending_could_say = models.PositiveIntegerField(default=0)
    pending_come_again = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"pulse of team {self.team_id}"


class QuarterHour(models.Model):
    """The quarter of an hour in which debriefs were tended to last: of all its bells, the first alone does so."""

    begins_at = models.DateTimeField(unique=True)

    def __str__(self) -> str:
        return f"quarter of an hour from {self.begins_at:%H:%M}"
