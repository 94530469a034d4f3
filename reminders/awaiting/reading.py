"""What awaits many people, read together for their mails: what each finds on their desk, at a fraction of its price.

However many they are, it takes two or three queries for each kind of thing that awaits any of them, and a few for all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from people.absences import read_covers, read_teams
from people.models import User
from reminders.awaiting.awaited import Awaited, Key, Things
from reminders.awaiting.beside import with_words_beside
from reminders.awaiting.due import COUNTED, Awaiting, by_due_day, by_subject
from reminders.awaiting.things import BY_SUBJECT, KINDS
from reminders.models import Notice
from reminders.timing.snoozing import PutOff, put_off_by_each

Pks = Mapping[int, Collection[int]]
"""The ids of things by the id of each person."""


def awaited_of_each(notices: Iterable[Notice], people: Sequence[User], *, on: date, cap: int) -> dict[int, Awaiting]:
    """Read what awaits each of these people on a day, told what of their notices still holds; by their ids.

    What they are told of is among it whatever comes sooner, and even if it is somebody else's first of all: leads are told
    of what others leave undone. What they put off is left out. Whoever has nothing left to be told of is left out
    altogether, whatever else awaits them.
    """
    read_teams(people)
    read_covers(people, on=on)
    told = _told(notices, people)
    hearing = [person for person in people if any(person.pk in pks for pks in told.values())]
    if not hearing:
        return {}
    most = max(cap + 1, COUNTED)
    awaiting = {things.subject.value: _soonest_of_each(things, hearing, on=on, most=most) for things in KINDS}
    read = {
        subject: things for subject, pks in awaiting.items() if (things := _read(subject, pks, told.get(subject, {})))
    }
    put_off = put_off_by_each(hearing, on=on)
    found = {
        person.pk: _of_one(
            person,
            awaiting=_theirs(awaiting, person),
            told=_theirs(told, person),
            read=read,
            put_off=put_off[person.pk],
            on=on,
            cap=cap,
            most=most,
        )
        for person in hearing
    }
    return {pk: of_one for pk, of_one in found.items() if of_one}


def _theirs(by_subject_and_person: Mapping[str, Pks], person: User) -> dict[str, Collection[int]]:
    return {subject: by_person.get(person.pk, ()) for subject, by_person in by_subject_and_person.items()}


def _of_one(
    person: User,
    *,
    awaiting: Mapping[str, Collection[int]],
    told: Mapping[str, Collection[int]],
    read: Mapping[str, Mapping[int, Awaited]],
    put_off: PutOff,
    on: date,
    cap: int,
    most: int,
) -> Awaiting | None:
    """Of all that was read, what this person is told; None if nothing of what they were to be told still holds."""
    heard = {
        (subject, pk): things[pk] for subject, things in read.items() for pk in told.get(subject, ()) if pk in things
    }
    if not heard:
        return None
    silent = _left_out(put_off, told=heard)
    rows = {
        subject: _in_order(things, {*awaiting[subject], *told.get(subject, ())}, silent.get(subject, ()))
        for subject, things in read.items()
    }
    shown = list(islice(merge(*rows.values(), key=by_due_day), cap))
    there = {thing.key for thing in shown}
    shown += [thing for key, thing in heard.items() if key not in there]
    not_theirs = {(subject, pk) for subject, pk in heard if pk not in awaiting[subject]}
    counts = [min(most, len(things)) for things in rows.values()]
    return Awaiting(
        things=tuple(with_words_beside(shown, person, put_off=put_off, on=on, not_theirs=not_theirs)),
        more=max(0, sum(counts) - len(shown)),
        is_counted=max(counts) < most,
        told=heard.keys(),
    )


def _told(notices: Iterable[Notice], people: Sequence[User]) -> dict[str, dict[int, set[int]]]:
    """By kind and person the things of these notices that are still open and that they may still be told of."""
    wanted: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for notice in notices:
        wanted[notice.subject].add((notice.subject_id, notice.person_id))
    told: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for subject, pairs in wanted.items():
        for pk, person_id in pairs & BY_SUBJECT[subject].hearers(pairs, people):
            told[subject][person_id].add(pk)
    return told


def _soonest_of_each(things: Things[Any], people: Iterable[User], *, on: date, most: int) -> dict[int, list[int]]:
    """The things of one kind that await each of them, as many as `most` of the soonest for each value of the column."""
    stood_for = {person.pk: things.stands_for(person) for person in people}
    values = set().union(*stood_for.values())
    if not values:
        return {}
    place = Window(RowNumber(), partition_by=F(things.whose), order_by=things.soonest_first)
    found = things.can_await(on=on).filter(**{f"{things.whose}__among": values}).annotate(place=place)
    by_value: dict[int, list[int]] = defaultdict(list)
    for value, pk in found.filter(place__lte=most).order_by("place").values_list(things.whose, "pk"):
        by_value[value].append(pk)
    if not by_value:
        return {}
    return {pk: [found for value in values for found in by_value[value]] for pk, values in stood_for.items()}


def _read(subject: str, *wanted: Pks) -> dict[int, Awaited]:
    """Each of these things, by its id, read once for all whom it awaits; one that was done meanwhile is missing."""
    things = BY_SUBJECT[subject]
    pks = {pk for by_person in wanted for found in by_person.values() for pk in found}
    rows = things.read(things.still_open().filter(pk__among=pks)) if pks else ()
    return {thing.pk: thing for thing in map(things.awaited, rows)}


def _in_order(read: Mapping[int, Awaited], pks: Iterable[int], silent: Collection[int]) -> list[Awaited]:
    return sorted((read[pk] for pk in pks if pk in read and pk not in silent), key=by_due_day)


def _left_out(put_off: PutOff, *, told: Collection[Key]) -> dict[str, set[int]]:
    """The ids of what was put off, by kind, unless the mail tells of it all the same; no debrief that gathers notes is."""
    wanted = by_subject(key for key in put_off.until if key not in told)
    return {
        subject: set(BY_SUBJECT[subject].put_off(pks).values_list("pk", flat=True)) for subject, pks in wanted.items()
    }
