"""Who is awaited for what: pure reading, for the desk of one person. Mails of many are read together (reading.py).

    awaiting = awaited_of(person, on=today)
    awaiting.things     → tuple of Awaited (see reminders/awaiting/awaited.py), soonest first, at most `cap`
    awaiting.more       → how many there are beyond those; of a kind no more than COUNTED or `cap` are read
    awaiting.is_counted → False when there are even more than `more` says (“and 25+ more”)
    awaiting.told       → which of the things its reader is told of, even if they are somebody else’s first of all

Its cost does not grow with how much awaits somebody: at most ten queries, each of bounded length, that read no more
columns than are shown; and one more for each kind of thing that somebody put off twice in a team of theirs.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from foundation.database.prepared import Prepared
from people.absences import covers_of
from people.models import User
from reminders.awaiting.awaited import Awaited, Key, Things
from reminders.awaiting.beside import with_words_beside
from reminders.awaiting.things import BY_SUBJECT, KINDS, YES_OR_NO
from reminders.timing.snoozing import PutOff, put_off_by

CAP = 30
COUNTED = 25
QUESTIONS_KEPT = 256
"""One for each kind of thing, each number of teams that people are in, and each of the two or three days that it is at the
same moment in different parts of the world."""

Only = Callable[[int], Q]
"""Of the number of the person who reads: which of the things that await them."""


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
    counted: int | None = None,
    only: Mapping[str, Only] | None = None,
) -> Awaiting:
    """Read everything that awaits this person on a day.

    These are the debriefs they are invited to, letters to sort and customers to look after in the teams they manage,
    promises and actions they own, lessons to check in the teams they lead, stories that name them, and what was proposed to
    teams they lead or manage. They also get what awaits people who are away and for whom they stand in, but no debrief, no
    story and no proposal. Whoever leads a team finds among them what somebody put off twice, whatever else comes sooner.

    At most `cap` things are shown, the soonest first, and in any case the first `of_each` of every kind, so that many late
    things of one kind never hide another kind. Of a kind that has `counted` things or more, no further ones are counted.
    `only` narrows a subject to what the reader has not done yet: that is asked for their own desk alone, never for a mail.
    """
    covers_of(person, on=on)
    put_off = put_off_by(person, on=on)
    told = _put_off_twice(person, put_off)
    told_ids = by_subject(told)
    most = max(cap + 1, counted or COUNTED)
    # Rows become things only if they are shown.
    soonest = _yes_or_no(person, told_ids, on=on, most=most)
    for things in KINDS:
        subject = things.subject.value
        if subject not in soonest:
            these = told_ids.get(subject, ())
            soonest[subject] = _soonest(things, person, (only or {}).get(subject), these, on=on, most=most)
    shown = _chosen(soonest, most=cap, of_each=of_each)
    there = {thing.key for thing in shown}
    shown += [thing for key, thing in told.items() if key not in there]
    total = sum(map(len, soonest.values()))
    is_counted = all(len(rows) < most for rows in soonest.values())
    shown = with_words_beside(shown, person, put_off=put_off, on=on)
    return Awaiting(tuple(shown), more=max(0, total - len(shown)), is_counted=is_counted, told=told.keys())


def _in_order(soonest: Mapping[str, Sequence[Any]]) -> Iterator[Awaited]:
    """The things of every kind as one row, the soonest first."""
    kinds = (map(BY_SUBJECT[subject].awaited, rows) for subject, rows in soonest.items())
    return merge(*kinds, key=by_due_day)


def _chosen(soonest: Mapping[str, Sequence[Any]], *, most: int, of_each: int) -> list[Awaited]:
    """The soonest of all, and the soonest few of every kind, in their order."""
    shown = list(islice(_in_order(soonest), most))
    taken = Counter(thing.subject.value for thing in shown)
    rest = (
        BY_SUBJECT[subject].awaited(row) for subject, rows in soonest.items() for row in rows[taken[subject] : of_each]
    )
    return sorted([*shown, *rest], key=by_due_day)


def by_due_day(thing: Awaited) -> tuple[date, Key]:
    return thing.due_on, thing.key


def _soonest(
    things: Things[Any], person: User, only: Only | None, told_ids: Collection[int], *, on: date, most: int
) -> list[Any]:
    """The soonest of what awaits the person of one kind: the columns that are shown.

    Nearly always the question differs from anybody else's by numbers alone, and is put into SQL once.
    """
    if told_ids or things.covered_by(person):
        return list(_awaiting(things, person, only, told_ids, on=on)[:most])
    numbers = things.numbers_of(person)
    return _prepared(things.subject, only, on, most, len(numbers))(*numbers) if numbers else []


@lru_cache(maxsize=QUESTIONS_KEPT)
def _prepared(subject: str, only: Only | None, on: date, most: int, numbers: int) -> Prepared[Any]:
    things = BY_SUBJECT[subject]

    def question(*of: int) -> QuerySet[Any, Any]:
        # Asked in one go, `only` speaks of the very voice by which it is for the person.
        theirs = things.on_desks(on=on).filter(things.is_own(of) & (only(of[0]) if only else Q()))
        soonest = theirs.order_by(*things.soonest_first)
        if things.is_read_afterwards:
            first = things.model._default_manager.filter(pk__in=soonest.values("pk")[:most])
            return things.read(first.order_by(*things.soonest_first))
        return things.read(soonest)[:most]

    return Prepared(question, numbers=numbers, is_planned=things.is_planned)


def _yes_or_no(
    person: User, told_ids: Mapping[str, Collection[int]], *, on: date, most: int
) -> dict[str, Sequence[Any]]:
    """The soonest of all that the person is to say yes or no to, by kind: one question. Not what they are told of."""
    numbers = {things.subject.value: things.numbers_of(person) for things in YES_OR_NO}
    found: dict[str, Sequence[Any]] = {subject: [] for subject in numbers if subject not in told_ids}
    asked = [subject for subject in found if numbers[subject]]
    if asked:
        counts = tuple((subject, len(numbers[subject])) for subject in asked)
        rows = _prepared_together(counts, on, most)(*(number for subject in asked for number in numbers[subject]))
        found |= {subject: [row for row in rows if row.subject_told == subject] for subject in asked}
    return found


@lru_cache(maxsize=QUESTIONS_KEPT)
def _prepared_together(counts: Sequence[tuple[str, int]], on: date, most: int) -> Prepared[Any]:
    """Of each of these kinds with how many numbers it is asked."""

    def question(*of: int) -> QuerySet[Any, Any]:
        left, parts = list(of), []
        for subject, count in counts:
            things, own, left = BY_SUBJECT[subject], left[:count], left[count:]
            soonest = things.on_desks(on=on).filter(things.is_own(own)).order_by(*things.soonest_first)
            first = things.model._default_manager.filter(pk__in=soonest.values("pk")[:most])
            parts.append(things.read(first.order_by()))
        one, *others = parts
        return (one.union(*others, all=True) if others else one).order_by("due_told", "number_told")

    return Prepared(question, numbers=sum(count for _subject, count in counts))


def _awaiting(
    things: Things[Any], person: User, only: Only | None, told_ids: Collection[int], *, on: date
) -> QuerySet[Any, Any]:
    """The same with what they are told of, and for those whom they stand in for."""
    asked = things.is_for(person) & (only(person.pk) if only else Q())
    if told_ids:
        theirs = things.can_await(on=on).filter(asked).order_by().values("pk")
        awaiting = things.still_open().filter(Q(pk__in=theirs) | Q(pk__in=told_ids))
    else:
        awaiting = things.on_desks(on=on).filter(asked)
    return things.read(awaiting.order_by(*things.soonest_first))


def _put_off_twice(person: User, put_off: PutOff) -> dict[Key, Awaited]:
    """What others of the teams they lead put off twice and is still open, but for debriefs that gather notes."""
    found = {}
    for subject, ids in by_subject(put_off.twice).items():
        things = BY_SUBJECT[subject]
        heard = [pk for pk, _ in things.hearers({(pk, person.pk) for pk in ids}, [person])]
        for thing in map(things.awaited, things.read(things.still_open().filter(pk__in=heard))):
            if not (thing.debrief and thing.debrief.is_gathering):
                found[thing.key] = thing
    return found


def by_subject(keys: Iterable[Key]) -> dict[str, set[int]]:
    """The ids of things by their kind."""
    wanted: dict[str, set[int]] = {}
    for subject, pk in keys:
        wanted.setdefault(subject, set()).add(pk)
    return wanted
