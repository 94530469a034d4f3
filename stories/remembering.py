"""A year ago today: what a letter of these days taught us a year or more ago, if it still holds."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q

from lessons.models import Lesson

YEARS = 3
NEAR = timedelta(days=3)
"""Few letters come on the very day, and nobody looks every day."""


def a_year_ago(team_ids: Collection[int], *, on: date) -> Lesson | None:
    """The lesson that holds whose letter came about this day one, two or three years ago, the nearest first. One query."""
    letters = Q()
    for day in (_years_before(on, years) for years in range(1, YEARS + 1)):
        letters |= Q(debrief__incident__received_on__range=(day - NEAR, day + NEAR))
    norms = Lesson.objects.norms().filter(letters, team_id__in=team_ids, debrief__incident__team_id__in=team_ids)
    found = norms.select_related("debrief__incident").order_by("-debrief__incident__received_on", "-pk")[:50]
    return min(found, key=lambda lesson: _distance(lesson, on), default=None)


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
