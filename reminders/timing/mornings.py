"""At which moment a person is told: within their working hours, on a day on which they work and are not away.

Whatever falls outside is moved to the next morning on which they are there, never dropped. Moments are in UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings

from foundation.working_days import MONDAY_TO_FRIDAY, ONE_DAY, WorkingDays
from foundation.zones import FOREMOST_OFFSET
from people.models import Team, User

MORNING = time(8)
EVENING = time(18)
ONE_MINUTE = timedelta(minutes=1)

Away = tuple[date, date]
"""The first and the last day on which somebody is away."""


@dataclass(frozen=True)
class Hours:
    """When one person may be told something: from `morning` until `evening` of `zone` on `days`, unless `away`."""

    zone: tzinfo
    morning: time = MORNING
    evening: time = EVENING
    days: WorkingDays = MONDAY_TO_FRIDAY
    away: tuple[Away, ...] = ()

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def away_until(self, day: date) -> date | None:
        """The last day of the absence that `day` lies in; None if they are not away then."""
        return max((last for first, last in self.away if first <= day <= last), default=None)

    def is_there(self, day: date) -> bool:
        return self.days.is_working_day(day) and self.away_until(day) is None

    def morning_of(self, day: date) -> datetime:
        """Return the morning of `day`, moved to the next day on which they are there.

        Where the clocks skip that minute it is the next one there is; where they show it twice it is the first.
        """
        day = self._there_on_or_after(day)
        local = datetime.combine(day, self.morning, tzinfo=self.zone)
        while not _exists(local):
            local = _next_minute(local)
            if local.date() != day:  # the whole day was skipped, as when the date line moved
                return self.morning_of(day + ONE_DAY)
        return local.astimezone(UTC)

    def first_morning(self, *, day: date, since: datetime) -> datetime:
        """Return the first morning on `day` or later that does not lie before the moment `since`."""
        morning = self.morning_of(max(day, self.day_of(since)))
        while morning < since:
            morning = self.next_day(morning)
        return morning

    def in_the_day(self, at: datetime) -> datetime:
        """Return `at` if they are at work then, else their next morning."""
        local = at.astimezone(self.zone)
        day = local.date()
        if self.is_there(day) and local.time() < self.evening and at >= self.morning_of(day):
            return at
        return self.first_morning(day=day, since=at)

    def next_day(self, at: datetime) -> datetime:
        """Return their first morning after the day `at` lies in."""
        return self.morning_of(self.day_of(at) + ONE_DAY)

    def _there_on_or_after(self, day: date) -> date:
        day = self.days.on_or_after(day)
        while last_away := self.away_until(day):
            day = self.days.on_or_after(last_away + ONE_DAY)
        return day

    @property
    def ever_present(self) -> "Hours":
        """The same without absences, for these may end sooner than was said."""
        return replace(self, away=())

    def look_again(self, at: datetime) -> datetime:
        """When to see whether something can be told that cannot be told now: whoever is away may be back any morning."""
        return min(self.in_the_day(at), self.ever_present.next_day(at))


def zone_of(whose: User | Team) -> tzinfo:
    """The time zone of a person or a team; that of the installation if theirs is no longer known."""
    try:
        return whose.zone
    except (OSError, ValueError, LookupError):
        return ZoneInfo(settings.TIME_ZONE)


def hours_of(person: User, *, teams: Iterable[WorkingDays] = (), away: Iterable[Away] = ()) -> Hours:
    """Put together when this person may be told something, from the days of their teams and their absences."""
    return Hours(zone_of(person), person.morning, person.evening, person.working_days(teams), tuple(away))


def remind_at(day: date) -> datetime:
    """Return when a rung of `day` is planned: when that day begins first on earth, so before anybody's morning."""
    return datetime.combine(day, time(), tzinfo=UTC) - FOREMOST_OFFSET


def foremost_day(at: datetime) -> date:
    """Return the latest day whose rungs are to be planned by `at`: the inverse of `remind_at`."""
    return (at.astimezone(UTC) + FOREMOST_OFFSET).date()


def _exists(local: datetime) -> bool:
    there_and_back = local.astimezone(UTC).astimezone(local.tzinfo)
    return there_and_back.replace(tzinfo=None) == local.replace(tzinfo=None)


def _next_minute(local: datetime) -> datetime:
    return (local.replace(tzinfo=None) + ONE_MINUTE).replace(tzinfo=local.tzinfo)
