"""Putting it right with the customer, or saying thank you: steps, promises, and the one next thing to do.

Recovery never waits for the debrief. The default times are those of docs/domain.md, in working days of the team.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from foundation.database.rows import Alike
from incidents.models import Happening, Incident, Kind, Promise, RecoveryStep, Step
from incidents.models.timeline import record
from people.models import User

LADDER: dict[Kind, list[tuple[Step, int]]] = {
    Kind.COMPLAINT: [(Step.ACKNOWLEDGE, 1), (Step.CALL, 2), (Step.ANSWER, 5), (Step.FOLLOW_UP, 15)],
    Kind.PRAISE: [(Step.THANK, 1), (Step.INTERVIEW, 3), (Step.RECOGNISE, 5)],
}
"""The steps for each kind of letter and how many working days after logging each is due."""

BY_PHONE = {Step.CALL, Step.INTERVIEW}


class RecoveryError(Exception):
    """A recovery step or promise cannot be changed in this way."""


class AlreadySettled(RecoveryError):
    """The step was done, or the promise kept or broken, before."""


@dataclass(frozen=True)
class NextThing:
    """The one thing to do now for this customer: a step with its day, and the number to dial if it is a call."""

    step: RecoveryStep
    phone: str


def plan_recovery(incident: Incident, *, at: datetime) -> None:
    """Open the steps of the ladder that fits the letter.

    A step that was done before, when the letter was taken for the other kind and back, is not opened again.
    """
    RecoveryStep.objects.bulk_create(recovery_steps(incident, at=at).each(), ignore_conflicts=True)


def recovery_steps(incident: Incident, *, at: datetime) -> Alike[RecoveryStep]:
    """The steps of the ladder that fits the letter, counted from the day of `at` in the team's time zone."""
    team = incident.team
    day = team.day_of(at)
    ladder = LADDER[Kind(incident.kind)]
    return Alike(
        RecoveryStep(incident=incident, team_id=team.pk, remind_at=at),
        step=[step for step, _days in ladder],
        due_on=[team.working_days.add(day, days) for _step, days in ladder],
    )


def next_thing(incident: Incident, steps: list[RecoveryStep]) -> NextThing | None:
    """Choose the next open step; with a number to dial, the call comes first, since it also acknowledges."""
    still_open = [step for step in steps if step.done_at is None]
    if not still_open:
        return None
    phone = incident.customer.phone if incident.customer else ""
    if phone:
        call = next((step for step in still_open if step.step in BY_PHONE), None)
        if call:
            return NextThing(call, phone)
    return NextThing(still_open[0], "")


@transaction.atomic
def finish_step(step: RecoveryStep, *, by: User, at: datetime, note: str = "") -> None:
    """Mark a step as done, with what the customer said.

    Raises AlreadySettled when somebody else did it before.
    """
    changed = RecoveryStep.objects.filter(pk=step.pk, done_at__isnull=True).update(
        done_at=at, note=note, remind_at=None
    )
    if not changed:
        raise AlreadySettled(step)
    detail = f"{step.get_step_display()}: {note}" if note else step.get_step_display()
    record(step.incident, Happening.STEP_DONE, at=at, by=by, detail=detail)


@transaction.atomic
def make_promise(*, incident: Incident, what: str, owner: User, due_on: date, by: User, at: datetime) -> Promise:
    """Write down what the customer was told; the same promise twice is kept once."""
    promise, is_new = Promise.objects.get_or_create(
        incident=incident,
        what=what,
        due_on=due_on,
        defaults={"team_id": incident.team_id, "owner": owner, "made_at": at, "remind_at": at},
    )
    if is_new:
        record(incident, Happening.PROMISED, at=at, by=by, detail=what)
    return promise


@transaction.atomic
def settle_promise(promise: Promise, *, is_kept: bool, by: User, at: datetime) -> None:
    """Say whether a promise was kept.

    Raises AlreadySettled when that was said before.
    """
    field = "kept_at" if is_kept else "broken_at"
    changed = Promise.objects.still_open().filter(pk=promise.pk).update(**{field: at, "remind_at": None})
    if not changed:
        raise AlreadySettled(promise)
    what = Happening.PROMISE_KEPT if is_kept else Happening.PROMISE_BROKEN
    record(promise.incident, what, at=at, by=by, detail=promise.what)
