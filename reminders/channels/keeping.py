"""Adding channels and trying them out."""

from datetime import datetime

from people.models import Team
from reminders.channels.announcing import KIND
from reminders.channels.models import Channel
from reminders.outlets import keeping
from reminders.outlets.kinds import Outcome


def add_channel(*, team: Team, name: str, address: str, at: datetime) -> Channel:
    """Raises Refused, and TooMany and AlreadyThere of reminders.outlets.keeping."""
    from reminders.channels.speaking import service_of  # for the few processes that come here

    channel = Channel(service=service_of(address).key)
    keeping.add(channel, team=team, name=name, address=address, at=at)
    return channel


def try_out(channel: Channel, *, at: datetime) -> Outcome | None:
    """Post a test, now; None if the channel is busy and it is posted within a minute."""
    return keeping.try_out(KIND, channel, at=at)
