"""Adding channels and trying them out."""

from datetime import datetime
from uuid import uuid4

from people.models import Team
from reminders.channels.announcing import KIND
from reminders.channels.models import Announcement, Channel
from reminders.outlets import keeping
from reminders.outlets.kinds import Outcome
from reminders.outlets.models import Event
from reminders.outlets.sending import send_now


def add_channel(*, team: Team, name: str, address: str, at: datetime) -> Channel:
    """Raises Refused, and TooMany and AlreadyThere of reminders.outlets.keeping."""
    from reminders.channels.speaking import service_of  # for the few processes that come here

    channel = Channel(service=service_of(address).key)
    keeping.add(channel, team=team, name=name, address=address, at=at)
    return channel


def try_out(channel: Channel, *, at: datetime) -> Outcome | None:
    """Post a test, now; None if the channel is busy and it is posted within a minute."""
    announcement = Announcement.objects.create(
        key=f"channel:{channel.pk}:{Event.TEST.value}:{uuid4()}",
        outlet=channel,
        event=Event.TEST,
        subject_id=0,
        happened_at=at,
        wanted_at=at,
        try_at=at,
    )
    return send_now(KIND, announcement, at=at)
