"""Planning: for each thing whose moment has come, write down who is to be told, and when to look again.

A notice's key says which telling it is, so planning twice writes it once. Notices and the thing's next moment are
committed together: whatever is not committed is simply found again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from foundation.database.engine import locked
from foundation.database.rows import write_many
from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.time_limits import never
from foundation.working_days import ONE_DAY
from people.models import User
from reminders.awaiting.awaited import Things
from reminders.awaiting.crew import Crew
from reminders.awaiting.things import KINDS
from reminders.models import Notice, State, Subject
from reminders.timing import cadence, mornings
from reminders.timing.cadence import Ladder, Rung
from reminders.timing.hours import everyones_hours
from reminders.timing.mornings import Hours
from reminders.timing.own_cadence import own_ladders
from reminders.timing.snoozing import waiting_for

BATCH = 500
LOOK_AGAIN_AFTER = timedelta(hours=1)
OF_VOICES = {Subject.DEBRIEF, Subject.AFTERWARDS}
"""Kinds that await everybody invited to a debrief; their rows bear its number."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Plan:
    """What one look at some things brings: the notices to be written, and the day of each thing's next rung."""

    notices: list[Notice]
    next_days: dict[date, list[int]]


@dataclass(frozen=True)
class Around:
    """What is read once for a batch of things: their people, the ladders of teams that have their own, and who put off what.

    Who put a thing off is looked up by person and thing; the day is the one until which it waits.
    """

    crew: Crew
    ladders: Mapping[int, Ladder]
    waiting: Mapping[tuple[int, int], date]


@dataclass(frozen=True)
class Telling:
    """One rung of a thing, and the people who are told of it, not before the thing's own moment `since`.

    Those in `waiting` put it off, and are told on the day that stands there.
    """

    subject: Subject
    pk: int
    rung: Rung
    people: list[User]
    since: datetime
    waiting: Mapping[int, date]


def plan(*, at: datetime, is_over: Callable[[], bool] = never) -> int:
    """Plan all that is due by `at`, batch by batch until `is_over`; return how many notices are new."""
    return sum(_plan_kind(things, at=at, is_over=is_over) for things in KINDS)


def planned_for(things: Things[Any], rows: Iterable[Any], *, at: datetime) -> Plan:
    """Say what is to be told of these rows by the end of the day that has begun somewhere. Nothing is written."""
    rows = list(rows)
    around = around_of(things, rows, at=at)
    tellings: list[Telling] = []
    next_days: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        rungs = due_rungs(things, row, around, at=at)
        tellings += (telling_of(things, row, rung, around, since=row.remind_at) for rung in rungs)
        next_days[next_day(things, row, around, after=mornings.foremost_day(at))].append(row.pk)
    hours = hours_behind(tellings)
    return Plan([notice for telling in tellings for notice in notices_of(telling, hours)], next_days)


def around_of(things: Things[Any], rows: list[Any], *, at: datetime) -> Around:
    teams, pks = [things.team(row).pk for row in rows], [row.pk for row in rows]
    return Around(
        crew=Crew(team_ids=teams, debrief_ids=pks if things.subject in OF_VOICES else []),
        ladders=own_ladders(things.subject, teams),
        waiting=waiting_for(things.subject, pks, on=at.date() - ONE_DAY),
    )


def due_rungs(things: Things[Any], row: Any, around: Around, *, at: datetime) -> list[Rung]:
    """The rungs to be told now: the latest that is reached by the day that has already begun somewhere on earth.

    Where the team is it may still be the day before. Then the latest rung of that day comes first, unless an earlier look
    has planned it.
    """
    ahead = rung_on(things, row, around, mornings.foremost_day(at))
    now = rung_on(things, row, around, things.team(row).day_of(at))
    if now is None or now == ahead or _was_planned(now, asked_at=row.remind_at):
        return [ahead] if ahead else []
    return [now, ahead] if ahead else [now]


def _was_planned(rung: Rung, *, asked_at: datetime) -> bool:
    """Whether the thing asked to be looked at for a later rung; one that is new or was changed asks at any moment."""
    later = mornings.foremost_day(asked_at)
    return asked_at == mornings.remind_at(later) and rung.day < later


def rung_on(things: Things[Any], row: Any, around: Around, day: date) -> Rung | None:
    """The latest rung that a thing has reached by a day."""
    team = things.team(row)
    ladder = around.ladders.get(team.pk, things.ladder)
    return cadence.step_on(things.begun_on(row), things.due_on(row), day, ladder=ladder, days=team.working_days)


def next_day(things: Things[Any], row: Any, around: Around, *, after: date) -> date:
    """The day of a thing's next rung."""
    team = things.team(row)
    ladder = around.ladders.get(team.pk, things.ladder)
    return cadence.next_step_day(things.begun_on(row), things.due_on(row), after, ladder=ladder, days=team.working_days)


def telling_of(things: Things[Any], row: Any, rung: Rung, around: Around, *, since: datetime) -> Telling:
    people = list(dict.fromkeys(things.people(row, rung.step, around.crew)))
    waiting = {who.pk: until for who in people if (until := around.waiting.get((who.pk, row.pk)))}
    return Telling(things.subject, row.pk, rung, people, since, waiting)


def hours_behind(tellings: Iterable[Telling]) -> dict[int, Hours]:
    """When each of those who are told is at work."""
    return everyones_hours(person for telling in tellings for person in telling.people)


def notices_of(telling: Telling, hours: Mapping[int, Hours]) -> list[Notice]:
    """One for each person, not before their first morning. Whether they are away then is asked on that morning."""
    rung, waiting = telling.rung, telling.waiting
    return [
        Notice(
            key=f"{telling.subject.value}:{telling.pk}:{rung.step.value}:{rung.day}:person:{person.pk}",
            person=person,
            subject=telling.subject,
            subject_id=telling.pk,
            step=rung.step,
            not_before=hours[person.pk].first_morning(
                day=max(rung.day, waiting.get(person.pk, rung.day)), since=telling.since
            ),
        )
        for person in telling.people
    ]


def _plan_kind(things: Things[Any], *, at: datetime, is_over: Callable[[], bool]) -> int:
    planned = 0
    while not is_over():
        try:
            found, new = _plan_batch(things, at=at)
        except CONCERNS_ALL:
            raise  # the database is away or busy: everything is found again at the next bell
        except Exception as error:
            said = "A batch could not be planned; trying its things one by one"
            log.error(said, kind=things.subject.value, **without_its_words(error))
            found, new = _plan_one_by_one(things, at=at)
        planned += new
        if found < BATCH:
            break
    return planned


def _due(things: Things[Any], *, at: datetime) -> QuerySet[Any]:
    """What waits longest comes first. Of the very many that share a moment the database takes any, and sorts none."""
    return things.model._default_manager.filter(remind_at__lte=at).order_by("remind_at")


def _plan_batch(things: Things[Any], *, at: datetime, pk: int | None = None) -> tuple[int, int]:
    """Plan the things that wait longest, or only `pk`; return how many were found, and how many notices are new."""
    due = _due(things, at=at)
    due = due.filter(pk=pk) if pk else due[:BATCH]
    if not due.exists():
        return 0, 0  # most minutes: nobody need wait for a transaction that writes
    with transaction.atomic():
        pks = list(locked(due, skip=True).values_list("pk", flat=True))
        if not pks:
            return 0, 0
        plan = planned_for(things, things.rows().filter(pk__among=pks), at=at)
        new = _write(plan.notices)
        for day, at_rest in plan.next_days.items():
            things.model._default_manager.filter(pk__among=at_rest).update(remind_at=mornings.remind_at(day))
    return len(pks), new


def _plan_one_by_one(things: Things[Any], *, at: datetime) -> tuple[int, int]:
    """One thing that cannot be planned is put off and does not hold up the others."""
    due = _due(things, at=at)
    pks, planned = list(due.values_list("pk", flat=True)[:BATCH]), 0
    for pk in pks:
        try:
            planned += _plan_batch(things, at=at, pk=pk)[1]
        except CONCERNS_ALL:
            raise
        except Exception as error:
            said = "A thing could not be planned; it is tried again later"
            log.error(said, kind=things.subject.value, id=pk, **without_its_words(error))
            due.filter(pk=pk).update(remind_at=at + LOOK_AGAIN_AFTER)
    return len(pks), planned


def _write(notices: list[Notice]) -> int:
    """Write those that are new. One that had become void is wanted again: its thing was opened anew.

    Their things are locked, so nobody writes the same meanwhile.
    """
    known = dict(Notice.objects.filter(key__among=[notice.key for notice in notices]).values_list("key", "state"))
    new = [notice for notice in notices if notice.key not in known]
    void = [notice for notice in notices if known.get(notice.key) == State.VOID]
    write_many(new)
    for notice in void:
        Notice.objects.filter(key=notice.key, state=State.VOID).update(
            state=State.QUEUED, digest=None, reason="", not_before=notice.not_before
        )
    return len(new) + len(void)
