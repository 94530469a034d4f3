"""Drawing lessons where people write: the form for one, keeping what it says, and those a debrief has drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from foundation.database.prepared import Prepared
from incidents.models import Stage
from lessons.forms.drawing import LessonForm
from lessons.learning import TooManyActions, draw_lesson
from lessons.models import Action, Lesson
from people.models import User
from rankless.models import Debrief

# Put into SQL once for all debriefs.
PEOPLE = Prepared(lambda team: User.objects.in_team(team).order_by("name", "pk"))
STAGES = Prepared(lambda: Stage.objects.active(), numbers=0)
LESSONS = Prepared(lambda debrief: Lesson.objects.filter(debrief=debrief).select_related("stage").order_by("pk"))


def lesson_form(
    debrief: Debrief, *, at: datetime, data: Mapping[str, Any] | None = None, sentence: str = ""
) -> LessonForm:
    """The form for one lesson of this debrief; owners are the people of its team, days count in the team's zone."""
    incident = debrief.incident
    return LessonForm(
        data,
        incident=incident,
        people=PEOPLE(incident.team_id),
        stages=STAGES(),
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
    drawn = LESSONS(debrief.pk)
    prefetch_related_objects(drawn, Prefetch("actions", Action.objects.select_related("owner")))
    return drawn
