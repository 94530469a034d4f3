"""The end of the demo story: the mails of the last working morning, so that the outbox shows at once what is sent.

Whoever looks around on a Sunday or in the evening would otherwise find it empty until the next morning.
"""

from datetime import datetime

from django.utils import timezone

from foundation.mail import written_as_of
from reminders.mailing.outbox import mails_are_kept
from reminders.sweep import sweep
from reminders.timing.mornings import Hours


def send_last_mails(*, at: datetime) -> None:
    """Ring the bell as of the last working morning before `at`, where mails become files and reach nobody."""
    if not mails_are_kept():
        return
    morning = last_morning(at)
    with written_as_of(morning):
        sweep(at=morning)


def last_morning(at: datetime) -> datetime:
    """The morning is that of the installation's time zone, in which the demo people live."""
    hours = Hours(timezone.get_default_timezone())
    day = hours.days.on_or_before(hours.day_of(at))
    if hours.morning_of(day) > at:
        day = hours.days.add(day, -1)
    return hours.morning_of(day)
