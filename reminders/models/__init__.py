"""What reminders keep: notices and digests, how a team is reminded, what is in the way, and how the engine fares."""

from reminders.models.cadences import Cadence, Snooze
from reminders.models.notices import Digest, DigestKind, Notice, State, Subject
from reminders.models.running import Checkup, DeadAddress, Heartbeat, MailMinute
from reminders.models.support import Confidant, Hindrance, Obstacle

__all__ = [
    "Cadence",
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
]
