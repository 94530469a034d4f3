"""“We stand behind this”: from texts all can stand behind, over the time to object, to a completed debrief.

On the short way one press completes it. On the long one anybody may still object for some working days (`objecting`).
"""

from collections.abc import Mapping
from datetime import datetime, time
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from foundation.database.engine import locked
from incidents.keeping_back import keep_back, let_go
from incidents.models import Happening
from incidents.models.timeline import record
from rankless.afterwards import begin
from rankless.envelopes import sealed
from rankless.errors import DebriefError, NotAgreeing
from rankless.following import moved
from rankless.locking import held
from rankless.models import Addition, Debrief, Envelope, Part, Phase, Purpose, Section
from rankless.one_by_one import one_by_one
from rankless.opening import pace_of
from rankless.texts.seen import as_stored

LAST_MINUTE = time(23, 59)
BATCH = 100


class NotAllWritten(DebriefError):
    """Some texts are still empty; `parts` names them."""

    def __init__(self, parts: list[Part]) -> None:
        super().__init__(parts)
        self.parts = parts


class ChangedMeanwhile(DebriefError):
    """Somebody changed a text after the person who stands behind them had read it."""


class NotComplete(DebriefError):
    """What would be added later can still be written into the text."""


@transaction.atomic
def stand_behind(debrief: Debrief, *, seen: Mapping[Part, int], has_lesson: bool, at: datetime) -> None:
    """All stand behind the texts, in the versions that were `seen`; without a time to object the debrief is complete.

    A second press changes nothing. Raises NotAgreeing, NotAllWritten, ChangedMeanwhile.
    """
    debrief.refresh_from_db()
    if debrief.is_complete:
        return
    if debrief.phase != Phase.AGREE:
        raise NotAgreeing(debrief)
    if missing := _missing(debrief, has_lesson=has_lesson):
        raise NotAllWritten(missing)
    versions = {f"{part.value}_version": version for part, version in seen.items()}
    as_seen = Debrief.objects.filter(pk=debrief.pk, phase=Phase.AGREE, **versions)
    if not _stand(debrief, as_seen, at=at):
        raise ChangedMeanwhile(debrief)
    debrief.refresh_from_db()


def time_to_object(debrief: Debrief, *, at: datetime) -> datetime | None:
    """Until when anybody could object if all stood behind the texts now; None where nobody is waited for."""
    if debrief.is_short:
        return None
    team = debrief.incident.team
    days = pace_of(team).objection_days
    if days == 0:
        # What was objected before is read before anything is completed.
        return at if sealed(debrief.pk, Purpose.OBJECTION).exists() else None
    last_day = team.working_days.add(team.day_of(at), days)
    return datetime.combine(last_day, LAST_MINUTE, team.zone)


def complete_standing(*, at: datetime) -> None:
    """Complete the debriefs whose time to object is over and nothing was objected, some at a time.

    Called at the fixed times at which objections are opened, right after that: so that a debrief is not completed tells
    nobody that an objection is still sealed.
    """
    objected = Envelope.objects.filter(purpose=Purpose.OBJECTION).values("debrief_id")
    due = Debrief.objects.filter(objections_until__lte=at).exclude(pk__in=objected).order_by("objections_until", "pk")
    one_by_one(list(due.values_list("pk", flat=True)[:BATCH]), partial(_complete_standing, at=at))


@transaction.atomic
def reopen(debrief: Debrief, *, reason: str, at: datetime) -> None:
    """Open a completed debrief again, for a reason; it is due anew and reminders go on from here.

    Reopening an open one changes nothing.
    """
    team = debrief.incident.team
    today = team.day_of(at)
    changed = Debrief.objects.complete().filter(pk=debrief.pk)
    if changed.update(
        phase=Phase.AGREE,
        completed_at=None,
        opened_at=at,
        due_on=team.working_days.add(today, pace_of(team).due_after_days),
        reopened_because=reason,
        remind_at=at,
        moves=F("moves") + 1,
    ):
        record(debrief.incident, Happening.DEBRIEF_REOPENED, at=at, detail=reason)
    debrief.refresh_from_db()
    if debrief.hides_letter:
        keep_back(debrief.incident)


@transaction.atomic
def add_later(debrief: Debrief, *, section: Section, text: str) -> None:
    """Add something to a section of a completed debrief; the same words twice are added once. Raises NotComplete."""
    now = held(debrief.pk)
    if now is None or not now.is_complete:
        raise NotComplete(debrief)
    added = Addition.objects.filter(debrief=debrief, section=section)
    if as_stored(text) not in added.values_list("text", flat=True):
        Addition.objects.create(debrief=debrief, section=section, text=as_stored(text))
        moved(debrief)


def _missing(debrief: Debrief, *, has_lesson: bool) -> list[Part]:
    needed = [Part(section.value) for section in Section]
    if not debrief.is_short:
        needed += [Part.OTHER_SIDE] if has_lesson else [Part.OTHER_SIDE, Part.NO_CHANGE]
    return [part for part in needed if not debrief.text_of(part)]


def _stand(debrief: Debrief, as_seen: QuerySet[Debrief], *, at: datetime) -> bool:
    """Say whether the texts are still as they were seen."""
    until = time_to_object(debrief, at=at)
    if debrief.is_standing:
        return as_seen.exists()
    if until is None:
        return _complete(debrief, as_seen, at=at)
    return as_seen.update(objections_until=until, moves=F("moves") + 1) == 1


def _complete(debrief: Debrief, if_still: QuerySet[Debrief], *, at: datetime) -> bool:
    """Reminders stop with it, and all who were invited are asked how it was."""
    is_done = if_still.update(
        phase=Phase.COMPLETE,
        completed_at=at,
        remind_at=None,
        objections_until=None,
        objections=[],
        moves=F("moves") + 1,
    )
    if is_done:
        let_go(debrief.incident)
        record(debrief.incident, Happening.DEBRIEF_COMPLETED, at=at)
        begin(debrief, at=at)
    return is_done == 1


@transaction.atomic
def _complete_standing(debrief_id: int, *, at: datetime) -> None:
    standing = Debrief.objects.filter(pk=debrief_id, objections_until__lte=at)
    debrief = locked(standing).first()
    if debrief and not sealed(debrief_id, Purpose.OBJECTION).exists():
        _complete(debrief, standing, at=at)
