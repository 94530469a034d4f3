"""What some days changed in some teams: what was learned, held and came back, and one story of praise. One query.

Customers are not named: their words are told, and whose they are stands with the letter.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.text import Truncator
from django.utils.translation import get_language

from foundation.addresses import address_of
from foundation.working_days import ONE_DAY
from lessons.models import Lesson
from people.asking import ask

A_WEEK = timedelta(days=7)
SHOWN = 8
"""Of lessons of one kind; one more is read, to know whether there are more."""
SORTS = ("learned", "adopted", "held", "relapsed")
"""What becomes of lessons."""
CHANGES_KEPT = 64
"""The dashboard tells the same ones until something happens."""

LONGEST_QUOTE = 240
LONGEST_REASON = 320


@dataclass(frozen=True)
class Week:
    """Some days, both ends included, in the time zone of whoever reads; seven unless somebody asks otherwise."""

    since: date
    until: date
    zone: tzinfo

    @classmethod
    def before(cls, day: date, *, zone: tzinfo) -> "Week":
        return cls(day - A_WEEK, day - ONE_DAY, zone)

    @property
    def days(self) -> tuple[date, date]:
        return self.since, self.until

    @property
    def moments(self) -> tuple[datetime, datetime]:
        begin = datetime.combine(self.since, time(), tzinfo=self.zone)
        return begin, datetime.combine(self.until + ONE_DAY, time(), tzinfo=self.zone)


@dataclass(frozen=True)
class PraiseStory:
    """One debrief of praise that was completed: what the customer said, and why it went so well."""

    title: str
    words: str
    reason: str
    url: str
    incident_id: int
    team_id: int


@dataclass(frozen=True)
class Changes:
    """What some days changed. `learned` leaves out what is the norm already, which stands in `adopted`.

    Of the lessons only number and sentence have been read; of the sorts in `left_out` there are more.
    """

    learned: tuple[Lesson, ...]
    adopted: tuple[Lesson, ...]
    held: tuple[Lesson, ...]
    relapsed: tuple[Lesson, ...]
    story: PraiseStory | None
    left_out: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.learned or self.adopted or self.held or self.relapsed or self.story)


class Found(NamedTuple):
    """Something as it was read: a lesson, or the letter of a story with what was said and why it went well."""

    sort: str
    day: str
    place: int
    pk: int
    team_id: int
    what: str
    said: str
    why: str


def changes_in(team_ids: Collection[int], days: Week) -> Changes:
    begin, end = days.moments
    rows = ask(FIND, teams=team_ids, since=days.since, until=days.until, begin=begin, end=end)
    return _changes(tuple(rows), get_language())


@lru_cache(maxsize=CHANGES_KEPT)
def _changes(rows: tuple[tuple[Any, ...], ...], language: str | None) -> Changes:
    """The language is the active one, in which what is too long is shortened; it is named so that each is kept apart."""
    found = sorted(map(Found._make, rows), key=lambda row: (row.day, row.place), reverse=True)

    def of(sort: str) -> tuple[Lesson, ...]:
        newest: dict[int, Found] = {}
        for row in found:
            if row.sort == sort:
                newest.setdefault(row.pk, row)
        return tuple(map(_lesson, newest.values()))

    told = {sort: of(sort) for sort in SORTS}
    story = next((_story(row) for row in found if row.sort == "story"), None)
    left_out = frozenset(sort for sort, lessons in told.items() if len(lessons) > SHOWN)
    return Changes(**{sort: lessons[:SHOWN] for sort, lessons in told.items()}, story=story, left_out=left_out)


def _lesson(found: Found) -> Lesson:
    return Lesson.from_db(None, ["id", "sentence"], [found.pk, found.what])


def _story(found: Found) -> PraiseStory:
    return PraiseStory(
        title=found.what,
        words=short(found.said or "", LONGEST_QUOTE),
        reason=short(found.why, LONGEST_REASON),
        url=address_of("overview:debrief", found.pk),
        incident_id=found.pk,
        team_id=found.team_id,
    )


def short(text: str, longest: int) -> str:
    """On one line, so that nothing typed looks like lines of ours."""
    return Truncator(" ".join(text.split())).chars(longest)


def _latest(columns: Iterable[str], rows: str, order: str, limit: int) -> str:
    # In brackets of its own each part keeps its order and limit, on both engines.
    return f"SELECT * FROM (SELECT {', '.join(columns)} FROM {rows} ORDER BY {order} LIMIT {limit}) AS part"


IN_THESE_DAYS = "BETWEEN %(since)s AND %(until)s"


def _lessons(sort: str, day: str, where: str) -> str:
    """The newest lessons of a sort, by one of their days."""
    of_a_lesson = (
        "l.id AS place",
        "l.id AS pk",
        "l.team_id AS team_id",
        "l.sentence AS what",
        "'' AS said",
        "'' AS why",
    )
    return _latest(
        [f"'{sort}' AS sort", f"CAST(l.{day} AS text) AS day", *of_a_lesson],
        f"lessons_lesson l WHERE l.team_id IN (@teams) AND l.{day} {IN_THESE_DAYS} AND {where}",
        f"l.{day} DESC, l.id DESC",
        SHOWN + 1,
    )


ADOPTED = _lessons("adopted", "norm_since", "l.status = 'norm'")
DRAWN = [
    *(_lessons("learned", "drawn_on", f"l.status = '{status}'") for status in ("proposed", "trying", "relapsed")),
    _lessons("learned", "drawn_on", f"l.status = 'norm' AND NOT l.norm_since {IN_THESE_DAYS}"),
]
"""Without those that became the norm meanwhile. Each status is walked by itself, from its newest lesson on."""
SEEN = _latest(
    [
        *("e.outcome AS sort", "CAST(e.noted_on AS text) AS day", "e.id AS place"),
        *("l.id AS pk", "l.team_id AS team_id", "l.sentence AS what", "'' AS said", "'' AS why"),
    ],
    "lessons_evidence e JOIN lessons_lesson l ON l.id = e.lesson_id"
    f" WHERE e.team_id IN (@teams) AND e.noted_on {IN_THESE_DAYS} AND l.status <> 'dropped'",
    "e.noted_on DESC, e.id DESC",
    4 * SHOWN,
)
"""By the team whose letter says so, which may have taken the lesson up; at a check by the one that learned it."""
PRAISED = (
    "(SELECT p.quote FROM incidents_point p WHERE p.incident_id = i.id AND p.polarity = 'good' AND p.quote <> ''"
    " ORDER BY p.start, p.id LIMIT 1)"
)
STORY = _latest(
    [
        *("'story' AS sort", "'' AS day", "0 AS place", "i.id AS pk", "i.team_id AS team_id"),
        *("i.title AS what", f"{PRAISED} AS said", "d.why AS why"),
    ],
    "rankless_debrief d JOIN incidents_incident i ON i.id = d.incident_id WHERE d.team_id IN (@teams)"
    " AND d.phase = 'complete' AND i.kind = 'praise' AND d.completed_at >= %(begin)s AND d.completed_at < %(end)s",
    "d.completed_at DESC, d.id DESC",
    1,
)
"""Of the debriefs of praise that were completed the last one."""
FIND = " UNION ALL ".join([*DRAWN, ADOPTED, SEEN, STORY])
