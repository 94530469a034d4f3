"""Drawing lessons where people write: the form for one, keeping what it says, and those a debrief has drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from incidents.models import Stage
from lessons.forms import LessonForm
from lessons.learning import TooManyActions, draw_lesson
from lessons.models import Action, Lesson
from people.models import User
from rankless.models import Debrief


def lesson_form(
    debrief: Debrief, *, at: datetime, data: Mapping[str, Any] | None = None, sentence: str = ""
) -> LessonForm:
    """The form for one lesson of this debrief; owners are the people of its team, days count in the team's zone."""
    incident = debrief.incident
    return LessonForm(
        data,
        incident=incident,
        people=list(User.objects.in_team(incident.team_id).order_by("name", "pk")),
        stages=list(Stage.objects.active()),
        today=incident.team.day_of(at),
        initial={"sentence": sentence},
    )


def draw(debrief: Debrief, form: LessonForm, *, at: datetime) -> Lesson | None:
    """Keep the lesson of a form; when there is something wrong with it, the form says so and nothing is kept."""
    if not form.is_valid():
        return None
    try:
        return draw_lesson(debrief=debrief, at=at, **form.drawn())
    except TooManyActions as error:
        form.refuse(error)
        return None


def lessons_of(debrief: Debrief) -> list[Lesson]:
    """The lessons drawn so far, in the order they were drawn, each with its actions and their owners."""
    actions = Action.objects.select_related("owner")
    drawn = Lesson.objects.filter(debrief=debrief).select_related("stage").order_by("pk")
    return list(drawn.prefetch_related(Prefetch("actions", actions)))
