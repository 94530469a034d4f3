"""Adding channels and trying them out."""

from datetime import datetime

from people.models import Team
from reminders.channels.announcing import KIND
from reminders.channels.chats import Service
from reminders.channels.models import Channel
from reminders.outlets import keeping
from reminders.outlets.kinds import Outcome


def check_address(address: str) -> None:
    """Raise Refused unless it is an address of a service we speak to, and may be reached."""
    _service_of(address)


def add_channel(*, team: Team, name: str, address: str, at: datetime) -> Channel:
    """Raises Refused, and TooMany and AlreadyThere of reminders.outlets.keeping."""
    channel = Channel(service=_service_of(address).key)
    keeping.add(channel, team=team, name=name, address=address, at=at)
    return channel


def try_out(channel: Channel, *, at: datetime) -> Outcome | None:
    """Post a test, now; None if the channel is busy and it is posted within a minute."""
    return keeping.try_out(KIND, channel, at=at)


def _service_of(address: str) -> Service:
    from reminders.channels.speaking import service_of  # for the few processes that come here

    return service_of(address)
