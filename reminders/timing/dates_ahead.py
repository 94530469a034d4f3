"""The dates that a cadence would bring for a thing that begins today: what a team sees before it saves its choice.

They are found as planning finds them, rung after rung, so the page promises nothing that the bell does not keep.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from foundation.working_days import WorkingDays
from people.models import Team
from rankless.opening import pace_of
from reminders.models import Subject
from reminders.timing import cadence
from reminders.timing.cadence import Rung, Step
from reminders.timing.own_cadence import CHOICES, Choice, Rungs

WEEKS_SHOWN = 2

WORKING_DAYS_UNTIL_DUE: dict[Subject, int] = {
    Subject.PROMISE: 5,
    Subject.ACTION: 10,
    Subject.STEP: 2,
    Subject.ORIGINAL: 1,
    Subject.LESSON: 20,
}
"""By when such a thing is often due. A debrief is due when its team's pace says."""

SUPPOSED: dict[Subject, LazyText] = {
    Subject.DEBRIEF: _("A debrief opened today, due %(day)s, would be reminded on:"),
    Subject.PROMISE: _("A promise made today, due %(day)s, would be reminded on:"),
    Subject.ACTION: _("An action agreed today, due %(day)s, would be reminded on:"),
    Subject.STEP: _("A call to a customer that is due %(day)s would be reminded on:"),
    Subject.ORIGINAL: _("A letter saved today, to be sorted by %(day)s, would be reminded on:"),
    Subject.LESSON: _("A lesson drawn today, to be checked on %(day)s, would be reminded on:"),
}


@dataclass(frozen=True)
class Told:
    """One reminder of the preview: the day, which of the team's choices it is (none if weekly), and who is told."""

    day: date
    choice: Choice | None
    told: LazyText


@dataclass(frozen=True)
class Ahead:
    """What a thing that begins today would bring, until it is late by some weeks, and what it has no room for."""

    due_on: date
    told: list[Told]
    left_out: list[Choice]


def dates_ahead(team: Team, subject: Subject, *, rungs: Rungs, on: date) -> Ahead:
    """Say when a thing of this kind would be reminded if it began `on` this day and nobody did anything."""
    days = team.working_days
    due_on = days.add(on, _until_due(team, subject))
    choices = {choice.step: choice for choice in CHOICES[subject]}
    climbed = list(_climbed(on, due_on, rungs, days))
    told = [Told(max(rung.day, on), choices.get(rung.step), _told(subject, rung)) for rung in climbed]
    reached = {rung.step for rung in climbed}
    return Ahead(due_on, told, [choices[step] for step, _days in rungs if step not in reached])


def _until_due(team: Team, subject: Subject) -> int:
    return pace_of(team).due_after_days if subject == Subject.DEBRIEF else WORKING_DAYS_UNTIL_DUE[subject]


def _climbed(on: date, due_on: date, rungs: Rungs, days: WorkingDays) -> Iterator[Rung]:
    ladder, day, weeks = cadence.ladder_of(rungs), on, 0
    while weeks < WEEKS_SHOWN:
        rung = cadence.step_on(on, due_on, day, ladder=ladder, days=days)
        if rung:
            yield rung
            weeks += rung.step == Step.WEEKLY
        day = cadence.next_step_day(on, due_on, day, ladder=ladder, days=days)


def _told(subject: Subject, rung: Rung) -> LazyText:
    """Weekly ones go to whom the last rung goes."""
    by_step = {choice.step: choice.told for choice in CHOICES[subject]}
    return by_step.get(rung.step, CHOICES[subject][-1].told)
