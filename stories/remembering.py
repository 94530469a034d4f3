"""A year ago today: what a letter of these days taught us a year or more ago, if it still holds."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from incidents.models import Incident
from lessons.models import Lesson
from people.asking import ask
from rankless.models import Debrief

YEARS = 3
NEAR = timedelta(days=3)
"""Few letters come on the very day, and nobody looks every day."""


def a_year_ago(team_ids: Collection[int], *, on: date) -> Lesson | None:
    """The lesson that holds whose letter came about this day one, two or three years ago, the nearest first. One query.

    Read are its sentence, and of its letter what a line says.
    """
    days = {}
    for years in range(1, YEARS + 1):
        day = _years_before(on, years)
        days |= {f"from_{years}": day - NEAR, f"to_{years}": day + NEAR}
    found = [_lesson(*row) for row in ask(FIND, teams=team_ids, **days)]
    return min(found, key=lambda lesson: _distance(lesson, on), default=None)


ABOUT_THE_DAY = " OR ".join(
    f"i.received_on BETWEEN %(from_{years})s AND %(to_{years})s" for years in range(1, YEARS + 1)
)
FIND = f"""
    SELECT l.id, l.sentence, d.id, i.id, i.kind, i.title, CAST(i.received_on AS text)
    FROM lessons_lesson l JOIN rankless_debrief d ON d.id = l.debrief_id JOIN incidents_incident i ON i.id = d.incident_id
    WHERE l.status = 'norm' AND l.team_id IN (@teams) AND i.team_id IN (@teams) AND ({ABOUT_THE_DAY})
    ORDER BY i.received_on DESC, l.id DESC LIMIT 50"""
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


def _distance(lesson: Lesson, on: date) -> tuple[int, int]:
    """How many years ago, then how many days beside the very day."""
    received_on = lesson.debrief.incident.received_on
    years = round((on - received_on).days / 365.25)
    return years, abs((received_on - _years_before(on, years)).days)
