"""What a day would bring: who would get a digest, and with which lines. Reads and computes; writes nothing.

A day ahead is foreseen as if the bell rang every minute until then and nobody did anything: what an earlier morning
tells is told by then. A day that has begun or gone by is looked at as of its morning.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.utils import translation

from foundation.failures import CONCERNS_ALL, without_its_words
from foundation.working_days import ONE_DAY
from foundation.zones import over_everywhere_at
from people.models import User
from reminders.awaiting.awaited import Things
from reminders.awaiting.reading import awaited_of_each
from reminders.awaiting.things import KINDS
from reminders.mailing.daily import READ
from reminders.mailing.telling import Letter, letter_of
from reminders.models import Digest, DigestKind, Notice, State
from reminders.timing import mornings
from reminders.timing.hours import hours_now
from reminders.timing.mornings import Hours
from reminders.timing.planning import (
    BATCH,
    Around,
    Telling,
    around_of,
    due_rungs,
    next_day,
    notices_of,
    rung_on,
    telling_of,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Foreseen:
    """One person's digest of the day."""

    person: User
    letter: Letter


@dataclass(frozen=True)
class Day:
    """How many notices that are not written yet the day would tell, and the digests it would bring.

    `left_out` names the things that cannot be planned, as “promise 12”.
    """

    planned: int = 0
    digests: list[Foreseen] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def foresee(*, on: date, at: datetime) -> Day:
    """Say what the mornings of this day would bring, as things stand at the moment `at`."""
    look = _Look(on, at)
    planned = [notice for things in KINDS for notice in look.planned(things)]
    by_person: dict[User, list[Notice]] = defaultdict(list)
    for notice in [*look.waiting(), *planned]:
        by_person[notice.person].append(notice)
    people = sorted((person for person in by_person if person.is_active), key=lambda person: person.email)
    batches = (people[first : first + BATCH] for first in range(0, len(people), BATCH))
    foreseen = [digest for batch in batches for digest in _foreseen(batch, by_person, on=on)]
    return Day(len(planned), foreseen, look.left_out)


def _foreseen(people: list[User], by_person: Mapping[User, list[Notice]], *, on: date) -> Iterator[Foreseen]:
    notices = (notice for person in people for notice in by_person[person])
    answers = awaited_of_each(notices, people, on=on, cap=READ)
    for person in people:
        if awaiting := answers.get(person.pk):
            with translation.override(person.language):
                letter = letter_of(awaiting, on=on)
            yield Foreseen(person, letter)


class _Look:
    """Picks out what is told on one day, seen from a moment."""

    def __init__(self, on: date, at: datetime) -> None:
        self.on, self.at = on, at
        self.looked_at = min(at, mornings.remind_at(on + ONE_DAY) - timedelta.resolution)
        since = self.looked_at.date() - ONE_DAY
        over = Digest.objects.filter(
            kind=DigestKind.DAILY, state__in=[State.SENT, State.CARRIED], day__range=(since, on)
        )
        self.settled = set(over.values_list("person_id", "day"))
        self.hours: dict[int, Hours] = {}
        self.left_out: list[str] = []

    def waiting(self) -> Iterator[Notice]:
        """Notices that are written already, batch by batch."""
        last, queued = 0, Notice.objects.filter(state=State.QUEUED).select_related("person").order_by("pk")
        while notices := list(queued.filter(pk__gt=last)[:BATCH]):
            self._meet(notice.person for notice in notices)
            yield from filter(self._is_told_today, notices)
            last = notices[-1].pk

    def planned(self, things: Things[Any]) -> Iterator[Notice]:
        """Notices that a bell before the day's last morning would write, batch by batch."""
        last, hindmost = 0, over_everywhere_at(self.on)
        while rows := list(things.rows().filter(remind_at__lte=hindmost, pk__gt=last).order_by("pk")[:BATCH]):
            notices = list(self._told_of(things, rows))
            known = Notice.objects.filter(key__in=[notice.key for notice in notices]).exclude(state=State.VOID)
            written = set(known.values_list("key", flat=True))
            yield from (notice for notice in notices if notice.key not in written)
            last = rows[-1].pk

    def _told_of(self, things: Things[Any], rows: list[Any]) -> Iterator[Notice]:
        around = around_of(things, rows, at=self.looked_at)
        tellings = [telling for row in rows for telling in self._unless_it_fails(things, row, around)]
        self._meet(person for telling in tellings for person in telling.people)
        for telling in tellings:
            yield from filter(self._is_told_today, notices_of(telling, self.hours))

    def _meet(self, people: Iterable[User]) -> None:
        """Read when these people are at work, unless that is known."""
        self.hours |= hours_now((person for person in people if person.pk not in self.hours), at=self.looked_at)

    def _unless_it_fails(self, things: Things[Any], row: Any, around: Around) -> list[Telling]:
        try:
            return self._tellings(things, row, around)
        except CONCERNS_ALL:
            raise
        except Exception as error:
            said = "A thing cannot be planned; it is left out"
            log.warning(said, kind=things.subject.value, id=row.pk, **without_its_words(error))
            self.left_out.append(f"{things.subject.value} {row.pk}")
            return []

    def _tellings(self, things: Things[Any], row: Any, around: Around) -> list[Telling]:
        """What the next look at the thing tells and, if a later rung is that of the day, what that one tells.

        Each rung between the two is told on its own day, so it is no matter of this one.
        """
        look = max(row.remind_at, self.looked_at)
        tellings = [
            telling_of(things, row, rung, around, since=row.remind_at)
            for rung in due_rungs(things, row, around, at=look)
        ]
        rung = rung_on(things, row, around, self.on) if self.on > mornings.foremost_day(look) else None
        if rung and rung.day == self.on:
            tellings.append(telling_of(things, row, rung, around, since=mornings.remind_at(self.on)))
        next_day(things, row, around, after=self.on)  # planning counts it too, and may fail
        return tellings

    def _is_told_today(self, notice: Notice) -> bool:
        hours = self.hours[notice.person.pk]
        earliest = min(self.at, hours.morning_of(self.on))
        moment = hours.in_the_day(max(notice.not_before, earliest))
        if (notice.person.pk, hours.day_of(moment)) in self.settled:
            moment = hours.next_day(moment)
        return hours.day_of(moment) == self.on
