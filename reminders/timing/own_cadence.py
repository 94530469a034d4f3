"""A team's own cadence: which rungs it may choose for each kind of thing, how its choice is kept, and how it is read.

A team chooses among the steps that make sense for a kind and says how many working days some of them lie before or after
the day on which it is due. That a debrief is announced and that in the end a lead sees it is nobody's to choose; nor is
the weekly reminder after the last rung, which is never written down and so cannot be left out.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from people.models import Team
from reminders.models import Cadence, Subject
from reminders.timing.cadence import COUNTED_IN_DAYS, Ladder, Step, ladder_of

MOST_DAYS = 60
FROM_THE_FIRST = 0

Rungs = list[tuple[Step, int]]


class NotALadder(Exception):
    """These rungs do not go up, leave out one that stays, or hold one that this kind does not have."""


@dataclass(frozen=True)
class Choice:
    """One rung a team may choose: what it is and counts from, who is told, and its days where a team has not said.

    One that is not `usual` is on offer only; one that `stays` is part of whatever a team chooses.
    """

    step: Step
    name: LazyText
    counts_from: LazyText
    told: LazyText
    days: int = 0
    usual: bool = True
    stays: bool = False

    @property
    def counts_days(self) -> bool:
        return self.step in COUNTED_IN_DAYS


ALL_INVITED = _("everybody invited")
WITH_LEADS = _("everybody invited, and whoever leads")
HOST = _("whoever hosts")
KEEPER = _("whoever promised it")
KEEPER_WITH_LEADS = _("whoever promised it, and whoever leads")
OWNER = _("whoever does it")
ASKED_FOR_IT = _("whoever is asked, until they answered; whoever leads, if they declined")
MANAGERS = _("whoever manages the team’s letters")
LEADS = _("whoever leads")

INVITATION = (_("Invitation"), _("as it opens"))
TO_BE_ANSWERED = (_("To be answered"), _("as somebody is asked for it"))
HALF_WAY = (_("Half-way"), _("between the first day and the last"))
BEFORE = (_("Before it is due"), _("working days before it is due"))
ON_THE_DAY = (_("On the day"), _("on the day it is due"))
AFTER = (_("It is late"), _("working days after it was due"))
ASKED = (_("What is in the way?"), _("working days after it was due"))
STUCK = (_("It is stuck"), _("working days after it was due"))


def _around_the_day(
    told: LazyText, *, half_way: bool, before: bool, after: bool, late: LazyText | None = None
) -> tuple[Choice, ...]:
    """What is told to one person or role, around the day on which something is due; to others, once it is `late`."""
    return (
        Choice(Step.HALF_WAY, *HALF_WAY, told, usual=half_way),
        Choice(Step.DAY_BEFORE, *BEFORE, told, days=1, usual=before),
        Choice(Step.ON_THE_DAY, *ON_THE_DAY, told),
        Choice(Step.DAY_AFTER, *AFTER, late or told, days=1, usual=after),
    )


CHOICES: dict[Subject, tuple[Choice, ...]] = {
    Subject.DEBRIEF: (
        Choice(Step.INVITATION, *INVITATION, ALL_INVITED, stays=True),
        Choice(Step.HALF_WAY, *HALF_WAY, ALL_INVITED),
        Choice(Step.DAY_BEFORE, *BEFORE, ALL_INVITED, days=1),
        Choice(Step.ON_THE_DAY, *ON_THE_DAY, ALL_INVITED, usual=False),
        Choice(Step.DAY_AFTER, *AFTER, ALL_INVITED, days=1),
        Choice(Step.THREE_AFTER, *ASKED, HOST, days=3),
        Choice(Step.FIVE_AFTER, *STUCK, WITH_LEADS, days=5, stays=True),
    ),
    Subject.PROMISE: _around_the_day(KEEPER, half_way=True, before=True, after=True, late=KEEPER_WITH_LEADS),
    Subject.ACTION: (
        Choice(Step.INVITATION, *TO_BE_ANSWERED, ASKED_FOR_IT, stays=True),
        *_around_the_day(OWNER, half_way=False, before=True, after=True),
    ),
    Subject.STEP: _around_the_day(MANAGERS, half_way=False, before=False, after=True),
    Subject.ORIGINAL: (
        Choice(Step.ON_THE_DAY, _("To be sorted"), _("on the next working day"), MANAGERS),
        Choice(Step.THREE_AFTER, _("Still not sorted"), _("working days after that"), MANAGERS, days=3),
    ),
    Subject.LESSON: (
        Choice(Step.DAY_BEFORE, _("Coming up"), _("working days before the check"), LEADS, days=5, usual=False),
        Choice(Step.ON_THE_DAY, _("The check"), _("on its day"), LEADS),
        Choice(Step.DAY_AFTER, *AFTER, LEADS, days=3, usual=False),
    ),
}
"""What can be chosen, kind by kind. What a debrief agreed on is read once, so there is nothing to choose."""


def usual_rungs(subject: Subject) -> Rungs:
    """The rungs of a team that has not chosen (docs/domain.md, “Reminders”)."""
    return [(choice.step, choice.days) for choice in CHOICES[subject] if choice.usual]


def rungs_by_subject(team: Team) -> dict[Subject, Rungs]:
    """The rungs this team is reminded by, of every kind: one query."""
    own = dict(Cadence.objects.filter(team=team).values_list("subject", "rungs"))
    return {subject: readable(own.get(subject), subject) or usual_rungs(subject) for subject in CHOICES}


def own_ladders(subject: Subject, team_ids: Collection[int]) -> dict[int, Ladder]:
    """The ladders of those of these teams that chose their own: one query, whatever their number."""
    if subject not in CHOICES:
        return {}
    own = Cadence.objects.filter(subject=subject, team_id__in=set(team_ids)).values_list("team_id", "rungs")
    return {team_id: ladder_of(chosen) for team_id, rungs in own if (chosen := readable(rungs, subject))}


def readable(rungs: Any, subject: Subject) -> Rungs:
    """Those of the kept rungs that can be climbed, in order; a row that was spoilt by hand stops no reminder."""
    steps = {choice.step for choice in CHOICES[subject]}
    found: dict[Step, int] = {}
    for rung in rungs if isinstance(rungs, list) else []:
        match rung:
            case [str() as step, int() as days] if step in steps and 0 <= days <= MOST_DAYS:
                found.setdefault(Step(step), int(days))
    if found:
        # A choice may be older than a step that no team can leave out.
        found = {choice.step: choice.days for choice in CHOICES[subject] if choice.stays} | found
    return [(step, found[step]) for step in Step if step in found]


@transaction.atomic
def set_cadence(team: Team, subject: Subject, *, rungs: Sequence[tuple[Step, int]]) -> Cadence:
    """Let this team be reminded by these rungs from now on. Raises NotALadder.

    Notices that are planned already stay. Things whose next moment lies later than their new next rung are moved at the
    next bells (reminders.timing.moving).
    """
    if mistakes(subject, rungs):
        raise NotALadder(subject, rungs)
    kept = [] if list(rungs) == usual_rungs(subject) else [[step.value, days] for step, days in rungs]
    cadence, _is_new = Cadence.objects.update_or_create(
        team=team, subject=subject, defaults={"rungs": kept, "looked_up_to": FROM_THE_FIRST}
    )
    return cadence


def back_to_usual(team: Team, subject: Subject) -> None:
    """Let this team be reminded as every team is that has not chosen."""
    set_cadence(team, subject, rungs=usual_rungs(subject))


def follow_calendar(*, team: Team, **_: Any) -> None:
    """Receiver of `calendar_changed`: the rungs of this team lie on other days now, of whatever cadence."""
    Cadence.objects.bulk_create(
        [Cadence(team=team, subject=subject, looked_up_to=FROM_THE_FIRST) for subject in CHOICES],
        update_conflicts=True,
        unique_fields=["team", "subject"],
        update_fields=["looked_up_to"],
    )


def mistakes(subject: Subject, rungs: Iterable[tuple[Step, int]]) -> dict[Step | None, LazyText]:
    """What is wrong with these rungs, by the rung; under None what is wrong with all of them."""
    chosen = dict(rungs)
    wrong: dict[Step | None, LazyText] = {}
    latest = 0
    for choice in CHOICES[subject]:
        days = chosen.pop(choice.step, None)
        if days is None:
            if choice.stays:
                wrong[choice.step] = _("This one stays, so that nobody is left alone with it.")
        elif not choice.counts_days:
            continue
        elif not 1 <= days <= MOST_DAYS:
            wrong[choice.step] = _("A whole number of working days, from 1 to 60.")
        elif choice.step is not Step.DAY_BEFORE:
            if days <= latest:
                wrong[choice.step] = _("This has to come later than the one before it.")
            latest = max(latest, days)
    if chosen:
        wrong[None] = _("There is a reminder here that does not exist for things of this kind.")
    elif not dict(rungs):
        wrong[None] = _("Choose at least one. After it comes one every week.")
    return wrong
