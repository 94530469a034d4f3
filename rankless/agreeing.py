"""“We stand behind this”: completing a debrief, and reopening it with a reason everybody can read."""

from datetime import datetime

from django.db import transaction

from foundation.working_days import add_working_days
from incidents.models import Happening
from incidents.models.timeline import record
from rankless.models import Debrief, Phase, Section
from rankless.opening import pace_of
from rankless.writing import DebriefError


class NotAllWritten(DebriefError):
    """Some sections are still empty; `sections` names them."""

    def __init__(self, sections: list[Section]) -> None:
        super().__init__(sections)
        self.sections = sections


class ChangedMeanwhile(DebriefError):
    """Somebody changed a text after the person who wants to complete the debrief had read it."""


@transaction.atomic
def complete(debrief: Debrief, *, seen: dict[Section, int], at: datetime) -> None:
    """Complete the debrief: all three sections are written, and in the versions that were `seen`.

    Reminders stop with it. Completing it twice changes nothing. Raises NotAllWritten, ChangedMeanwhile.
    """
    debrief.refresh_from_db()
    if debrief.is_complete:
        return
    if debrief.unwritten:
        raise NotAllWritten(debrief.unwritten)
    versions = {f"{section.value}_version": version for section, version in seen.items()}
    changed = Debrief.objects.incomplete().filter(pk=debrief.pk, **versions)
    if not changed.update(phase=Phase.COMPLETE, completed_at=at, remind_at=None):
        raise ChangedMeanwhile(debrief)
    record(debrief.incident, Happening.DEBRIEF_COMPLETED, at=at)
    debrief.refresh_from_db()


@transaction.atomic
def reopen(debrief: Debrief, *, reason: str, at: datetime) -> None:
    """Open a completed debrief again, for a reason; it is due anew and reminders go on from here.

    Reopening an open one changes nothing.
    """
    team = debrief.incident.team
    today = at.astimezone(team.zone).date()
    changed = Debrief.objects.complete().filter(pk=debrief.pk)
    if changed.update(
        phase=Phase.AGREE,
        completed_at=None,
        opened_at=at,
        due_on=add_working_days(today, pace_of(team).due_after_days),
        reopened_because=reason,
        remind_at=at,
    ):
        record(debrief.incident, Happening.DEBRIEF_REOPENED, at=at, detail=reason)
    debrief.refresh_from_db()
