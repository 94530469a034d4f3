"""What waits below the sentence of a lesson, for those who want it: what the lesson is to do, its actions, its stage."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from foundation.drawings import Drawings
from lessons.forms.drawing import LessonForm

register = template.Library()

EMPTY_ONES = Drawings(most=256)
"""A few for each team: for its complaints and its praise, in some languages, anew each day."""


@register.simple_tag
def lesson_details(lesson: LessonForm) -> SafeString:
    """`{% lesson_details lesson %}`. As long as nothing is typed it is the same for all debriefs of a team."""
    return _drawn(lesson) if lesson.is_bound else EMPTY_ONES.of(lesson.offered, lambda: _drawn(lesson))


def _drawn(lesson: LessonForm) -> SafeString:
    return render_to_string("lessons/_details.html", {"lesson": lesson})
