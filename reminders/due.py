"""Who is awaited for what: pure reading, shared by the desk and the digest.

    awaiting = awaited_of(person, on=today)
    awaiting.things     → tuple of Awaited (see reminders/awaited.py), soonest first, at most `cap`
    awaiting.more       → how many there are beyond those; of a kind no more than COUNTED or `cap` are read
    awaiting.is_counted → False when there are even more than `more` says (“and 50+ more”)
    awaiting.told       → which of the things a reminder is about today

Its cost does not grow with how much awaits somebody: at most seven queries, each of bounded length, that read no more
columns than are shown.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from people.models import User
from reminders.awaited import Awaited, Key, Things
from reminders.models import Notice
from reminders.things import BY_SUBJECT, KINDS

CAP = 30
COUNTED = 50


@dataclass(frozen=True)
class Awaiting:
    """What awaits one person, soonest first, and how much more there is."""

    things: tuple[Awaited, ...]
    more: int = 0
    is_counted: bool = True
    told: Collection[Key] = frozenset()


def awaited_of(
    person: User,
    *,
    on: date,
    cap: int = CAP,
    of_each: int = 0,
    told: Mapping[Key, Awaited] | None = None,
    without: Mapping[str, QuerySet[Any]] | None = None,
) -> Awaiting:
    """Read everything that awaits this person on a day.

    These are the debriefs they are invited to, letters to sort and customers to look after in the teams they manage,
    promises and actions they own, and lessons to check in the teams they lead. What they are `told` of is among them
    whatever comes sooner, and even if it is somebody else's first of all: leads are told of what others leave undone.
    So are the first `of_each` of every kind, which no number of late ones of another kind pushes aside.
    `without` names, for a subject, what the reader knows to be done with; a mail never knows that of anybody.
    """
    told, without = told or {}, without or {}
    awaiting = {things.subject.value: _awaiting(things, person, on=on, told=told) for things in KINDS}
    awaiting |= {subject: awaiting[subject].exclude(pk__in=done) for subject, done in without.items()}
    most = max(cap + 1, COUNTED)
    soonest = {subject: _soonest(subject, queryset, most=most) for subject, queryset in awaiting.items()}
    shown = _chosen(soonest, most=cap, of_each=of_each)
    there = {thing.key for thing in shown}
    shown += [thing for key, thing in told.items() if key not in there]
    total = sum(map(len, soonest.values()))
    is_counted = all(len(rows) < most for rows in soonest.values())
    return Awaiting(tuple(shown), more=max(0, total - len(shown)), is_counted=is_counted, told=told.keys())


def _soonest(subject: str, queryset: QuerySet[Any], *, most: int) -> Sequence[Any]:
    """The rows of one kind, the soonest first; they become things only if they are shown."""
    things = BY_SUBJECT[subject]
    return list(things.read(queryset.order_by(*things.soonest_first)[:most]))


def _in_order(soonest: Mapping[str, Sequence[Any]]) -> Iterator[Awaited]:
    """The things of every kind as one row, the soonest first."""
    kinds = (map(BY_SUBJECT[subject].awaited, rows) for subject, rows in soonest.items())
    return merge(*kinds, key=_by_due_day)


def _chosen(soonest: Mapping[str, Sequence[Any]], *, most: int, of_each: int) -> list[Awaited]:
    """The soonest of all, and the soonest few of every kind, in their order."""
    shown = list(islice(_in_order(soonest), most))
    there = {thing.key for thing in shown}
    first_of_each = (BY_SUBJECT[subject].awaited(row) for subject, rows in soonest.items() for row in rows[:of_each])
    return sorted([*shown, *(thing for thing in first_of_each if thing.key not in there)], key=_by_due_day)


def _by_due_day(thing: Awaited) -> tuple[date, Key]:
    return thing.due_on, thing.key


def _awaiting(things: Things[Any], person: User, *, on: date, told: Iterable[Key]) -> QuerySet[Any]:
    """What awaits the person of one kind, with what they are told of today."""
    queryset = things.awaiting(person, on=on)
    told_ids = [pk for subject, pk in told if subject == things.subject]
    if not told_ids:
        return queryset
    return things.still_open().filter(Q(pk__in=queryset.order_by().values("pk")) | Q(pk__in=told_ids))


def still_awaited(notices: Iterable[Notice], *, person: User) -> dict[Key, Awaited]:
    """Read which of the things these notices tell of still await the person: by subject and id, one query a kind."""
    wanted: dict[str, set[int]] = {}
    for notice in notices:
        wanted.setdefault(notice.subject, set()).add(notice.subject_id)
    found = {}
    for subject, ids in wanted.items():
        things = BY_SUBJECT[subject]
        for thing in map(things.awaited, things.read(things.still_told_to(person).filter(pk__in=ids))):
            found[thing.key] = thing
    return found
