"""A year ago today: what a letter of these days taught us a year or more ago, if it still holds."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from foundation.addresses import address_of
from people.asking import ask

YEARS = 3
NEAR = timedelta(days=3)
"""Few letters come on the very day, and nobody looks every day."""

LOOKED_AT = 100
"""Of one year the letters nearest to the day, so many from that day on and as many before it: one in ten or so taught
something, and a large house gets hundreds in these days."""


class Taught(NamedTuple):
    """A lesson that holds, and of its letter what a line says."""

    lesson: int
    sentence: str
    letter: int
    kind: str
    title: str
    received_on: date

    @property
    def url(self) -> str:
        return address_of("overview:lesson", self.lesson)

    @property
    def letter_url(self) -> str:
        return address_of("overview:letter", self.letter)


def a_year_ago(team_ids: Collection[int], *, on: date) -> Taught | None:
    """The lesson that holds whose letter came about this day one, two or three years ago, the nearest first.

    One query, two where last year taught nothing.
    """
    days: dict[str, date] = {}
    for years in range(1, YEARS + 1):
        day = _years_before(on, years)
        days |= {f"day_{years}": day, f"first_{years}": day - NEAR, f"last_{years}": day + NEAR}
    rows = ask(LAST_YEAR, teams=team_ids, **days) or ask(EARLIER, teams=team_ids, **days)
    return min(map(_taught_by, rows), key=lambda one: _distance(one.received_on, on), default=None)


def _taught(years: Iterable[int]) -> str:
    """Of each year the nearest to the day that taught something, from it on and before it."""
    return " UNION ALL ".join(
        _nearest(days.format(year=year), order)
        for year in years
        for days, order in (
            ("received_on BETWEEN %(day_{year})s AND %(last_{year})s", "ASC"),
            ("received_on >= %(first_{year})s AND received_on < %(day_{year})s", "DESC"),
        )
    )


def _nearest(days: str, order: str) -> str:
    """An index holds the letters of these days one after the other: they are walked along to one that taught something."""
    # In brackets of its own each part keeps its order and limit, on both engines.
    return f"""
        SELECT * FROM (
            SELECT l.id, l.sentence, i.id, i.kind, i.title, CAST(i.received_on AS text)
            FROM (
                SELECT id, kind, title, received_on FROM incidents_incident WHERE team_id IN (@teams) AND {days}
                ORDER BY received_on {order}, id {order} LIMIT {LOOKED_AT}
            ) AS i
            JOIN rankless_debrief d ON d.incident_id = i.id JOIN lessons_lesson l ON l.id = (
                SELECT MAX(n.id) FROM lessons_lesson n WHERE n.debrief_id = d.id AND n.status = 'norm'
            )
            WHERE l.team_id IN (@teams) ORDER BY i.received_on {order}, i.id {order} LIMIT 1
        ) AS part"""


LAST_YEAR, EARLIER = _taught([1]), _taught(range(2, YEARS + 1))
"""Said in SQL: putting it together anew for each page would take longer than asking it."""


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; the 28th of February where that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _taught_by(row: tuple[Any, ...]) -> Taught:
    lesson, sentence, letter, kind, title, day = row
    return Taught(lesson, sentence, letter, kind, title, date.fromisoformat(day))


def _distance(received_on: date, on: date) -> tuple[int, int]:
    """How many years ago, then how many days beside the very day."""
    years = round((on - received_on).days / 365.25)
    return years, abs((received_on - _years_before(on, years)).days)
