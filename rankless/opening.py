"""Opening a debrief: with its incident, in the same transaction, due five working days later."""

from datetime import datetime
from typing import Any

from foundation.working_days import add_working_days
from incidents.models import Incident
from people.models import User
from rankless.models import Debrief, Voice

DUE_AFTER_WORKING_DAYS = 5


def open_debrief(*, incident: Incident, at: datetime) -> Debrief:
    """Open the one debrief of `incident` and invite everybody who is in the team now.

    Due days count in the team's time zone. Opening it a second time is an IntegrityError: a letter has one debrief.
    """
    opened_on = at.astimezone(incident.team.zone).date()
    debrief = Debrief.objects.create(
        incident=incident,
        team=incident.team,
        opened_at=at,
        due_on=add_working_days(opened_on, DUE_AFTER_WORKING_DAYS),
        remind_at=at,
    )
    people = User.objects.in_team(incident.team_id).order_by("pk").values_list("pk", flat=True)
    Voice.objects.bulk_create(Voice(debrief=debrief, person_id=person) for person in people)
    return debrief


def open_debrief_when_logged(sender: object, *, incident: Incident, at: datetime, **kwargs: Any) -> None:
    """Receiver of `incident_logged`: the incident and its debrief stand or fall together."""
    open_debrief(incident=incident, at=at)
