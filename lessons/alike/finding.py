"""Which earlier letters and which lessons look like a letter, the likest first, each with its reason.

All of it depends on the letter alone: everybody who may read it finds the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left

from foundation.addresses import address_of
from foundation.database.prepared import Prepared
from incidents.intake import title_without_words
from incidents.models import Incident, Kind, Polarity
from lessons.alike import engine
from lessons.alike.marks import Marks, marks_of_lessons, marks_of_letters
from lessons.alike.weighing import Likeness, Place, Trace, Weighing
from lessons.alike.wording import LOOKED_AT, Asked, Language, Rarity, Worded
from lessons.models import Lesson, LessonKind, Status, standing_of

SHOWN = 5
ENOUGH_FOR_A_SENTENCE = 0.3
PLACES = 3
FROM_A_STATUS = 6
FROM_OTHERS = 6
QUESTIONS_KEPT = 64
"""For letters with so many different numbers of places and stages."""
Found = TypeVar("Found", "AlikeLetter", "AlikeLesson")

LETTERS = (
    Incident.objects.filter(title_kept_back="")
    .order_by()
    .annotate(begin=Left("text", LOOKED_AT))
    .values_list("pk", "title", "kind", "received_on", "begin")
)
LESSONS = (
    Lesson.objects.exclude(status=Status.DROPPED)
    .order_by()
    .values_list(*("pk", "sentence", "expects", "kind", "status", "stage_id", "team_id", "team__name"))
)

# Each part stops at its own limit.
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
    """Earlier letters and lessons that look like this one. Seven queries at most.

    While a letter is kept back nothing is told of it, and so not what it looks like either.
    """
    if incident.title_kept_back:
        return Alike()
    seen = Seen.of(incident)
    return Alike(lessons=seen.lessons(), letters=seen.letters())


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
    def words(self) -> Asked:
        """What candidates are asked for by their words. One query at most."""
        return engine().words_of(self.incident)

    def letters(self, *, most: int = SHOWN) -> list[AlikeLetter]:
        """Earlier letters of the team, and those of the same day."""
        rows = self._letters_near()
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
        """Lessons of the team, lessons it took up, and what other teams show, that this letter calls to mind."""
        rows = self._lessons_near()
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

    def _letters_near(self) -> list[Any]:
        places = sorted((place for place in self.marks.places if place[0]), key=str)[:PLACES]
        have_factors = tuple(factor is not None for _, factor in places)
        near = _letters_near(Kind(self.incident.kind), have_factors, by_words=bool(self.words.letters))
        numbers = [number for place in places for number in place if number is not None]
        return near(self.incident.pk, self.incident.team_id, *numbers, *filter(None, [self.words.letters]))

    def _lessons_near(self) -> list[Any]:
        stages = sorted(self.marks.stages)
        near = _lessons_near(len(stages), by_words=bool(self.words.lessons))
        return near(self.incident.pk, self.incident.team_id, *stages, *filter(None, [self.words.lessons]))

    def _trace(self, kind: str, text: str, marks: Marks) -> Trace:
        return Trace(kind, Worded.of(text, self.language), marks.stages, marks.factors, marks.themes)

    def _rarity(self, others: Iterable[Trace]) -> Rarity:
        return engine().rarity([self.trace.worded, *(other.worded for other in others)])


@lru_cache(maxsize=QUESTIONS_KEPT)
def _letters_near(kind: Kind, have_factors: Sequence[bool], *, by_words: bool) -> Prepared[Any]:
    """The question for letters that share a place or words with one of this kind: of its team, earlier or of the same day.

    It is asked with the numbers of the letter, of its team, and of each of its places: a stage and, where `have_factors`
    says so, a factor; last come words, if candidates are looked for by them.
    """
    polarity = Polarity.BAD if kind == Kind.COMPLAINT else Polarity.GOOD

    def question(pk: int, team_id: int, *asked: Any) -> QuerySet[Incident, Any]:
        numbers = iter(asked)
        places: list[Place] = [(next(numbers), next(numbers) if has_factor else None) for has_factor in have_factors]
        near = engine().letters_near(team_id, next(numbers, ""), places=places, polarity=polarity)
        day = Subquery(Incident.objects.filter(pk=pk).values("received_on"))
        return LETTERS.filter(near, team=team_id, received_on__lte=day).exclude(pk=pk)

    numbers = 2 + len(have_factors) + sum(have_factors)
    return Prepared(question, numbers=numbers, has_text=by_words)


@lru_cache(maxsize=QUESTIONS_KEPT)
def _lessons_near(stages: int, *, by_words: bool) -> Prepared[Any]:
    """The question for lessons that a letter may call to mind, without those drawn from the letter itself.

    They are the newest of each status at the stages of the letter, those that hold some of its words, those that its team
    took up, and what other teams show. It is asked with the numbers of the letter, of its team, and of so many stages; last
    come words, if candidates are looked for by them.
    """

    def question(pk: int, team_id: int, *asked: Any) -> QuerySet[Lesson, Any]:
        stage_ids, words = asked[:stages], asked[stages:]
        parts = [TAKEN_UP]
        values: list[Any] = [team_id, FROM_OTHERS]
        if stage_ids:
            at_them = {"stages": ", ".join(["%s"] * stages)}
            for status in (*STILL_OPEN, Status.NORM):
                parts.append(OF_A_STATUS.format(**at_them))
                values += [team_id, status.value, *stage_ids, FROM_A_STATUS]
            parts.append(SHOWN_BY_OTHERS.format(**at_them))
            values += [*stage_ids, FROM_OTHERS]
        if holding := engine().lessons_near(team_id, *words or [""]):
            parts.append(holding[0])
            values += holding[1]
        return LESSONS.filter(pk__in=RawSQL(" UNION ".join(parts), values)).exclude(debrief__incident=pk)

    return Prepared(question, numbers=2 + stages, has_text=by_words)


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
