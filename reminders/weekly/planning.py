"""Planning the mails of Mondays: one of a kind for each person and ISO week, for the morning of their Monday.

Whoever wants one is written down when Monday begins first on earth, long before any goes out, and whether there is
anything to say is asked only then. Planning twice writes each once, as its key is unique.
"""

from collections.abc import Callable
from datetime import date, datetime

from foundation.time_limits import never
from foundation.working_days import monday_of
from people.models import Membership, User, UserQuerySet
from reminders.models import Digest, Heartbeat
from reminders.timing import mornings
from reminders.timing.hours import hours_now
from reminders.timing.mornings import Hours
from reminders.weekly.mails import LETTER, Mail

BATCH = 500
LATEST_WEEKDAY = 2
"""An installation that was down all of Monday and Tuesday sends none: by Thursday nobody needs news of the week before."""


def plan_letters(*, at: datetime, is_over: Callable[[], bool] = never, of: Mail = LETTER) -> int:
    """Write down these mails of the week that has begun, batch by batch; return for how many people that was."""
    today = mornings.foremost_day(at)
    monday = monday_of(today)
    if today.weekday() > LATEST_WEEKDAY or _are_planned(of, monday):
        return 0
    last, planned = 0, 0
    while people := list(_readers(of).filter(pk__gt=last).order_by("pk")[:BATCH]):
        if is_over():
            return planned
        hours = hours_now(people, at=at)
        letters = [_letter(of, person, monday, hours[person.pk], at=at) for person in people]
        Digest.objects.bulk_create(letters, ignore_conflicts=True)
        last, planned = people[-1].pk, planned + len(people)
    Heartbeat.objects.update_or_create(name=of.planned, defaults={"at": at})
    return planned


def _are_planned(of: Mail, monday: date) -> bool:
    """A heartbeat says when all of them were last written down."""
    return Heartbeat.objects.filter(name=of.planned, at__gte=mornings.remind_at(monday)).exists()


def _readers(of: Mail) -> UserQuerySet:
    return of.readers().active().filter(pk__in=Membership.objects.values("user"))


def _letter(of: Mail, person: User, monday: date, hours: Hours, *, at: datetime) -> Digest:
    week = monday.isocalendar()
    return Digest(
        key=f"{of.kind}:{person.pk}:{week.year}-W{week.week:02}",
        kind=of.kind,
        person=person,
        day=monday,
        try_at=max(at, hours.morning_of(monday)),
    )
