"""What a day would bring: who would get a digest, and with which lines. Reads and computes; writes nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from foundation.working_days import is_working_day
from people.models import User
from reminders import mornings
from reminders.awaited import Things
from reminders.composing import Line, lines_of
from reminders.due import still_awaited
from reminders.models import Digest, Notice, State
from reminders.planning import BATCH, planned_for
from reminders.things import KINDS


@dataclass(frozen=True)
class Foreseen:
    """One person's digest of the day."""

    person: User
    lines: list[Line]


@dataclass(frozen=True)
class Day:
    """How many notices the day would add, and the digests it would bring."""

    planned: int
    digests: list[Foreseen]


def foresee(*, on: date) -> Day:
    """Say what the mornings of this day would bring, as things stand now."""
    planned = [notice for things in KINDS for notice in _planned(things, on=on)]
    waiting = Notice.objects.filter(state=State.QUEUED).exclude(digest__state=State.SENT).select_related("person")
    by_person: dict[User, list[Notice]] = defaultdict(list)
    for notice in [*waiting, *planned]:
        morning = mornings.morning_of(on, mornings.zone_of(notice.person))
        if is_working_day(on) and notice.not_before <= morning:
            by_person[notice.person].append(notice)
    told = set(Digest.objects.filter(day=on, state=State.SENT).values_list("person_id", flat=True))
    people = sorted((person for person in by_person if person.pk not in told), key=lambda person: person.email)
    foreseen = [Foreseen(person, _lines(person, by_person[person], on=on)) for person in people]
    return Day(len(planned), [digest for digest in foreseen if digest.lines])


def _planned(things: Things[Any], *, on: date) -> Iterator[Notice]:
    """The notices that would be new by that morning, batch by batch."""
    last, reached = 0, mornings.remind_at(on)
    while True:
        rows = list(things.rows().filter(remind_at__lte=reached, pk__gt=last).order_by("pk")[:BATCH])
        if not rows:
            return
        notices = planned_for(things, rows, today=on).notices
        known = Notice.objects.filter(key__in=[notice.key for notice in notices]).exclude(state=State.VOID)
        written = set(known.values_list("key", flat=True))
        yield from (notice for notice in notices if notice.key not in written)
        last = rows[-1].pk


def _lines(person: User, notices: list[Notice], *, on: date) -> list[Line]:
    if not person.is_active:
        return []
    with translation.override(person.language):
        return lines_of(list(still_awaited(notices, person=person).values()), on=on)
