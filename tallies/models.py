"""Counts of letters and of what follows from them, by team and week, kept by the database itself.

A page that sums these rows reads as many as there are weeks and stages, however many letters there are.
"""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from people.models import Team

DAY_ZERO = date(1970, 1, 1)
ALWAYS = date(1970, 1, 5)
"""The Monday of what is counted as it stands now, whenever it came."""

MOST_DAYS = 99
"""What took longer is counted among those."""

LOOK_WITHIN_DAYS = 7
"""A lesson that is looked at so many days after the day set for it was looked at in time."""


class Counted(models.TextChoices):
    """What a row counts, by week of the letter unless said otherwise; `cell`, `part` and `of_which` say more of it."""

    LETTERS = "letters"
    DEBRIEFED = "debriefed"
    """`cell`: the way. `part`: how many days it took. `of_which`: done by the day it was due."""
    UNDEBRIEFED = "undebriefed"
    """`cell`: 1 while only objections are waited for. `part`: the day it is due."""
    SAID = "said"
    """Passages. `cell`: the stage, or 0. `of_which`: good ones."""
    SAID_WHY = "why"
    """The same told apart by factor. `part`: the factor, or 0. There are more of these than of all else, so their name comes
    last in an index: what walks over all the others ends before them."""
    THEME = "theme"
    """`cell`: the theme."""
    STEP_DONE = "step-done"
    """`cell`: which step. `part`: how many days it took. `of_which`: done by the day it was due."""
    STEP_OPEN = "step-open"
    """`cell`: which step. `part`: the day it is due."""
    HEARD = "heard"
    """Voices that handed in, of debriefs on the long way whose notes were shown. `cell`: 0; `part`: 0."""
    DEBRIEFS_HEARD = "debriefs-heard"
    """Those debriefs."""
    INVITED = "invited"
    """Voices of those debriefs."""
    PROMISE = "promise"
    """Those that were kept or broken, by week of the day they were promised for. `cell`: which of both.
    `of_which`: kept by that day."""
    PROMISE_OPEN = "promise-open"
    """The others, by the same week. `part`: that day."""
    LESSON = "lesson"
    """As they stand now, without those that were dropped. `cell`: where."""
    CHECK = "check"
    """The same by week of the next check. `part`: the day of it."""
    LOOK = "look"
    """By week of the day it was to be looked at. `of_which`: looked at within a week of it."""
    ACTION_OPEN = "action-open"
    """By week of the day it is due. `part`: that day."""


DUE = (Counted.UNDEBRIEFED, Counted.STEP_OPEN)
"""What is open, whose `part` is the day it is due."""
LATE = (Counted.CHECK, Counted.ACTION_OPEN, Counted.PROMISE_OPEN)
"""What is open as well; told is how many are late, however long ago their day was."""
OF_WORK = (Counted.DEBRIEFED, Counted.STEP_DONE, Counted.PROMISE, Counted.LOOK, *DUE, *LATE)
"""What tells how those do who work in a team. Where only one person does (`people.alone`) it is told by nothing."""
STEPS = {"acknowledge": 1, "answer": 2, "follow_up": 3, "thank": 4}
"""Those that customers wait for: acknowledged, answered, settled, thanked. The others are not counted."""
WAYS = {"short": 0, "long": 1}
STATUSES = {"proposed": 0, "trying": 1, "norm": 2, "relapsed": 3}
KEPT, BROKEN = 0, 1
"""What became of a promise."""


class Tally(models.Model):
    """So many of one thing in one week of one team. Rows of the same key are added up.

    Whoever writes a letter adds rows of plus or minus some, and touches none that is there: writers never wait for each
    other. The minute bell folds them into one row for each key, `is_folded`.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    counted = models.CharField(max_length=16, choices=Counted)
    monday_on = models.DateField()
    kind = models.CharField(max_length=10)
    cell = models.IntegerField(default=0)
    part = models.IntegerField(default=0)
    number = models.IntegerField()
    of_which = models.IntegerField()
    is_folded = models.BooleanField(db_default=False)

    class Meta:
        verbose_name_plural = "tallies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "counted", "monday_on", "kind", "cell", "part"],
                condition=Q(is_folded=True),
                name="one_folded_tally_of_a_key",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["counted", "team", "monday_on"],
                include=["kind", "cell", "part", "number", "of_which"],
                name="tallies_read",
            ),
            models.Index(fields=["id"], condition=Q(is_folded=False), name="tallies_to_fold"),
            models.Index(fields=["id"], condition=Q(is_folded=True, number=0, of_which=0), name="tallies_of_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.counted} {self.monday_on}: {self.number}"


class Stretch(models.Model):
    """Some weeks that pages look back over just now, from one Monday to another. Their sums are kept as totals."""

    first_on = models.DateField()
    last_on = models.DateField()
    """The Monday of the last week."""
    is_whole = models.BooleanField()
    """Everything that totals hold is summed; else only what pages tell of the weeks before."""
    holds = models.CharField(max_length=8, db_default="")
    """What totals held in the release that summed them."""

    class Meta:
        verbose_name_plural = "stretches"
        constraints: ClassVar = [models.UniqueConstraint(fields=["first_on", "last_on"], name="one_stretch_of_weeks")]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"


class Total(models.Model):
    """So many of one thing in one stretch of one team: the sum of all folded tallies of its weeks.

    Of what may be late the weeks before a whole stretch belong to it too. Of what is open the `part`, the day it is due, is
    0 if that was before the last week: whoever looks back over the stretch does so in that week, and for them it is past,
    whichever day it was.
    """

    stretch = models.ForeignKey(Stretch, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    counted = models.CharField(max_length=16, choices=Counted)
    kind = models.CharField(max_length=10)
    cell = models.IntegerField()
    part = models.IntegerField()
    number = models.IntegerField()
    of_which = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stretch", "team", "counted", "kind", "cell", "part"], name="one_total_of_a_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counted} of {self.stretch_id}: {self.number}"


class Recount(models.Model):
    """A team whose days fell elsewhere when its time zone changed; the minute bell counts it anew."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"recount of team {self.team_id}"


def number_of(day: date) -> int:
    """A day as `part` holds it."""
    return (day - DAY_ZERO).days


def day_of(number: int) -> date:
    return DAY_ZERO + timedelta(days=number)
