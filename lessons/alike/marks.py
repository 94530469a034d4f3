"""What letters and lessons are sorted by, read for many at once: places of passages, factors, themes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from foundation.database.engine import among
from foundation.database.planned import answered
from lessons.alike.weighing import Place

OF_LETTERS = """
    SELECT incident_id, stage_id, factor_id, '' FROM incidents_point WHERE incident_id {among}
    UNION ALL
    SELECT incident_id, NULL, NULL, name FROM incidents_incident_themes
    JOIN incidents_theme ON incidents_theme.id = theme_id WHERE incident_id {among}
"""
OF_LESSONS = """
    SELECT lesson_id, NULL, factor_id, '' FROM lessons_lesson_factors WHERE lesson_id {among}
    UNION ALL
    SELECT lesson_id, NULL, NULL, name FROM lessons_lesson_themes
    JOIN incidents_theme ON incidents_theme.id = theme_id WHERE lesson_id {among}
"""


@dataclass
class Marks:
    """Stage and factor of each passage, and the themes."""

    places: set[Place] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)

    @property
    def stages(self) -> set[int]:
        return {stage for stage, _ in self.places if stage}

    @property
    def factors(self) -> set[int]:
        return {factor for _, factor in self.places if factor}


def marks_of_letters(pks: Iterable[int]) -> dict[int, Marks]:
    """The marks of these letters. One query."""
    return _gathered(OF_LETTERS, list(pks))


def marks_of_lessons(pks: Iterable[int]) -> dict[int, Marks]:
    """The marks of these lessons but for their stage: factors and themes. One query."""
    return _gathered(OF_LESSONS, list(pks))


def _gathered(question: str, pks: list[int]) -> dict[int, Marks]:
    """Written as SQL, since putting it together from querysets costs more than asking it."""
    marks: dict[int, Marks] = defaultdict(Marks)
    one_of_them, asked = among(pks)
    values = {f"asked_{number}": value for number, value in enumerate(asked)}
    named = one_of_them % tuple(f"%({name})s" for name in values)
    for pk, stage, factor, theme in answered(question.format(among=named), values):
        if theme:
            marks[pk].themes.add(theme)
        elif stage or factor:
            marks[pk].places.add((stage, factor))
    return marks
