"""Planning the weekly letters: one for each person and ISO week, for the morning of their Monday.

Whoever wants one is written down when Monday begins first on earth, long before any letter goes out, and whether there is
anything to say is asked only then. Planning twice writes each letter once, as its key is unique.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from foundation.time_limits import never
from people.models import Membership, User, UserQuerySet
from reminders.models import Digest, DigestKind, Heartbeat
from reminders.timing import mornings
from reminders.timing.hours import hours_now
from reminders.timing.mornings import Hours

BATCH = 500
PLANNED = "weekly-letters"
"""The heartbeat that says when all letters of a week were last written down."""
LATEST_WEEKDAY = 2
"""Who was down all of Monday and Tuesday sends none: on Thursday nobody needs a letter on the week before."""


def plan_letters(*, at: datetime, is_over: Callable[[], bool] = never) -> int:
    """Write down the letters of the week that has begun, batch by batch; return for how many people that was."""
    today = mornings.foremost_day(at)
    monday = today - timedelta(days=today.weekday())
    if today.weekday() > LATEST_WEEKDAY or _are_planned(monday):
        return 0
    last, planned = 0, 0
    while people := list(_readers().filter(pk__gt=last).order_by("pk")[:BATCH]):
        if is_over():
            return planned
        hours = hours_now(people, at=at)
        letters = [_letter(person, monday, hours[person.pk], at=at) for person in people]
        Digest.objects.bulk_create(letters, ignore_conflicts=True)
        last, planned = people[-1].pk, planned + len(people)
    Heartbeat.objects.update_or_create(name=PLANNED, defaults={"at": at})
    return planned


def _are_planned(monday: date) -> bool:
    return Heartbeat.objects.filter(name=PLANNED, at__gte=mornings.remind_at(monday)).exists()


def _readers() -> UserQuerySet:
    wanting = User.objects.active().filter(wants_weekly_letter=True)
    return wanting.filter(pk__in=Membership.objects.values("user"))


def _letter(person: User, monday: date, hours: Hours, *, at: datetime) -> Digest:
    week = monday.isocalendar()
    return Digest(
        key=f"weekly:{person.pk}:{week.year}-W{week.week:02}",
        kind=DigestKind.WEEKLY,
        person=person,
        day=monday,
        try_at=max(at, hours.morning_of(monday)),
    )
