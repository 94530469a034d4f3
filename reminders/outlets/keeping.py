"""Adding an outlet to a team: few, and each address once."""

from datetime import datetime

from django.db import IntegrityError, transaction

from people.models import Team
from reminders.outlets.models import Outlet

MOST = 10


class TooMany(Exception):
    """The team has as many as it may have."""


class AlreadyThere(Exception):
    """The team has one with this address."""


def add(outlet: Outlet, *, team: Team, name: str, address: str, at: datetime) -> None:
    """Save a new outlet, switched on. Raises TooMany and AlreadyThere."""
    if type(outlet).objects.filter(team=team).count() >= MOST:
        raise TooMany
    outlet.team, outlet.name, outlet.address = team, name, address
    outlet.switched_on_at = outlet.looked_at = at
    try:
        with transaction.atomic():
            outlet.save()
    except IntegrityError:
        raise AlreadyThere from None
