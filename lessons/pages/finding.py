"""Finding the lesson or action an address names, for whoever asks: another team's is as if it were not there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from lessons.learning import given_actions
from lessons.models import Action, Lesson
from lessons.sharing import telling_common
from people.models import Team, User


def lesson_for(person: User, pk: int) -> Lesson:
    """A lesson of the person's own team, with the letter it came from; `given` counts the actions of its debrief."""
    lessons = telling_common(Lesson.objects.visible_to(person)).annotate(given=given_actions())
    return get_object_or_404(lessons.select_related("team", "stage", "debrief__incident"), pk=pk)


def lesson_to_read(person: User, pk: int) -> Lesson:
    """Also one that another team shows; of that the letter is not even read."""
    lessons = telling_common(Lesson.objects.readable_by(person)).select_related("team", "stage")
    return get_object_or_404(lessons.defer("expects", "how_to_look", "dropped_because"), pk=pk)


def action_for(person: User, pk: int) -> Action:
    visible = Action.objects.visible_to(person)
    return get_object_or_404(visible.select_related("lesson__team", "owner"), pk=pk)


def team_for(person: User, number: Any) -> Team:
    """One of the person's own teams, as a form names it."""
    for team in person.teams:
        if str(team.pk) == str(number):
            return team
    raise Http404


def require(is_allowed: bool) -> None:
    """Raise PermissionDenied unless it is."""
    if not is_allowed:
        raise PermissionDenied
