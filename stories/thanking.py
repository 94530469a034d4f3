"""Thanking a team: one line of somebody who leads it, signed, for what a letter praised or what was made of one."""

from datetime import date

from foundation.text import storable
from incidents.models import Incident
from people.models import User
from stories.models import Thanks


def thank(incident: Incident, *, words: str, by: User, on: date) -> Thanks:
    """Keep the thanks; said again on the same day, the new words take the place of the old."""
    thanks, _is_new = Thanks.objects.update_or_create(
        incident=incident,
        signed=by.name,
        said_on=on,
        defaults={"team_id": incident.team_id, "words": storable(words).strip()},
    )
    return thanks
