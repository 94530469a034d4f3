"""What letters and lessons are sorted by, read for many at once: places of passages, factors, themes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, F, IntegerField, Value

from incidents.models import Incident, Point
from lessons.alike.weighing import Place
from lessons.models import Lesson


@dataclass
class Marks:
    """Stage and factor of each passage, and the themes."""

    places: set[Place] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)


def marks_of_letters(pks: Iterable[int]) -> dict[int, Marks]:
    """The marks of these letters. One query."""
    pks = list(pks)
    points = Point.objects.filter(incident__in=pks).order_by()
    themes = Incident.themes.through.objects.filter(incident__in=pks)
    return _gathered(
        points.values_list("incident_id", "stage_id", "factor_id", _nothing()).union(
            themes.values_list("incident_id", _no_number(), _no_number(), "theme__name"), all=True
        )
    )


def marks_of_lessons(pks: Iterable[int]) -> dict[int, Marks]:
    """The marks of these lessons: each of their factors at their stage. One query."""
    pks = list(pks)
    factors = Lesson.factors.through.objects.filter(lesson__in=pks)
    themes = Lesson.themes.through.objects.filter(lesson__in=pks)
    return _gathered(
        factors.values_list("lesson_id", F("lesson__stage_id"), "factor_id", _nothing()).union(
            themes.values_list("lesson_id", _no_number(), _no_number(), "theme__name"), all=True
        )
    )


def _nothing() -> Value:
    return Value("", output_field=CharField())


def _no_number() -> Value:
    return Value(None, output_field=IntegerField())


def _gathered(rows: Iterable[tuple[int, int | None, int | None, str]]) -> dict[int, Marks]:
    marks: dict[int, Marks] = defaultdict(Marks)
    for pk, stage, factor, theme in rows:
        if theme:
            marks[pk].themes.add(theme)
        elif stage or factor:
            marks[pk].places.add((stage, factor))
    return marks
