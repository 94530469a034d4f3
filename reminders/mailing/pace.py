"""How many mails may go out: EMAIL_PER_MINUTE in each minute of the clock, over all processes together.

They share one row for the minute. Whoever takes a batch takes its share of that row first, in the same transaction.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from foundation.database.engine import locked
from reminders.models import MailMinute

KEPT_FOR = timedelta(hours=1)
"""Longer than the clocks of two machines can differ."""


def take_share(wanted: int, *, at: datetime) -> int:
    """Take as many of `wanted` mails as this minute still allows. The row is held until the caller's transaction ends."""
    if not settings.EMAIL_PER_MINUTE:
        return wanted
    minute = _minute(at)
    MailMinute.objects.bulk_create([MailMinute(minute=minute)], ignore_conflicts=True)
    row = locked(MailMinute.objects.filter(minute=minute)).get()
    share = max(0, min(wanted, settings.EMAIL_PER_MINUTE - row.mails))
    MailMinute.objects.filter(minute=minute).update(mails=F("mails") + share)
    MailMinute.objects.filter(minute__lt=minute - KEPT_FOR).delete()
    return share


def give_back(share: int, *, taken_at: datetime) -> None:
    """What was taken and brought no mail is there for others, as long as that minute lasts."""
    if settings.EMAIL_PER_MINUTE and share:
        MailMinute.objects.filter(minute=_minute(taken_at), mails__gte=share).update(mails=F("mails") - share)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
