"""When each of many people may be told something, read at once: two queries at most, however many they are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from foundation.working_days import WorkingDays
from people.models import Absence, Membership, User
from reminders.timing.mornings import Away, Hours, hours_of

A_DAY_ANYWHERE = timedelta(days=1)
"""An absence that ended this long ago is over in every zone."""


def everyones_hours(people: Iterable[User], *, away_from: date | None = None) -> dict[int, Hours]:
    """The hours of these people by their ids, with the absences that last until `away_from` or longer, if it is given."""
    by_id = {person.pk: person for person in people}
    teams = _teams_of(by_id)
    away = _absences_of(by_id, since=away_from) if away_from else {}
    return {pk: hours_of(person, teams=teams[pk], away=away.get(pk, ())) for pk, person in by_id.items()}


def hours_now(people: Iterable[User], *, at: datetime) -> dict[int, Hours]:
    """The hours of these people as seen at a moment, with the absences that are not over yet somewhere on earth."""
    return everyones_hours(people, away_from=at.date() - A_DAY_ANYWHERE)


def _teams_of(person_ids: Iterable[int]) -> dict[int, list[WorkingDays]]:
    teams: dict[int, list[WorkingDays]] = defaultdict(list)
    found = Membership.objects.filter(user__among=person_ids).order_by("team__name")
    for person_id, weekdays, region in found.values_list("user_id", "team__working_weekdays", "team__holiday_region"):
        teams[person_id].append(WorkingDays(weekdays, region))
    return teams


def _absences_of(person_ids: Iterable[int], *, since: date) -> dict[int, list[Away]]:
    away: dict[int, list[Away]] = defaultdict(list)
    found = Absence.objects.filter(person__among=person_ids, last_day__gte=since)
    for person_id, first_day, last_day in found.values_list("person_id", "first_day", "last_day"):
        away[person_id].append((first_day, last_day))
    return away
