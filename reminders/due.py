"""Who is awaited for what: pure reading, shared by the desk and the digest.

    awaiting = awaited_of(person, on=today)
    awaiting.things     → tuple of Awaited (see reminders/awaited.py), soonest first, at most `cap`
    awaiting.more       → how many there are beyond those; counted no further than COUNTED of a kind
    awaiting.is_counted → False when there are even more than `more` says (“and 200+ more”)
    awaiting.told       → which of the things a reminder is about today

Its cost does not grow with how much awaits somebody: at most eight queries, each of bounded length, and only what is shown
is read in full.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, IntegerField, Q, QuerySet, Subquery, Value

from people.models import User
from reminders.awaited import Awaited, Key, Things
from reminders.models import Notice
from reminders.things import BY_SUBJECT, KINDS

CAP = 30
COUNTED = 200


@dataclass(frozen=True)
class Awaiting:
    """What awaits one person, soonest first, and how much more there is."""

    things: tuple[Awaited, ...]
    more: int = 0
    is_counted: bool = True
    told: Collection[Key] = frozenset()


def awaited_of(person: User, *, on: date, cap: int = CAP, told: Mapping[Key, Awaited] | None = None) -> Awaiting:
    """Read everything that awaits this person on a day.

    These are the debriefs they are invited to, letters to sort and customers to look after in the teams they manage,
    promises and actions they own, and lessons to check in the teams they lead. What they are `told` of is among them
    whatever comes sooner, and even if it is somebody else's first of all: leads are told of what others leave undone.
    """
    told = told or {}
    awaiting = {things.subject.value: _awaiting(things, person, on=on, told=told) for things in KINDS}
    found = sorted(_soonest(awaiting, most=cap + 1), key=lambda each: (each.due_on, each.key))
    of_a_kind = Counter(each.key[0] for each in found)
    counts = _counted(person, {subject: awaiting[subject] for subject, many in of_a_kind.items() if many > cap})
    total = sum(counts.values()) + sum(many for subject, many in of_a_kind.items() if subject not in counts)
    shown = _in_full(found[:cap])
    there = {thing.key for thing in shown}
    shown += [thing for key, thing in told.items() if key not in there]
    is_counted = max(counts.values(), default=0) < COUNTED
    return Awaiting(tuple(shown), more=max(0, total - len(shown)), is_counted=is_counted, told=told.keys())


@dataclass(frozen=True)
class _Found:
    """As little of one thing as tells whether it is among the soonest; in full where that costs no more."""

    due_on: date
    key: Key
    thing: Awaited | None = None


def _soonest(awaiting: Mapping[str, QuerySet[Any]], *, most: int) -> Iterator[_Found]:
    """The soonest of every kind: their days only, in one query, for far more are found here than are shown."""
    days = []
    for subject, queryset in awaiting.items():
        things = BY_SUBJECT[subject]
        soonest = queryset.order_by(*things.soonest_first)
        if things.has_due_day:
            named = Value(subject, output_field=CharField())
            these = things.model._default_manager.filter(pk__in=soonest.values("pk")[:most]).order_by()
            days.append(these.values_list(things.soonest_first[0], named, "pk"))
        else:
            whole = map(things.awaited, soonest[:most])
            yield from (_Found(thing.due_on, thing.key, thing) for thing in whole)
    for due_on, subject, pk in days[0].union(*days[1:], all=True):
        yield _Found(due_on, (subject, pk))


def _in_full(chosen: Sequence[_Found]) -> list[Awaited]:
    """Read what is shown of these, in their order: one query for each kind among them."""
    wanted: dict[str, list[int]] = {}
    for found in chosen:
        if found.thing is None:
            wanted.setdefault(found.key[0], []).append(found.key[1])
    read = {found.key: found.thing for found in chosen if found.thing}
    for subject, ids in wanted.items():
        things = BY_SUBJECT[subject]
        read |= {(subject, row.pk): things.awaited(row) for row in things.rows().filter(pk__in=ids)}
    return [read[found.key] for found in chosen if found.key in read]


def _awaiting(things: Things[Any], person: User, *, on: date, told: Iterable[Key]) -> QuerySet[Any]:
    """What awaits the person of one kind, with what they are told of today."""
    queryset = things.awaiting(person, on=on)
    told_ids = [pk for subject, pk in told if subject == things.subject]
    if not told_ids:
        return queryset
    return things.rows().filter(Q(pk__in=queryset.order_by().values("pk")) | Q(pk__in=told_ids))


def still_awaited(notices: Iterable[Notice], *, person: User) -> dict[Key, Awaited]:
    """Read which of the things these notices tell of still await the person: by subject and id, one query a kind."""
    wanted: dict[str, set[int]] = {}
    for notice in notices:
        wanted.setdefault(notice.subject, set()).add(notice.subject_id)
    found = {}
    for subject, ids in wanted.items():
        things = BY_SUBJECT[subject]
        for row in things.still_told_to(person).filter(pk__in=ids):
            found[subject, row.pk] = things.awaited(row)
    return found


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _counted(person: User, querysets: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """Count them all in one query, each no further than COUNTED."""
    if not querysets:
        return {}
    counts = {subject: _Counted(queryset.order_by().values("pk")[:COUNTED]) for subject, queryset in querysets.items()}
    return User.objects.filter(pk=person.pk).values(**counts).get()
