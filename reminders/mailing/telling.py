"""What awaits a person, in words: the lines of their digest, in the language that is active."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.dates import exact_day, say_day, say_due
from foundation.text import one_line
from rankless.models import Phase, SectionMark, SectionState
from reminders.awaiting.awaited import Awaited, Beside, Key
from reminders.awaiting.due import Awaiting
from reminders.models import Subject

T = TypeVar("T")

LINES = 20
SIGNS = {SectionState.EMPTY: "–", SectionState.WRITTEN: "…", SectionState.AGREED: "✓"}
TOLD_TO_ALL = {Subject.DEBRIEF, Subject.AFTERWARDS}
"""What goes to everybody invited in the same words, whatever they have done already."""


@dataclass(frozen=True)
class Mark:
    """One third of the three-part mark, as mail can draw it."""

    title: str
    sign: str
    state: str
    is_written: bool


@dataclass(frozen=True)
class Line:
    """One awaited thing as the digest shows it."""

    asks: str
    title: str
    about: str
    kind: str
    due: str
    due_exactly: str
    is_late: bool
    path: str
    marks: tuple[Mark, ...]
    is_told: bool
    is_told_to_all: bool
    reassurance: str
    beside: tuple[Beside, ...]

    @property
    def alike(self) -> Hashable:
        """What a line has in common with others: all but what was typed, where it leads, and whether it is news."""
        return (
            *(self.asks, self.kind, self.due, self.due_exactly, self.is_late),
            *(self.reassurance, self.marks, self.beside),
        )

    @property
    def url(self) -> str:
        """The address of the page where it is done, for whoever is signed in."""
        return settings.BASE_URL + self.path

    @property
    def paths(self) -> list[str]:
        """Every page of ours that it leads to."""
        return [self.path, *(said.url for said in self.beside if said.url)]


@dataclass(frozen=True)
class Letter:
    """What a digest says, before it is put into text and HTML."""

    heading: str
    subject: str
    lines: list[Line]
    more: int
    is_counted: bool

    @property
    def has_debriefs(self) -> bool:
        """Whether it holds what goes to everybody who is invited."""
        return any(line.is_told_to_all for line in self.lines)

    @property
    def paths(self) -> list[str]:
        """Every page of ours that its lines lead to."""
        return [path for line in self.lines for path in line.paths]


def letter_of(awaiting: Awaiting, *, on: date) -> Letter:
    """Say what awaits one person on a day."""
    return Teller(on=on).letter(awaiting)


class Teller:
    """Says what awaits people on one day, in one language.

    A debrief goes to everybody who is invited: what was read once for all of them is put into words once.
    """

    def __init__(self, *, on: date) -> None:
        self._on = on
        self._said: dict[Hashable, Any] = {}

    def letter(self, awaiting: Awaiting) -> Letter:
        """Say what awaits somebody, counting all of it. What they are told of today is shown whatever is left out."""
        lines = self.lines(awaiting.things, told=awaiting.told)
        count, is_counted = len(lines) + awaiting.more, awaiting.is_counted
        heading = self._once((count, is_counted), lambda: _heading(count, is_counted=is_counted))
        first = sorted(range(len(lines)), key=lambda place: not lines[place].is_told)[:LINES]
        return Letter(
            heading=heading,
            subject=_subject(heading, lines, is_all_read=not awaiting.more),
            lines=[lines[place] for place in sorted(first)],
            more=len(lines) - len(first) + awaiting.more,
            is_counted=is_counted,
        )

    def lines(self, things: Sequence[Awaited], *, told: Collection[Key] = ()) -> list[Line]:
        """The things as lines, soonest first; what is to be done with one customer is one line."""
        lines: dict[tuple[str, str | int], Line] = {}
        for thing in sorted(things, key=lambda thing: (thing.due_on, thing.subject, thing.pk)):
            place = (thing.subject, thing.url.partition("#")[0] if thing.subject == Subject.STEP else thing.pk)
            line = self._line(thing, is_told=thing.key in told)
            first = lines.setdefault(place, line)
            if first is not line:
                asks, is_told = f"{first.asks} · {line.asks}", first.is_told or line.is_told
                lines[place] = replace(first, asks=asks, is_told=is_told, beside=first.beside + line.beside)
        return list(lines.values())

    def _line(self, thing: Awaited, *, is_told: bool) -> Line:
        beside = tuple(replace(said, words=one_line(str(said.words))) for said in thing.beside)
        return self._once(
            (thing.key, is_told, beside),
            lambda: Line(
                asks=str(thing.asks),
                title=one_line(thing.title),
                about=one_line(thing.about),
                kind=thing.kind,
                due=self._once((thing.due_on, thing.is_standing), lambda: _due(thing, on=self._on)),
                due_exactly=self._once(thing.due_on, lambda: exact_day(thing.due_on)),
                is_late=thing.is_late(on=self._on),
                path=thing.url,
                marks=self._marks(thing),
                is_told=is_told,
                is_told_to_all=thing.subject in TOLD_TO_ALL,
                reassurance=self._once(
                    (thing.subject, thing.debrief and thing.debrief.phase), lambda: _reassurance(thing)
                ),
                beside=beside,
            ),
        )

    def _marks(self, thing: Awaited) -> tuple[Mark, ...]:
        if thing.debrief is None:
            return ()
        marks = thing.debrief.section_marks
        states = tuple(mark.state for mark in marks)
        return self._once(states, lambda: tuple(_mark(mark) for mark in marks))

    def _once(self, what: Hashable, say: Callable[[], T]) -> T:
        if what not in self._said:
            self._said[what] = say()
        said: T = self._said[what]
        return said


def _heading(count: int, *, is_counted: bool) -> str:
    if not is_counted:
        return _("More than %(count)d things await you") % {"count": count}
    return ngettext("One thing awaits you", "%(count)d things await you", count) % {"count": count}


def _subject(heading: str, lines: list[Line], *, is_all_read: bool) -> str:
    """Soonest come first, so unless all that were read are late, no other is."""
    late = sum(line.is_late for line in lines)
    if not late:
        return heading
    if late == len(lines):
        if not is_all_read:
            return _("%(heading)s, many are late") % {"heading": heading}
        return ngettext("%(heading)s, and it is late", "%(heading)s, all of them late", late) % {"heading": heading}
    return ngettext("%(heading)s, one is late", "%(heading)s, %(late)d are late", late) % {
        "heading": heading,
        "late": late,
    }


def _reassurance(thing: Awaited) -> str:
    """What everybody reads first of a thing that goes to all, whoever of them has done their part."""
    if thing.debrief and thing.debrief.phase == Phase.GATHER:
        return _("If you have handed in, nothing is left for you to do.")
    if thing.subject == Subject.AFTERWARDS:
        return _("If you have answered, nothing is left for you to do.")
    return ""


def _due(thing: Awaited, *, on: date) -> str:
    if thing.is_standing:
        return _("open for objections until %(day)s") % {"day": say_day(thing.due_on, today=on)}
    return say_due(thing.due_on, today=on)


def _mark(mark: SectionMark) -> Mark:
    return Mark(str(mark.title), SIGNS[mark.state], str(mark.state.label), mark.state != SectionState.EMPTY)
