"""At which moment a person is told: at eight in the morning where they are, on a working day.

Whatever falls outside a person's day is moved to their next morning, never dropped. Moments are in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings

from foundation.working_days import MONDAY_TO_FRIDAY, ONE_DAY
from people.models import User

MORNING = time(8)
EVENING = time(18)
ONE_MINUTE = timedelta(minutes=1)
FOREMOST_OFFSET = timedelta(hours=14)
"""No zone is further ahead of UTC; somewhere it is already morning this much earlier."""

_MORNING_SINCE_MIDNIGHT = timedelta(hours=MORNING.hour, minutes=MORNING.minute)


def zone_of(person: User) -> tzinfo:
    """The person's time zone; that of the installation if theirs is no longer known."""
    try:
        return person.zone
    except (OSError, ValueError, LookupError):
        return ZoneInfo(settings.TIME_ZONE)


def morning_of(day: date, zone: tzinfo) -> datetime:
    """Return eight o'clock of `day`, moved to the next working day if it is none.

    Where the clocks skip that minute it is the next one there is; where they show it twice it is the first.
    """
    day = MONDAY_TO_FRIDAY.on_or_after(day)
    local = datetime.combine(day, MORNING, tzinfo=zone)
    while not _exists(local):
        local = _next_minute(local, zone)
        if local.date() != day:  # the whole day was skipped, as when the date line moved
            return morning_of(day + ONE_DAY, zone)
    return local.astimezone(UTC)


def first_morning(zone: tzinfo, *, day: date, since: datetime) -> datetime:
    """Return the first morning on `day` or later that does not lie before the moment `since`."""
    morning = morning_of(max(day, since.astimezone(zone).date()), zone)
    while morning < since:
        morning = morning_of(morning.astimezone(zone).date() + ONE_DAY, zone)
    return morning


def in_the_day(at: datetime, zone: tzinfo) -> datetime:
    """Return `at` if it lies in the person's working day, else their next morning."""
    local = at.astimezone(zone)
    if (
        MONDAY_TO_FRIDAY.is_working_day(local.date())
        and local.time() < EVENING
        and at >= morning_of(local.date(), zone)
    ):
        return at
    return first_morning(zone, day=local.date(), since=at)


def next_day(at: datetime, zone: tzinfo) -> datetime:
    """Return the person's first morning after the day `at` lies in."""
    return morning_of(at.astimezone(zone).date() + ONE_DAY, zone)


def remind_at(day: date) -> datetime:
    """Return when a rung of `day` is planned: early enough for whoever sees that morning first on earth."""
    return datetime.combine(day, MORNING, tzinfo=UTC) - FOREMOST_OFFSET


def foremost_day(at: datetime) -> date:
    """Return the latest day whose rungs are to be planned by `at`: the inverse of `remind_at`."""
    return (at.astimezone(UTC) + FOREMOST_OFFSET - _MORNING_SINCE_MIDNIGHT).date()


def _exists(local: datetime) -> bool:
    there_and_back = local.astimezone(UTC).astimezone(local.tzinfo)
    return there_and_back.replace(tzinfo=None) == local.replace(tzinfo=None)


def _next_minute(local: datetime, zone: tzinfo) -> datetime:
    return (local.replace(tzinfo=None) + ONE_MINUTE).replace(tzinfo=zone)
