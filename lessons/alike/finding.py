"""Which earlier letters and which lessons look like a letter, the likest first, each with its reason.

All of it depends on the letter alone: everybody who may read it finds the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from foundation.addresses import address_of
from incidents.intake import title_without_words
from incidents.models import Incident, Kind
from lessons.alike import engine
from lessons.alike.marks import Marks, marks_of_letter
from lessons.alike.near import STILL_OPEN, lessons_near, letters_near
from lessons.alike.weighing import Likeness, Trace, Weighing
from lessons.alike.wording import Asked, Language, Rarity, Worded
from lessons.models import LessonKind, Status, standing_of

SHOWN = 5
ENOUGH_FOR_A_SENTENCE = 0.3
Found = TypeVar("Found", "AlikeLetter", "AlikeLesson")


class AlikeLetter(NamedTuple):
    """An earlier letter, and why it is shown."""

    pk: int
    title: str
    kind: str
    received_on: date
    why: Likeness

    @property
    def url(self) -> str:
        return address_of("overview:letter", self.pk)

    @property
    def is_worth_showing(self) -> bool:
        return self.why.is_enough


class AlikeLesson(NamedTuple):
    """A lesson, and why it is shown. `team` is named when it is another's."""

    pk: int
    sentence: str
    kind: LessonKind
    status: Status
    is_ours: bool
    team: str
    why: Likeness

    @property
    def url(self) -> str:
        return address_of("overview:lesson", self.pk)

    @property
    def is_open(self) -> bool:
        return self.status in STILL_OPEN

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        return standing_of(self.kind, self.status)

    @property
    def is_worth_showing(self) -> bool:
        """What was learned at the same stage is worth a look even if it was said in other words.

        A lesson is short, so that one word in common is much of it: alone, words have to say more than of a letter.
        """
        why = self.why
        has_other_reason = why.same_factor or why.same_themes or why.words >= ENOUGH_FOR_A_SENTENCE
        return (why.same_stage and why.same_kind) or (why.is_enough and bool(has_other_reason))


@dataclass(frozen=True)
class Alike:
    """What was there before."""

    lessons: Sequence[AlikeLesson] = ()
    letters: Sequence[AlikeLetter] = ()

    @property
    def at_this_stage(self) -> int:
        """How many of the lessons are of a stage that the letter speaks of."""
        return sum(lesson.why.same_stage for lesson in self.lessons)


def look_back(incident: Incident) -> Alike:
    """Earlier letters and lessons that look like this one. Three queries, and rarely one more.

    While a letter is kept back nothing is told of it, and so not what it looks like either.
    """
    if incident.title_kept_back:
        return Alike()
    seen = Seen.of(incident)
    return Alike(lessons=seen.lessons(), letters=seen.letters())


@dataclass(frozen=True)
class Seen:
    """A letter with its marks and the words that candidates are asked for by, to look back from."""

    incident: Incident
    marks: Marks
    words: Asked
    language: Language

    @classmethod
    def of(cls, incident: Incident) -> "Seen":
        """One query, and rarely one more."""
        marks, held = marks_of_letter(incident.pk)
        return cls(incident, marks, engine().words_of(incident.team_id, held), Language.here())

    @cached_property
    def trace(self) -> Trace:
        said = _said(self.incident.title, self.incident.text, self.incident.received_on)
        return _trace(self.incident.kind, Worded.of(said, self.language), self.marks)

    def letters(self, *, most: int = SHOWN) -> list[AlikeLetter]:
        """Earlier letters of the team, and those of the same day. One query."""
        near = letters_near(self.incident, self.marks, self.words.letters)
        traces = [
            _trace(letter.kind, Worded.of(_said(letter.title, letter.begin, letter.received_on), self.language), marks)
            for letter, marks in near
        ]
        weighing = Weighing(self.trace, self._rarity(traces))
        found = (
            AlikeLetter(letter.pk, letter.title, letter.kind, letter.received_on, weighing.beside(trace))
            for (letter, _), trace in zip(near, traces, strict=True)
        )
        return _likest(found, weighing, most=most)

    def lessons(self, *, most: int = SHOWN) -> list[AlikeLesson]:
        """Lessons of the team, lessons it took up, and what other teams show, that this letter calls to mind. One query."""
        near = lessons_near(self.incident, self.marks, self.words.lessons)
        traces = []
        for lesson, marks in near:
            taught_by = Kind.COMPLAINT if lesson.kind == LessonKind.PREVENT else Kind.PRAISE
            said = Worded.kept(f"{lesson.sentence}\n{lesson.expects}", self.language)
            traces.append(_trace(taught_by, said, marks))
        weighing = Weighing(self.trace, self._rarity(traces))
        found = (
            AlikeLesson(
                lesson.pk,
                lesson.sentence,
                LessonKind(lesson.kind),
                Status(lesson.status),
                is_ours=lesson.team_id == self.incident.team_id,
                team=lesson.team,
                why=why,
            )
            for (lesson, _), why in zip(near, map(weighing.beside, traces), strict=True)
            if why.score
        )
        return sorted(
            _likest(found, weighing, most=most), key=lambda lesson: not (lesson.is_open and lesson.why.same_stage)
        )

    def _rarity(self, others: Iterable[Trace]) -> Rarity:
        return engine().rarity([self.trace.worded, *(other.worded for other in others)])


def _trace(kind: str, worded: Worded, marks: Marks) -> Trace:
    return Trace(kind, worded, marks.stages, marks.factors, marks.themes)


def _said(title: str, text: str, received_on: date) -> str:
    """All that a letter says. Its title is mostly its first line, which is not to count twice; a photo's is often ours."""
    if text.startswith(title.removesuffix("…")) or (not text and title == title_without_words(received_on)):
        return text
    return f"{title}\n{text}"


def _likest(found: Iterable[Found], weighing: Weighing, *, most: int) -> list[Found]:
    """Those worth showing, the likest first, each with the words it shares."""
    worth = sorted((one for one in found if one.is_worth_showing), key=lambda one: (-one.why.score, -one.pk))
    named = (one._replace(why=weighing.named(one.why)) for one in worth[:most])
    return [one for one in named if one.why.has_reason]
