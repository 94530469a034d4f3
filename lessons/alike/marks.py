"""What letters and lessons are sorted by: places of passages, factors, themes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from foundation.database.planned import answered
from lessons.alike import engine
from lessons.alike.weighing import Place

OF_A_LETTER = """
    SELECT stage_id, factor_id, '', '' FROM incidents_point WHERE incident_id = %(letter)s
    UNION ALL
    SELECT NULL, NULL, name, '' FROM incidents_incident_themes
    JOIN incidents_theme ON incidents_theme.id = theme_id WHERE incident_id = %(letter)s
    UNION ALL
    SELECT NULL, NULL, '', {words} FROM incidents_incident WHERE id = %(letter)s
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

    def add(self, stage: int | None, factor: int | None, theme: str) -> None:
        if theme:
            self.themes.add(theme)
        elif stage or factor:
            self.places.add((stage, factor))


class Marked(NamedTuple):
    """The marks of a letter, and its words as the index of the database has them, if that is asked."""

    marks: Marks
    words: Sequence[str]


def marks_of_letter(pk: int) -> Marked:
    """One query."""
    marks, words = Marks(), ""
    for stage, factor, theme, held in answered(OF_A_LETTER.format(words=engine().WORDS_HELD), {"letter": pk}):
        marks.add(stage, factor, theme)
        words = words or held
    return Marked(marks, words.split())
