"""A year ago today: what a letter of these days taught us a year or more ago, if it still holds."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from incidents.models import Incident
from lessons.models import Lesson
from people.asking import ask
from rankless.models import Debrief

YEARS = 3
NEAR = timedelta(days=3)
"""Few letters come on the very day, and nobody looks every day."""

LOOKED_AT = 100
"""Of one year the letters nearest to the day, so many from that day on and as many before it: one in ten or so taught
something, and a large house gets hundreds in these days."""


def a_year_ago(team_ids: Collection[int], *, on: date) -> Lesson | None:
    """The lesson that holds whose letter came about this day one, two or three years ago, the nearest first.

    Read are its sentence, and of its letter what a line says. One query, two where last year taught nothing.
    """
    days: dict[str, date] = {}
    for years in range(1, YEARS + 1):
        day = _years_before(on, years)
        days |= {f"day_{years}": day, f"first_{years}": day - NEAR, f"last_{years}": day + NEAR}
    rows = ask(LAST_YEAR, teams=team_ids, **days) or ask(EARLIER, teams=team_ids, **days)
    nearest = min(rows, key=lambda row: _distance(date.fromisoformat(row[-1]), on), default=None)
    return _lesson(*nearest) if nearest else None


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
            SELECT l.id, l.sentence, d.id, i.id, i.kind, i.title, CAST(i.received_on AS text)
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


def _lesson(pk: int, sentence: str, debrief: int, letter: int, *of_letter: Any) -> Lesson:
    lesson = Lesson.from_db(None, ["id", "debrief_id", "sentence"], [pk, debrief, sentence])
    lesson.debrief = Debrief.from_db(None, ["id", "incident_id"], [debrief, letter])
    kind, title, received_on = of_letter
    values = [letter, kind, title, date.fromisoformat(received_on)]
    lesson.debrief.incident = Incident.from_db(None, ["id", "kind", "title", "received_on"], values)
    return lesson


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; the 28th of February where that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _distance(received_on: date, on: date) -> tuple[int, int]:
    """How many years ago, then how many days beside the very day."""
    years = round((on - received_on).days / 365.25)
    return years, abs((received_on - _years_before(on, years)).days)
