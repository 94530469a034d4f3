"""The labelled letters of `letters.txt`, sorted as people sort them: mostly alike, and sometimes not.

Every fifth letter bears no factor, and every tenth bears a stage that its fellows do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from django.utils import timezone

from incidents.intake import title_of
from incidents.models import Effect, Factor, Incident, Kind, Point, Polarity, Stage
from lessons.alike.finding import Seen
from lessons.models import LessonKind
from people.models import Team
from tests.factories import make_debrief, make_lesson

LETTERS = Path(__file__).with_name("letters.txt")
DAY = date(2026, 3, 2)
AMONG_THE_FIRST = 5


@dataclass(frozen=True)
class Labelled:
    """One letter, with the number of its group; a near miss belongs to none."""

    number: int
    group: int
    is_near_miss: bool
    kind: Kind
    stage: str
    factor: str
    headline: str
    text: str


@dataclass
class Corpus:
    """The letters as they lie in the database, each with what it was made of."""

    made_of: dict[int, Labelled] = field(default_factory=dict)
    incidents: dict[int, Incident] = field(default_factory=dict)

    def fellows(self, pk: int) -> set[int]:
        """The other letters that tell of the same."""
        mine = self.made_of[pk]
        return {other for other, made in self.made_of.items() if made.group == mine.group and not made.is_near_miss} - {
            pk
        }


def labelled() -> Iterator[Labelled]:
    """All letters of the file."""
    group, number = -1, 0
    kind, stage, factor, headline = Kind.COMPLAINT, "", "", ""
    for line in LETTERS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group += 1
            named, stage, factor, headline = (part.strip() for part in line[3:].split("·"))
            kind = Kind(named)
        elif line.startswith(("= ", "~ ")):
            yield Labelled(number, group, line.startswith("~"), kind, stage, factor, headline, line[2:])
            number += 1


def lay_out(team: Team) -> Corpus:
    """Put them all into the team's letters, all of one day, in an order that tells nothing."""
    stages = {stage.name: stage for stage in Stage.objects.all()}
    factors = {factor.name: factor for factor in Factor.objects.all()}
    letters = sorted(labelled(), key=lambda letter: letter.number * 7919 % 300)
    incidents = Incident.objects.bulk_create(
        Incident(
            kind=letter.kind,
            team=team,
            title=title_of(letter.text),
            text=letter.text,
            received_on=DAY,
            logged_at=timezone.now(),
        )
        for letter in letters
    )
    corpus, points = Corpus(), []
    others = list(stages.values())
    for letter, incident in zip(letters, incidents, strict=True):
        corpus.made_of[incident.pk], corpus.incidents[incident.pk] = letter, incident
        stage = stages[letter.stage] if letter.number % 10 != 3 else others[letter.number % len(others)]
        factor = factors[letter.factor] if letter.number % 5 != 1 else None
        polarity = Polarity.BAD if letter.kind == Kind.COMPLAINT else Polarity.GOOD
        effect = {Polarity.BAD: Effect.HINDERED, Polarity.GOOD: Effect.HELPED}[polarity] if factor else ""
        said = {"polarity": polarity, "stage": stage, "factor": factor, "effect": effect}
        points.append(Point(incident=incident, team_id=incident.team_id, received_on=incident.received_on, **said))
    Point.objects.bulk_create(points)
    return corpus


def learn(team: Team) -> dict[int, int]:
    """A lesson of the team for each group, in the words of its headline; the numbers of the groups and of their lessons."""
    debrief, factors = make_debrief(team=team), {factor.name: factor for factor in Factor.objects.all()}
    stages = {stage.name: stage for stage in Stage.objects.all()}
    learned = {}
    for group, letters in groupby(labelled(), key=lambda letter: letter.group):
        taught_by = next(letters)
        lesson = make_lesson(
            debrief=debrief,
            sentence=taught_by.headline,
            kind=LessonKind.PREVENT if taught_by.kind == Kind.COMPLAINT else LessonKind.REPEAT,
            stage=stages[taught_by.stage],
        )
        lesson.factors.add(factors[taught_by.factor])
        learned[group] = lesson.pk
    return learned


def lessons_found(corpus: Corpus, learned: dict[int, int]) -> float:
    """The share of letters, every second one, that call the lesson of their group to mind."""
    asked = [pk for pk, made in corpus.made_of.items() if not made.is_near_miss and made.number % 2]
    found = sum(
        learned[corpus.made_of[pk].group] in {lesson.pk for lesson in Seen.of(corpus.incidents[pk]).lessons()}
        for pk in asked
    )
    return found / len(asked)


def pairs() -> int:
    """How many pairs of letters tell of the same."""
    together = [letter.group for letter in labelled() if not letter.is_near_miss]
    sizes = [len(list(group)) for _, group in groupby(together)]
    return sum(size * (size - 1) // 2 for size in sizes)


def recall(corpus: Corpus) -> float:
    """Of the letters that tell of the same, the share that is among the first five, looking from every second letter."""
    found = wanted = 0
    for pk, made in corpus.made_of.items():
        if not made.is_near_miss and made.number % 2:
            fellows = corpus.fellows(pk)
            alike = Seen.of(corpus.incidents[pk]).letters(most=AMONG_THE_FIRST)
            found += len(fellows & {letter.pk for letter in alike})
            wanted += len(fellows)
    return found / wanted
