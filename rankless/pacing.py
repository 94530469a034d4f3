"""How long a team takes for its debriefs. A new pace holds for what opens, or is drawn, from then on."""

from dataclasses import dataclass

from django.db import transaction

from people.models import Team
from rankless.errors import DebriefError
from rankless.models import Pace


class NoTimeToWrite(DebriefError):
    """Writing alone would end after the debrief is due."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """Working days: until a debrief is due, of it for writing alone, for objecting, and for new actions to rest."""

    due_after: int
    writing: int
    objection: int
    rest: int = 0


@transaction.atomic
def set_pace(team: Team, *, days: Days, talk_to: str) -> Pace:
    """Set how long `team` takes, and whom its people can talk to. Raises NoTimeToWrite."""
    if not 1 <= days.writing <= days.due_after:
        raise NoTimeToWrite(team)
    pace, _ = Pace.objects.update_or_create(
        team=team,
        defaults={
            "due_after_days": days.due_after,
            "writing_days": days.writing,
            "objection_days": days.objection,
            "rest_days": days.rest,
            "talk_to": talk_to.strip(),
        },
    )
    return pace
