"""Which earlier letters and which lessons look like a letter, the likest first, each with its reason.

All of it depends on the letter alone: everybody who may read it finds the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left

from foundation.addresses import address_of
from incidents.intake import title_without_words
from incidents.models import Incident, Kind, Polarity
from lessons.alike import engine
from lessons.alike.marks import Marks, marks_of_lessons, marks_of_letters
from lessons.alike.weighing import Likeness, Trace, Weighing
from lessons.alike.wording import LOOKED_AT, Language, Rarity, Worded
from lessons.models import Lesson, LessonKind, Status, standing_of

SHOWN = 5
ENOUGH_FOR_A_SENTENCE = 0.3
FROM_A_STATUS = 8
FROM_OTHERS = 10
Found = TypeVar("Found", "AlikeLetter", "AlikeLesson")

# Put together once, and only asked narrowed down to what is near one letter.
LETTERS = (
    Incident.objects.filter(title_kept_back="")
    .order_by()
    .annotate(begin=Left("text", LOOKED_AT))
    .values_list("pk", "title", "kind", "received_on", "begin")
)
LESSONS = (
    Lesson.objects.exclude(status=Status.DROPPED)
    .order_by()
    .values_list(
        *("pk", "sentence", "expects", "kind", "status", "stage_id", "team_id", "team__name", "debrief__incident_id")
    )
)

# Each part stops at its own limit. Putting them together from querysets cost more than asking them.
OF_A_STATUS = """
    SELECT id FROM (
        SELECT id FROM lessons_lesson WHERE team_id = %s AND status = %s AND stage_id IN ({stages})
        ORDER BY drawn_on DESC, id DESC LIMIT %s
    ) AS newest
"""
SHOWN_BY_OTHERS = """
    SELECT id FROM (
        SELECT id FROM lessons_lesson WHERE status = 'norm' AND is_shared AND stage_id IN ({stages})
        ORDER BY norm_since DESC, id DESC LIMIT %s
    ) AS shown
"""
TAKEN_UP = """
    SELECT lesson_id FROM (
        SELECT lesson_id FROM lessons_adoption WHERE team_id = %s AND since IS NOT NULL AND until IS NULL
        ORDER BY id DESC LIMIT %s
    ) AS taken_up
"""

STILL_OPEN = (Status.RELAPSED, Status.TRYING, Status.PROPOSED)
"""What is not settled yet comes before what is."""


@dataclass(frozen=True)
class AlikeLetter:
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


@dataclass(frozen=True)
class AlikeLesson:
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
    """Earlier letters and lessons that look like this one. Seven queries at most.

    While a letter is kept back nothing is told of it, and so not what it looks like either.
    """
    if incident.title_kept_back:
        return Alike()
    seen = Seen.of(incident)
    return Alike(lessons=seen.lessons(), letters=seen.letters())


def alike_letters(incident: Incident) -> list[AlikeLetter]:
    """Earlier letters of the team that look like this one."""
    return Seen.of(incident).letters()


def alike_lessons(incident: Incident) -> list[AlikeLesson]:
    """Lessons of the team, lessons it took up, and what other teams show, that this letter calls to mind."""
    return Seen.of(incident).lessons()


@dataclass(frozen=True)
class Seen:
    """A letter with its marks, to look back from."""

    incident: Incident
    marks: Marks
    language: Language

    @classmethod
    def of(cls, incident: Incident) -> "Seen":
        return cls(incident, marks_of_letters([incident.pk])[incident.pk], Language.here())

    @cached_property
    def trace(self) -> Trace:
        said = _said(self.incident.title, self.incident.text, self.incident.received_on)
        return self._trace(self.incident.kind, said, self.marks)

    @cached_property
    def words(self) -> str:
        """What candidates are asked for by their words. One query at most."""
        return engine().words_of(self.incident)

    def letters(self, *, most: int = SHOWN) -> list[AlikeLetter]:
        """Earlier letters of the team, and those of the same day."""
        polarity = Polarity.BAD if self.incident.kind == Kind.COMPLAINT else Polarity.GOOD
        places = sorted(self.marks.places, key=str)
        near = engine().letters_near(self.incident, self.words, places=places, polarity=polarity)
        earlier = LETTERS.filter(near, team=self.incident.team_id, received_on__lte=self.incident.received_on)
        rows = [row for row in earlier if row[0] != self.incident.pk]
        marks = marks_of_letters(pk for pk, *_ in rows) if rows else {}
        traces = [
            self._trace(kind, _said(title, begin, received_on), marks.get(pk, Marks()))
            for pk, title, kind, received_on, begin in rows
        ]
        weighing = Weighing(self.trace, self._rarity(traces))
        found = (
            AlikeLetter(pk, title, kind, received_on, weighing.beside(trace))
            for (pk, title, kind, received_on, _), trace in zip(rows, traces, strict=True)
        )
        return _likest(found, weighing, most=most)

    def lessons(self, *, most: int = SHOWN) -> list[AlikeLesson]:
        rows = [row for *row, taught_by in self._lessons_near() if taught_by != self.incident.pk]
        marks = marks_of_lessons(pk for pk, *_ in rows) if rows else {}
        traces = []
        for pk, sentence, expects, kind, _, stage, *_ in rows:
            mark = marks.setdefault(pk, Marks())
            mark.places.add((stage, None))
            taught_by = Kind.COMPLAINT if kind == LessonKind.PREVENT else Kind.PRAISE
            traces.append(self._trace(taught_by, f"{sentence}\n{expects}", mark))
        weighing = Weighing(self.trace, self._rarity(traces))
        found = [
            AlikeLesson(
                pk,
                sentence,
                LessonKind(kind),
                Status(status),
                is_ours=team_id == self.incident.team_id,
                team=team,
                why=weighing.beside(trace),
            )
            for (pk, sentence, _, kind, status, _, team_id, team), trace in zip(rows, traces, strict=True)
        ]
        return sorted(
            _likest(found, weighing, most=most), key=lambda lesson: not (lesson.is_open and lesson.why.same_stage)
        )

    def _lessons_near(self) -> QuerySet[Any, Any]:
        """A bounded number: of each status the newest at the letter's stages, those that share words, those of others."""
        team_id, stages = self.incident.team_id, sorted({stage for stage, _ in self.marks.places if stage})
        parts = [TAKEN_UP]
        asked: list[Any] = [team_id, FROM_OTHERS]
        if stages:
            at_them = {"stages": ", ".join(["%s"] * len(stages))}
            for status in (*STILL_OPEN, Status.NORM):
                parts.append(OF_A_STATUS.format(**at_them))
                asked += [team_id, status.value, *stages, FROM_A_STATUS]
            parts.append(SHOWN_BY_OTHERS.format(**at_them))
            asked += [*stages, FROM_OTHERS]
        if by_words := engine().lessons_near(self.incident, self.words):
            parts.append(by_words[0])
            asked += by_words[1]
        return LESSONS.filter(pk__in=RawSQL(" UNION ".join(parts), asked))

    def _trace(self, kind: str, text: str, marks: Marks) -> Trace:
        return Trace(kind, Worded.of(text, self.language), frozenset(marks.places), frozenset(marks.themes))

    def _rarity(self, others: Iterable[Trace]) -> Rarity:
        return engine().rarity([self.trace.worded, *(other.worded for other in others)])


def _said(title: str, text: str, received_on: date) -> str:
    """All that a letter says. Its title is mostly its first line, which is not to count twice; a photo's is often ours."""
    if text.startswith(title.removesuffix("…")) or (not text and title == title_without_words(received_on)):
        return text
    return f"{title}\n{text}"


def _likest(found: Iterable[Found], weighing: Weighing, *, most: int) -> list[Found]:
    """Those worth showing, the likest first, each with the words it shares."""
    worth = sorted((one for one in found if one.is_worth_showing), key=lambda one: (-one.why.score, -one.pk))
    named = (replace(one, why=weighing.named(one.why)) for one in worth[:most])
    return [one for one in named if one.why.has_reason]
