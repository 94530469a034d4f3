"""The figures of a dashboard, made of what was counted: shares, spans of days, and what they were before.

Figures are about letters and teams, never about one person.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from incidents.models import Kind
from overview.dashboard.compared import Turn, turn_of
from overview.dashboard.reading import COUNTS_KEPT, Counts, Letters, Row
from tallies.models import KEPT, MOST_DAYS, STATUSES, STEPS, WAYS, Counted

SHARES_KEPT = 4096
"""A page says many, and the next page says them again."""


@lru_cache(maxsize=SHARES_KEPT)
def _say_share(done: int, total: int, language: str | None) -> str:
    """The language is the active one; it is named so that each is kept apart."""
    return _("%(done)s of %(total)s") % {"done": number_format(done), "total": number_format(total)}


@dataclass(frozen=True)
class Share:
    """So many of so many: said as “46 of 50”, since per cent of small counts mislead."""

    done: int
    total: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.done + other.done, self.total + other.total)

    def __str__(self) -> str:
        return _say_share(self.done, self.total, get_language())

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def width(self) -> int:
        """Of a bar of a hundred."""
        return round(100 * self.done / self.total) if self.total else 0


@dataclass(frozen=True)
class Spans:
    """How many things took how many days, and how many of them were done by the day set for them."""

    took: Counter[int] = field(hash=False)
    in_time: int
    late: int = 0
    """Not done yet, although that day is past."""
    still_open: int = 0
    """Not done yet, whether or not it is."""

    @classmethod
    def of(cls, done: Iterable[Row], still_open: Iterable[Row] = ()) -> "Spans":
        took: Counter[int] = Counter()
        in_time = 0
        for row in done:
            took[row.part] += row.number
            in_time += row.of_which
        waiting = list(still_open)
        late = sum(row.number for row in waiting if row.part)
        return cls(took, in_time, late, sum(row.number for row in waiting))

    def __add__(self, other: "Spans") -> "Spans":
        together = (self.in_time + other.in_time, self.late + other.late, self.still_open + other.still_open)
        return Spans(self.took + other.took, *together)

    @property
    def total(self) -> int:
        return self.took.total()

    @property
    def kept(self) -> Share:
        """Done by their day, of all whose day is past or that are done."""
        return Share(self.in_time, self.total + self.late)

    @property
    def median(self) -> float | None:
        """The middle one, between the two middle ones if there are two."""
        if not self.total:
            return None
        return (self._at((self.total - 1) // 2) + self._at(self.total // 2)) / 2

    @property
    def ninth(self) -> int | None:
        """Nine of ten took no longer."""
        return self._at((9 * self.total + 9) // 10 - 1) if self.total else None

    def longer_than(self, days: float) -> int:
        return sum(number for took, number in self.took.items() if took > days)

    @property
    def usual_days(self) -> str:
        return say_days(self.median)

    @property
    def most_days(self) -> str:
        return say_days(self.ninth)

    def _at(self, place: int) -> int:
        passed = 0
        for days in sorted(self.took):
            passed += self.took[days]
            if place < passed:
                return days
        raise IndexError(place)


def say_days(days: float | None) -> str:
    if days is None:
        return "–"
    if not days:
        return _("the same day")
    if days >= MOST_DAYS:
        return _("%(n)s days or more") % {"n": MOST_DAYS}
    count = number_format(round(days, 1) if days % 1 else int(days))
    return ngettext("%(n)s day", "%(n)s days", 1 if days == 1 else 2) % {"n": count}


@dataclass(frozen=True)
class Debriefs:
    """What became of the letters of one kind, or of all: how many were debriefed, how soon, and how many are late.

    `told` are those of teams in which more than one person works; nothing but the number of letters is of others.
    """

    letters: int
    told: int
    spans: Spans
    standing: int = 0

    @property
    def share(self) -> Share:
        return Share(self.spans.total, self.told)


@dataclass(frozen=True)
class Time:
    """How long customers waited for one thing, and how long in the weeks before."""

    name: LazyText
    spans: Spans
    before: Spans

    @cached_property
    def turn(self) -> tuple[Turn | None, float]:
        return turn_of(self.spans, self.before)

    @property
    def is_longer(self) -> bool:
        return self.turn[0] == Turn.LONGER


@dataclass(frozen=True)
class Lessons:
    """Lessons looked at in time, of those whose day came in these weeks, and where all of them stand."""

    looked: Share
    looked_before: Share
    held: Share
    came_back: int
    waiting: int
    by_status: dict[str, int] = field(hash=False)


@dataclass(frozen=True, eq=False)
class Figures:
    """What came in over a period, and what became of it; of the same counts the very same, which are made once."""

    letters: Debriefs
    complaints: Debriefs
    praises: Debriefs
    before: Debriefs
    complaints_before: Debriefs
    praises_before: Debriefs
    short_way: int
    notes_first: int
    promises: Share
    promises_before: Share
    promises_late: int
    lessons: Lessons
    actions_late: int
    times: tuple[Time, ...]

    @cached_property
    def turned(self) -> Time | None:
        """The waiting time that changed most clearly, if chance does not explain it."""
        return max((time for time in self.times if time.turn[0]), key=lambda time: time.turn[1], default=None)


TIMES: list[tuple[LazyText, list[str]]] = [
    (gettext_lazy("Until we said thank you"), ["acknowledge", "thank"]),
    (gettext_lazy("Until the first full answer"), ["answer"]),
    (gettext_lazy("Until we asked whether it was put right"), ["follow_up"]),
]
"""Acknowledged, answered, settled: what each is, and which steps end it."""


@lru_cache(maxsize=COUNTS_KEPT)
def figures_of(counts: Counts, *, kind: str = "") -> Figures:
    """The figures of what was read; of one kind of letters, if it is named."""

    def asked(rows: list[Row]) -> list[Row]:
        return [row for row in rows if not kind or row.kind == kind]

    done = asked(counts.now(Counted.DEBRIEFED))
    ways = Counter({way: sum(row.number for row in done if row.cell == way) for way in WAYS.values()})
    promises, before = asked(counts.now(Counted.PROMISE)), asked(counts.before(Counted.PROMISE))
    return Figures(
        letters=_debriefs(counts, kinds=[kind] if kind else Kind.values),
        complaints=_debriefs(counts, kinds=[Kind.COMPLAINT]),
        praises=_debriefs(counts, kinds=[Kind.PRAISE]),
        before=_debriefs_before(counts, kinds=[kind] if kind else Kind.values),
        complaints_before=_debriefs_before(counts, kinds=[Kind.COMPLAINT]),
        praises_before=_debriefs_before(counts, kinds=[Kind.PRAISE]),
        short_way=ways[WAYS["short"]],
        notes_first=ways[WAYS["long"]],
        promises=kept_of(promises),
        promises_before=kept_of(before),
        promises_late=sum(row.number for row in asked(counts.late(Counted.PROMISE_OPEN))),
        lessons=_lessons(counts, asked),
        actions_late=sum(row.number for row in asked(counts.late(Counted.ACTION_OPEN))),
        times=_times(counts, asked),
    )


def kept_of(promises: Iterable[Row]) -> Share:
    """Kept by their day, of those that were kept or broken."""
    settled = list(promises)
    return Share(sum(row.of_which for row in settled if row.cell == KEPT), sum(row.number for row in settled))


def _debriefs(counts: Counts, *, kinds: list[Any]) -> Debriefs:
    def of(counted: Counted) -> list[Row]:
        return [row for row in counts.now(counted) if row.kind in kinds]

    still_open = of(Counted.UNDEBRIEFED)
    return Debriefs(
        letters=_letters(counts.letters, kinds, since=counts.period.since),
        told=_letters(counts.letters_told, kinds, since=counts.period.since),
        # Nobody is late while only objections are waited for.
        spans=Spans.of(of(Counted.DEBRIEFED), [row for row in still_open if not row.cell]),
        standing=sum(row.number for row in still_open if row.cell),
    )


def _debriefs_before(counts: Counts, *, kinds: list[Any]) -> Debriefs:
    weeks = {"since": counts.period.before, "until": counts.period.since}
    return Debriefs(
        letters=_letters(counts.letters, kinds, **weeks),
        told=_letters(counts.letters_told, kinds, **weeks),
        spans=Spans.of(row for row in counts.before(Counted.DEBRIEFED) if row.kind in kinds),
    )


def _letters(letters: Letters, kinds: list[Any], *, since: date, until: date = date.max) -> int:
    """How many came in the weeks from one Monday up to another, which is not among them."""
    return sum(number for (monday, kind), number in letters.items() if since <= monday < until and kind in kinds)


def _lessons(counts: Counts, asked: Any) -> Lessons:
    standing = asked(counts.now(Counted.LESSON))
    by_status = {name: sum(row.number for row in standing if row.cell == code) for name, code in STATUSES.items()}
    return Lessons(
        looked=_looked(asked(counts.now(Counted.LOOK))),
        looked_before=_looked(asked(counts.before(Counted.LOOK))),
        held=Share(by_status["norm"], by_status["norm"] + by_status["relapsed"]),
        came_back=by_status["relapsed"],
        waiting=sum(row.number for row in asked(counts.late(Counted.CHECK))),
        by_status=by_status,
    )


def _looked(rows: Iterable[Row]) -> Share:
    looks = list(rows)
    return Share(sum(row.of_which for row in looks), sum(row.number for row in looks))


def _times(counts: Counts, asked: Any) -> tuple[Time, ...]:
    done, still_open = asked(counts.now(Counted.STEP_DONE)), asked(counts.now(Counted.STEP_OPEN))
    before = asked(counts.before(Counted.STEP_DONE))

    def time(name: LazyText, steps: list[str]) -> Time:
        codes = {STEPS[step] for step in steps}
        of_step = [[row for row in rows if row.cell in codes] for rows in (done, still_open, before)]
        return Time(name, Spans.of(of_step[0], of_step[1]), Spans.of(of_step[2]))

    return tuple(time(name, steps) for name, steps in TIMES)


class Week(NamedTuple):
    """The letters of one week."""

    monday: date
    complaints: int
    praises: int


@lru_cache(maxsize=COUNTS_KEPT)
def weeks_of(counts: Counts, *, kind: str = "") -> tuple[Week, ...]:
    """Every week of the period, also those in which nobody wrote; with the letters of one kind alone, if it is named."""

    def of(monday: date, asked: Kind) -> int:
        return counts.letters[monday, asked] if kind in {"", asked} else 0

    return tuple(Week(monday, of(monday, Kind.COMPLAINT), of(monday, Kind.PRAISE)) for monday in counts.period.mondays)
