"""What a role allows, asked as a question about one person and one team.

Only rooms outside the debrief may ask: `rankless` must not import this module, and a test says so.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from people.absences import covers_of
from people.models import User


def manages(person: User, team_id: int) -> bool:
    """Whether `person` themselves logs letters and looks after the customers of the team. Nobody stands in for that here."""
    return team_id in person.own_managed_team_ids


def leads(person: User, team_id: int) -> bool:
    """Whether `person` follows the lessons and actions of the team."""
    return team_id in person.led_team_ids


def teams_managed_by(person: User, *, on: date) -> list[int]:
    """The ids of the teams that `person` manages, or in which they stand in for a manager who is away."""
    covers_of(person, on=on)
    return person.managed_team_ids


def acts_as_manager(person: User, team_id: int, *, on: date) -> bool:
    """Whether `person` manages the team, or stands in for somebody who does and is away."""
    return manages(person, team_id) or team_id in teams_managed_by(person, on=on)


def acts_as_lead(person: User, team_id: int, *, on: date) -> bool:
    """Whether `person` leads the team, or stands in for somebody who does and is away."""
    return leads(person, team_id) or any(
        team_id in absence.person.led_team_ids and team_id in person.team_ids for absence in covers_of(person, on=on)
    )


def require_manager(person: User, team_id: int) -> None:
    """Raise PermissionDenied unless `person` manages the team or stands in today for somebody who does."""
    if not acts_as_manager(person, team_id, on=timezone.localdate()):
        raise PermissionDenied


def require_lead(person: User, team_id: int) -> None:
    """Raise PermissionDenied unless `person` leads the team."""
    if not leads(person, team_id):
        raise PermissionDenied


def require_administrator(person: User) -> None:
    """Raise PermissionDenied unless `person` is an administrator."""
    if not person.is_administrator:
        raise PermissionDenied
