"""A story as tests need it: still the team's own, or told."""

from __future__ import annotations

from rankless.models import Debrief
from stories.models import Story
from tests import factories


def make_story(*, debrief: Debrief | None = None, is_told: bool = False, letter: str = "It never came.") -> Story:
    lesson = factories.make_lesson(debrief=debrief or factories.make_debrief(is_complete=True))
    today = factories.MONDAY.date()
    return Story.objects.create(
        lesson=lesson,
        team_id=lesson.team_id,
        title="It never came",
        letter=letter,
        learned=lesson.sentence,
        written_on=today,
        told_on=today if is_told else None,
    )
