"""The calendar of a team: its time zone, its working days, its holidays. Rooms that count days in it hear of a change."""

from django.db import transaction
from django.dispatch import Signal

from people.forms import TeamForm
from people.models import Team

CALENDAR = ("time_zone", "working_weekdays", "holiday_region")
"""What of a team says which days are working days where it is."""

calendar_changed = Signal()
"""Sent with `send(sender, team)` inside the transaction that changes a team's calendar; a receiver's error undoes it."""


@transaction.atomic
def save_team(form: TeamForm) -> Team:
    """Add or change a team as it was typed."""
    is_new = form.instance.pk is None
    team: Team = form.save()
    if not is_new and not set(CALENDAR).isdisjoint(form.changed_data):
        calendar_changed.send(sender=Team, team=team)
    return team
