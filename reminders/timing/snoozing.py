"""Putting a thing off: “not now”, with a reason, for three working days at most and twice at most.

What is put off stays where it lies; only reminders of it wait, and only those of the person who put it off. After the
second time whoever leads the team sees the thing and the reason. While notes are gathered nothing of a debrief is put off:
whoever did would tell that they have not written yet. Of a later phase the reason is shown, never whose it is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from foundation.database.engine import locked
from foundation.database.prepared import Prepared
from people.models import Team, User
from reminders.awaiting.awaited import Awaited, Key
from reminders.awaiting.things import BY_SUBJECT, KINDS
from reminders.models import UNSENT, Notice, Snooze, State, Subject
from reminders.timing.hours import everyones_hours

MOST_DAYS = 3
MOST_TIMES = 2
PUT_OFF_TWICE = "put-off-twice"
SHOWN_TO_LEADS_FOR = timedelta(days=30)
MOST_READ = 200
FORGOTTEN_AT_ONCE = 10_000
QUESTIONS_KEPT = 64
"""One for each number of teams that people lead, on each of the two or three days that it is somewhere on earth."""


class NotNow(Exception):
    """It cannot be put off like this."""


class TooOften(NotNow):
    """It was put off twice already."""


class NotSoLong(NotNow):
    """That day is not one of the next three working days."""


@dataclass(frozen=True)
class PutOff:
    """What one person put off, until which day, and what was put off twice in the teams they lead, and why."""

    until: dict[Key, date] = field(default_factory=dict)
    twice: dict[Key, list[str]] = field(default_factory=dict)


def days_to_choose(team: Team, *, on: date) -> list[date]:
    """The working days until which something can be put off."""
    return [team.working_days.add(on, number) for number in range(1, MOST_DAYS + 1)]


def find_awaited(person: User, *, subject: str, pk: int, on: date) -> tuple[Awaited, Team] | None:
    """The thing and its team, if it awaits this person and can be put off at all."""
    things = BY_SUBJECT.get(subject)
    if things is None:
        return None
    awaiting = things.awaiting(person, on=on).filter(pk__in=things.put_off([pk]).values("pk"))
    found = list(things.read(awaiting[:1]))
    return (things.awaited(found[0]), things.team(things.rows().get(pk=pk))) if found else None


def times_put_off(person: User, thing: Awaited) -> int:
    found = Snooze.objects.filter(person=person, subject=thing.subject, subject_id=thing.pk)
    return found.values_list("times", flat=True).first() or 0


@transaction.atomic
def put_off(person: User, thing: Awaited, *, team: Team, until: date, reason: str, on: date, at: datetime) -> Snooze:
    """Let no reminder of `thing` reach `person` before the morning of `until`. Raises NotSoLong, TooOften.

    Asking for the same once more, as by a second press, changes nothing.
    """
    if until not in days_to_choose(team, on=on):
        raise NotSoLong(until)
    snooze, is_new = Snooze.objects.get_or_create(
        person=person,
        subject=thing.subject,
        subject_id=thing.pk,
        defaults={"team": team, "until": until, "reason": reason},
    )
    if not is_new:
        snooze = locked(Snooze.objects.filter(pk=snooze.pk)).get()
        if (snooze.until, snooze.reason) == (until, reason):
            return snooze
        if snooze.times >= MOST_TIMES:
            raise TooOften(thing.key)
        snooze.until, snooze.reason, snooze.times = until, reason, snooze.times + 1
        snooze.save(update_fields=["until", "reason", "times"])
        if snooze.times == MOST_TIMES:
            _tell_leads(person, thing, team=team, on=on, at=at)
    _hold_back(person, thing, until=until, at=at)
    return snooze


def _hold_back(person: User, thing: Awaited, *, until: date, at: datetime) -> None:
    """What is planned and not on its way yet waits for that morning; it is not dropped."""
    waiting = Notice.objects.filter(person=person, subject=thing.subject, subject_id=thing.pk, state=State.QUEUED)
    unsent = Q(digest__isnull=True) | Q(digest__state__in=UNSENT)
    morning = everyones_hours([person])[person.pk].first_morning(day=until, since=at)
    held = waiting.filter(unsent).exclude(step=PUT_OFF_TWICE).exclude(not_before__gt=morning)
    Notice.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(digest=None, not_before=morning)


def _tell_leads(person: User, thing: Awaited, *, team: Team, on: date, at: datetime) -> None:
    """In their next digest; if nobody else leads the team, nobody is told."""
    leads = list(User.objects.leading([team.pk]).exclude(pk=person.pk).distinct())
    hours = everyones_hours(leads)
    Notice.objects.bulk_create(
        (
            Notice(
                key=f"{thing.subject}:{thing.pk}:{PUT_OFF_TWICE}:{on}:person:{lead.pk}",
                person=lead,
                subject=thing.subject,
                subject_id=thing.pk,
                step=PUT_OFF_TWICE,
                not_before=hours[lead.pk].first_morning(day=on, since=at),
            )
            for lead in leads
        ),
        ignore_conflicts=True,
    )


def put_off_by(person: User, *, on: date) -> PutOff:
    """What this person put off, and what was put off twice where they lead: one query."""
    led = person.led_team_ids
    return _put_off_by_each([person], _snoozes_of_one(on, len(led))(person.pk, *led), on=on)[person.pk]


def put_off_by_each(people: Sequence[User], *, on: date) -> dict[int, PutOff]:
    """The same of many people, by their ids; one query as well."""
    teams = {team_id for person in people for team_id in person.led_team_ids}
    snoozes = _snoozes(Q(person__among=[person.pk for person in people]), teams, on=on)
    return _put_off_by_each(people, snoozes[: MOST_READ * len(people)], on=on)


@lru_cache(maxsize=QUESTIONS_KEPT)
def _snoozes_of_one(on: date, teams: int) -> Prepared[Any]:
    def question(person: int, *led: int) -> QuerySet[Any, Any]:
        return _snoozes(Q(person=person), led, on=on)[:MOST_READ]

    return Prepared(question, numbers=1 + teams)


def _snoozes(of_them: Q, led: Collection[int], *, on: date) -> QuerySet[Any, Any]:
    """What these people put off, and what anybody put off twice in the teams they lead."""
    wanted = of_them & Q(until__gt=on)
    if led:
        wanted |= Q(team_id__in=led, times__gte=MOST_TIMES, until__gt=on - SHOWN_TO_LEADS_FOR)
    columns = ("person_id", "team_id", "subject", "subject_id", "until", "times", "reason")
    return Snooze.objects.filter(wanted).order_by("-until", "pk").values_list(*columns, named=True)


def _put_off_by_each(people: Sequence[User], snoozes: Iterable[Any], *, on: date) -> dict[int, PutOff]:
    led = {person.pk: set(person.led_team_ids) for person in people}
    found = {pk: PutOff() for pk in led}
    for snooze in snoozes:
        key = (snooze.subject, snooze.subject_id)
        if snooze.person_id in found and snooze.until > on:
            found[snooze.person_id].until[key] = snooze.until
        if snooze.times >= MOST_TIMES:
            for lead in (pk for pk, teams in led.items() if snooze.team_id in teams and snooze.person_id != pk):
                found[lead].twice.setdefault(key, []).append(snooze.reason)
    return found


def waiting_for(subject: Subject, pks: Iterable[int], *, on: date) -> dict[tuple[int, int], date]:
    """Who is not to be reminded of which of these things, and until when, by person and thing: mostly one query."""
    snoozes = Snooze.objects.filter(subject=subject, subject_id__among=list(pks), until__gt=on)
    found = list(snoozes.values_list("person_id", "subject_id", "until"))
    if not found:
        return {}
    waiting = set(BY_SUBJECT[subject].put_off(pk for _, pk, _ in found).values_list("pk", flat=True))
    return {(person, pk): until for person, pk, until in found if pk in waiting}


def forget_old_snoozes(*, on: date) -> None:
    """Delete what was said of things that are done, once no lead sees it any more; the next night takes what is left.

    Of what is still open it stays, however old: nothing is put off more than twice.
    """
    old = Snooze.objects.filter(until__lte=on - SHOWN_TO_LEADS_FOR)
    for things in KINDS:
        done = old.filter(subject=things.subject).exclude(subject_id__in=things.still_open().order_by().values("pk"))
        Snooze.objects.filter(pk__in=list(done.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()
