"""How many letters of the kind a lesson is about came before it was held to, and since: month by month, and in words.

Counted are letters of the team with a passage at the lesson's stage and one of its factors: bad ones for what prevents,
good ones for what is to be repeated; and those of which people said that they are about it, whatever was noted of them.
What people called something else stays counted, since of the letters before nobody was asked. Few letters say little, and
that is said.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb, erfc, sqrt

from django.db.models import QuerySet

from foundation.database.prepared import Prepared
from incidents.models import Factor, Incident, Polarity
from lessons.models import Adoption, EvidenceOutcome, Lesson, LessonEvent, LessonKind, Turn
from people.asking import ask

LONGEST_LOOK = timedelta(days=365)
"""So far to either side of the day."""
FEWEST_LETTERS = 5
FEWEST_DAYS = 28
CHANCE = 0.1
"""What would come about by chance more often than this is called no difference."""
DAYS_IN_A_MONTH = 30.44
SUMMED = 500
"""Of more letters the curve that they follow is as good as their sum."""
TurnOn = tuple[str, date, int | None]
"""What became of a lesson, on which day, and in which other team if it was there."""


def _first_letter(team: int) -> QuerySet[Incident, date]:
    return Incident.objects.filter(team=team).order_by("received_on").values_list("received_on", flat=True)[:1]


def _turns(lesson: int) -> QuerySet[LessonEvent, tuple[str, date, int | None]]:
    told = LessonEvent.objects.filter(lesson=lesson, what__in=(Turn.TRIED, Turn.NORM, Turn.RELAPSED, Turn.ELSEWHERE))
    return told.order_by("pk").values_list("what", "happened_on", "team")


# Put into SQL once for all lessons, and planned once; each finds few rows.
FIRST_LETTER = Prepared(_first_letter)
TURNS = Prepared(_turns)
FACTORS = Prepared(lambda pk: Factor.objects.filter(lessons=pk).order_by().values_list("pk", flat=True))

# An index knows these letters with their days. They are counted by day first, since few days have to become months.
AT_ITS_STAGE = """
    WITH letters AS (
        SELECT p.incident_id, p.received_on FROM incidents_point p
        WHERE p.team_id IN (@teams) AND p.stage_id = %(stage)s AND p.polarity = %(polarity)s
            AND p.received_on BETWEEN %(start)s AND %(end)s {factors}
        UNION
        SELECT i.id, i.received_on FROM lessons_evidence e JOIN incidents_incident i ON i.id = e.incident_id
        WHERE e.lesson_id = %(lesson)s AND e.outcome = %(outcome)s AND i.team_id IN (@teams)
            AND i.received_on BETWEEN %(start)s AND %(end)s
    ), days AS (SELECT received_on, COUNT(*) AS letters FROM letters GROUP BY received_on)
    SELECT SUBSTR(CAST(received_on AS text), 1, 7), CASE WHEN received_on > %(began)s THEN 1 ELSE 0 END,
        CAST(SUM(letters) AS bigint)
    FROM days GROUP BY 1, 2"""
ITS_FACTORS = "AND p.factor_id IN (SELECT factor_id FROM lessons_lesson_factors WHERE lesson_id = %(lesson)s)"
ABOUT_IT = {
    has_factors: AT_ITS_STAGE.format(factors=ITS_FACTORS if has_factors else "") for has_factors in (False, True)
}
"""Letters like those that taught a lesson, by month. Said in SQL, and planned once: that takes longer than counting."""


@dataclass(frozen=True)
class Month:
    """One month of the picture; the one in which the lesson began has letters of both sides."""

    first_day: date
    before: int
    since: int
    came_back_on: tuple[date, ...] = ()

    @property
    def letters(self) -> int:
        return self.before + self.since


@dataclass(frozen=True)
class Side:
    """All that came before the day, or since."""

    letters: int
    days: int

    @property
    def is_long(self) -> bool:
        """Whether it is long enough to be told as so many a month."""
        return self.days >= FEWEST_DAYS

    @property
    def a_month(self) -> float:
        return self.letters * DAYS_IN_A_MONTH / self.days if self.days else 0.0


@dataclass(frozen=True)
class Around:
    """Letters before and after the day from which a lesson was held to.

    It `came_back_later` on days after the months that are shown.
    """

    began_on: date
    before: Side
    since: Side
    months: tuple[Month, ...]
    came_back_later: tuple[date, ...] = ()

    @property
    def came_back_on(self) -> list[date]:
        """On which days of the months shown people said that it came back."""
        return [day for month in self.months for day in month.came_back_on]

    @property
    def is_too_early(self) -> bool:
        return not self.since.is_long

    @property
    def has_too_few(self) -> bool:
        """Whether there are too few letters, or too short a time to compare with, to tell anything."""
        return self.before.letters + self.since.letters < FEWEST_LETTERS or not self.before.is_long

    @property
    def is_fewer(self) -> bool:
        return self._is_told and self.since.a_month < self.before.a_month

    @property
    def is_more(self) -> bool:
        return self._is_told and self.since.a_month > self.before.a_month

    @property
    def most(self) -> int:
        return max((month.letters for month in self.months), default=0)

    @property
    def _is_told(self) -> bool:
        if self.is_too_early or self.has_too_few:
            return False
        return by_chance(self.before, self.since) <= CHANCE


def by_chance(before: Side, since: Side) -> float:
    """How often letters that come evenly over all of the time would be as unevenly parted as these, or more so."""
    letters, share = before.letters + since.letters, since.days / (before.days + since.days)
    if letters > SUMMED:
        spread = sqrt(letters * share * (1 - share))
        return erfc(abs(since.letters - letters * share) / spread / sqrt(2))
    odds = [comb(letters, k) * share**k * (1 - share) ** (letters - k) for k in range(letters + 1)]
    return sum(one for one in odds if one <= odds[since.letters] * (1 + 1e-9))


def letters_around(lesson: Lesson, *, on: date, adoption: Adoption | None = None) -> Around | None:
    """Letters like those that taught the lesson, a year to either side of its day at most; none without a stage.

    With an `adoption`, those of the team that took it up, around the day on which it did. Four queries.
    """
    if lesson.stage_id is None:
        return None
    team_id = adoption.team_id if adoption else lesson.team_id
    turns = list(TURNS(lesson.pk))
    began = (adoption and adoption.since) or day_it_began(lesson, turns)
    first = next(iter(FIRST_LETTER(team_id)), began)
    start, end = max(first, began - LONGEST_LOOK), min(on, began + LONGEST_LOOK)
    counted: Counter[tuple[date, bool]] = Counter()
    for month, is_since, letters in _by_month(lesson, team_id, began=began, start=start, end=end):
        counted[month, is_since] += letters
    came_back = _came_back(turns, team_id if adoption else None)
    months = tuple(
        Month(
            day,
            counted[day, False],
            counted[day, True],
            tuple(back for back in came_back if back.replace(day=1) == day),
        )
        for day in _months(min(start, began), end)
    )
    before = Side(sum(month.before for month in months), max((began - start).days, 0))
    since = Side(sum(month.since for month in months), max((end - began).days, 0))
    later = tuple(day for day in came_back if months and day.replace(day=1) > months[-1].first_day)
    return Around(began, before, since, months, later)


def day_it_began(lesson: Lesson, turns: Sequence[TurnOn]) -> date:
    """The day from which the lesson is or was the norm; else from which it was tried, or drawn.

    That it came back leaves the day as it was.
    """
    if lesson.norm_since:
        return lesson.norm_since
    home = [(what, day) for what, day, team in turns if what != Turn.ELSEWHERE]
    return _last_time(home, Turn.NORM) or _last_time(home, Turn.TRIED) or lesson.drawn_on


def _last_time(turns: Iterable[tuple[str, date]], wanted: Turn) -> date | None:
    """The first day of the last time that it stood so: looked at again and found the same, it stands so since before."""
    since, stood = None, ""
    for what, day in turns:
        if what == wanted != stood:
            since = day
        stood = what
    return since


def _came_back(turns: Sequence[TurnOn], adopted_by: int | None) -> list[date]:
    """The days on which it came back: where it was learned, or in the team that took it up. Each is said once."""
    wanted = (Turn.ELSEWHERE, adopted_by) if adopted_by else (Turn.RELAPSED, None)
    return sorted({day for what, day, team in turns if (what, team) == wanted})


def _by_month(lesson: Lesson, team_id: int, **days: date) -> Iterator[tuple[date, bool, int]]:
    """How many letters of the team in each month: the first day of it, whether they came since, and how many."""
    polarity, outcome = (
        (Polarity.BAD, EvidenceOutcome.RELAPSED)
        if lesson.kind == LessonKind.PREVENT
        else (Polarity.GOOD, EvidenceOutcome.HELD)
    )
    about = {"lesson": lesson.pk, "stage": lesson.stage_id, "polarity": polarity.value, "outcome": outcome.value}
    for month, is_since, letters in ask(ABOUT_IT[bool(FACTORS(lesson.pk))], teams=[team_id], **about, **days):
        yield date.fromisoformat(f"{month}-01"), bool(is_since), letters


def _months(start: date, end: date) -> Iterator[date]:
    day = start.replace(day=1)
    while day <= end:
        yield day
        day += timedelta(days=monthrange(day.year, day.month)[1])
