"""How long a team takes for its debriefs, and how much is to come of them: for what opens, or is drawn, from then on."""

from dataclasses import dataclass

from django.db import transaction

from people.models import Team
from rankless.errors import DebriefError
from rankless.models import USUAL_ACTIONS, Pace


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
def set_pace(team: Team, *, days: Days, talk_to: str, most_actions: int = USUAL_ACTIONS) -> Pace:
    """Set how long `team` takes, whom its people can talk to, and how many actions a debrief gives at most.

    Raises NoTimeToWrite.
    """
    if not 1 <= days.writing <= days.due_after:
        raise NoTimeToWrite(team)
    pace, _ = Pace.objects.update_or_create(
        team=team,
        defaults={
            "due_after_days": days.due_after,
            "writing_days": days.writing,
            "objection_days": days.objection,
            "rest_days": days.rest,
            "most_actions": most_actions,
            "talk_to": talk_to.strip(),
        },
    )
    return pace
