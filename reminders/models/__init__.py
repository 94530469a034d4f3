"""What reminders keep: notices and digests, how a team is reminded, what is in the way, how the engine fares."""

from reminders.channels.models import Announcement, Channel
from reminders.models.cadences import Cadence, Snooze
from reminders.models.notices import UNSENT, Digest, DigestKind, Notice, State, Subject
from reminders.models.running import Checkup, DeadAddress, Heartbeat, MailMinute
from reminders.models.support import Confidant, Hindrance, Obstacle
from reminders.webhooks.models import Call, Webhook

__all__ = [
    "UNSENT",
    "Announcement",
    "Cadence",
    "Call",
    "Channel",
    "Checkup",
    "Confidant",
    "DeadAddress",
    "Digest",
    "DigestKind",
    "Heartbeat",
    "Hindrance",
    "MailMinute",
    "Notice",
    "Obstacle",
    "Snooze",
    "State",
    "Subject",
    "Webhook",
]
