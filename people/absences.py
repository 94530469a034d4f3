"""Being away: reminders wait until somebody is back, and what cannot wait goes to a colleague meanwhile.

People say so of themselves alone. A colleague is somebody in one of their teams; of what is due in another team they are not
told, for they could not see it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Lower

from foundation.database.engine import locked
from foundation.database.prepared import Prepared
from people.models import Absence, Membership, Team, User

LONGEST = timedelta(days=3 * 366)
FURTHEST = timedelta(days=2 * 366)
DAYS_KEPT = 8
"""More than the two or three different days that it is at the same moment around the world."""


class AbsenceError(Exception):
    """Nobody can be away like this."""


class NotAColleague(AbsenceError):
    """A stand-in works in one of the person's teams."""


class AwayAlready(AbsenceError):
    """Some of these days lie in another absence."""


def colleagues_of(person: User) -> QuerySet[User]:
    """Who can stand in for this person: everybody else in their teams."""
    together = Membership.objects.filter(team__in=person.team_ids).values("user")
    return User.objects.active().filter(pk__in=together).exclude(pk=person.pk).order_by(Lower("name"), "pk")


@transaction.atomic
def go_away(person: User, *, first_day: date, last_day: date, stand_in: User | None) -> Absence:
    """Write down that `person` is away; doing it twice writes it once. Raises NotAColleague, AwayAlready."""
    locked(User.objects.filter(pk=person.pk)).get()
    if stand_in and not colleagues_of(person).filter(pk=stand_in.pk).exists():
        raise NotAColleague(stand_in)
    there = Absence.objects.filter(person=person, first_day__lte=last_day, last_day__gte=first_day).first()
    if there is None:
        return Absence.objects.create(person=person, first_day=first_day, last_day=last_day, stand_in=stand_in)
    if (there.first_day, there.last_day, there.stand_in) != (first_day, last_day, stand_in):
        raise AwayAlready(there)
    return there


def be_back(absence: Absence) -> None:
    """Forget an absence: that which is going on ends, and one to come does not come about."""
    Absence.objects.filter(pk=absence.pk).delete()


def absences_of(person: User, *, on: date) -> list[Absence]:
    """What is going on and what is to come, with the teams of each stand-in."""
    teams = Prefetch("stand_in__memberships", Membership.objects.select_related("team"))
    to_come = Absence.objects.filter(person=person, last_day__gte=on)
    return list(to_come.select_related("stand_in").prefetch_related(teams))


def stood_in_for(person: User, *, on: date) -> list[Absence]:
    """The absences that go on and for which this person stands in."""
    away = Absence.objects.going_on(on=on).filter(stand_in=person)
    return list(away.select_related("person").order_by("last_day", "pk"))


def read_covers(people: Iterable[User], *, on: date) -> None:
    """Let each of these people know for whom they stand in on a day: one query, and a second one if it is for anybody."""
    covers: dict[int | None, list[Absence]] = defaultdict(list)
    by_id = {person.pk: person for person in people}
    away = Absence.objects.going_on(on=on).filter(stand_in__among=by_id, person__is_active=True)
    for absence in away.select_related("person").order_by("last_day", "pk"):
        covers[absence.stand_in_id].append(absence)
    read_teams([absence.person for absences in covers.values() for absence in absences])
    for pk, person in by_id.items():
        person.covers, person.covers_on = covers[pk], on


def covers_of(person: User, *, on: date) -> Sequence[Absence]:
    """The absences for which this person stands in on a day, read once."""
    if person.covers_on != on and not person.are_teams_read:
        _read_own_teams(person, on=on)
    if person.covers_on != on:
        read_covers([person], on=on)
    return person.covers


def acts_for(person: User, *, on: date) -> set[int]:
    """The ids of this person and of everybody for whom they stand in on a day."""
    return {person.pk, *(absence.person_id for absence in covers_of(person, on=on))}


def _read_own_teams(person: User, *, on: date) -> None:
    """Read the teams of this person, and by the same query that they stand in for nobody, as mostly they do not.

    Whoever is in no team has nothing to do for anybody.
    """
    memberships: list[Any] = _own_teams(on)(person.pk)
    for membership in memberships:
        membership.user = person
    person.team_memberships = memberships
    if not any(membership.stands_in for membership in memberships):
        person.covers, person.covers_on = (), on


@lru_cache(maxsize=DAYS_KEPT)
def _own_teams(on: date) -> Prepared[Membership]:
    away = Absence.objects.going_on(on=on).filter(stand_in=OuterRef("user"), person__is_active=True)
    theirs = Membership.objects.select_related("team").annotate(stands_in=Exists(away)).order_by("team__name")
    return Prepared(lambda person: theirs.filter(user=person))


def read_teams(people: Sequence[User]) -> None:
    """Read the teams of all of them at once, as each would read their own."""
    found: dict[int, list[Membership]] = defaultdict(list)
    if people:
        memberships = Membership.objects.filter(user__among=[person.pk for person in people])
        for membership in memberships.order_by("team__name"):
            found[membership.user_id].append(membership)
    for person in people:
        person.team_memberships = found[person.pk]


def out_of_sight(absence: Absence, *, teams: Iterable[Team]) -> list[Team]:
    """Those of the person's teams of which the stand-in sees nothing; what is due there waits."""
    stand_in = absence.stand_in
    if stand_in is None:
        return []
    theirs = {membership.team_id for membership in stand_in.memberships.all()} if stand_in.is_active else set()
    return [team for team in teams if team.pk not in theirs]


def with_absences(people: QuerySet[User], *, on: date) -> QuerySet[User]:
    """The people, each with `away_now`: absences that go on."""
    now = Absence.objects.going_on(on=on).order_by("-last_day")
    return people.prefetch_related(Prefetch("absences", now, to_attr="away_now"))
