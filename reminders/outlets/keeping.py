"""Adding an outlet to a team, few and each address once, and trying it out."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from people.models import Team
from reminders.outlets.kinds import Kind, Outcome
from reminders.outlets.models import Event, Outlet
from reminders.outlets.sending import send_now

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


def try_out(kind: Kind, outlet: Outlet, *, at: datetime, **fields: Any) -> Outcome | None:
    """Send a test, now; None if the outlet is busy and the test goes out within a minute."""
    errands: Any = kind.errands._default_manager
    errand = errands.create(
        key=f"{outlet._meta.model_name}:{outlet.pk}:{Event.TEST.value}:{uuid4()}",
        outlet=outlet,
        event=Event.TEST,
        subject_id=0,
        happened_at=at,
        wanted_at=at,
        try_at=at,
        **fields,
    )
    return send_now(kind, errand, at=at)
