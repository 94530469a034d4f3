"""What a role allows, asked as a question about one person and one team.

Only rooms outside the debrief may ask: `rankless` must not import this module, and a test says so.
"""

from django.core.exceptions import PermissionDenied

from people.models import User


def manages(person: User, team_id: int) -> bool:
    """Whether `person` logs letters and looks after the customers of the team."""
    return team_id in person.managed_team_ids


def leads(person: User, team_id: int) -> bool:
    """Whether `person` follows the lessons and actions of the team."""
    return team_id in person.led_team_ids


def require_manager(person: User, team_id: int) -> None:
    """Raise PermissionDenied unless `person` manages the team."""
    if not manages(person, team_id):
        raise PermissionDenied


def require_lead(person: User, team_id: int) -> None:
    """Raise PermissionDenied unless `person` leads the team."""
    if not leads(person, team_id):
        raise PermissionDenied


def require_administrator(person: User) -> None:
    """Raise PermissionDenied unless `person` is an administrator."""
    if not person.is_administrator:
        raise PermissionDenied
