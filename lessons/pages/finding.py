"""Finding the lesson or action an address names, for whoever asks: another team's is as if it were not there."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from foundation.database.prepared import Prepared
from lessons.holding.settling import holds_to
from lessons.learning import given_actions
from lessons.models import Action, Adoption, Answered, Evidence, Lesson, Sighting
from lessons.sharing import telling_common
from people.models import Team, User

READ_OF_EVIDENCE = ("outcome", "note", "noted_on", "incident__title", "incident__team__name")


def _lesson(pk: int) -> QuerySet[Lesson]:
    lessons = telling_common(Lesson.objects.filter(pk=pk)).annotate(given=given_actions())
    return lessons.select_related("team__pace", "stage", "debrief__incident")


def _lesson_alone(pk: int) -> QuerySet[Lesson]:
    return telling_common(Lesson.objects.filter(pk=pk)).select_related("team", "stage")


def _evidence(lesson: int) -> QuerySet[Evidence]:
    """Each with `said_of`: the number under which people said it of its letter, and may take it back."""
    of_letter = Sighting.objects.filter(lesson=lesson, incident=OuterRef("incident"), state=Answered.CONFIRMED)
    kept = Evidence.objects.filter(lesson=lesson).annotate(said_of=Subquery(of_letter.values("pk")[:1]))
    return kept.select_related("incident__team").only(*READ_OF_EVIDENCE)


# Put into SQL once for all lessons, and planned once: that takes longer than to read the few rows of one.
LESSON = Prepared(_lesson)
LESSON_ALONE = Prepared(_lesson_alone)
EVIDENCE = Prepared(_evidence)


def lesson_for(person: User, pk: int) -> Lesson:
    """A lesson of the person's own team, with the letter it came from; `given` counts the actions of its debrief."""
    for found in LESSON(pk):
        if found.team_id in person.team_ids:
            return found
    raise Http404


def lesson_to_read(person: User, pk: int) -> Lesson:
    """Also one that another team shows; of that the letter is not even read."""
    lessons = telling_common(Lesson.objects.readable_by(person)).select_related("team", "stage")
    return get_object_or_404(lessons.defer("expects", "how_to_look", "dropped_because"), pk=pk)


def lesson_held_to(person: User, pk: int) -> tuple[Lesson, Adoption | None]:
    """A lesson that a team of this person learned; else one that such a team took up, with when and which."""
    for found in LESSON_ALONE(pk):
        if found.team_id in person.team_ids:
            return found, None
    doing = Adoption.objects.in_force().filter(lesson=pk, team_id__in=person.team_ids)
    adoption = doing.select_related("team").order_by("since", "pk").first()
    if adoption is None:
        raise Http404
    return lesson_to_read(person, pk), adoption


def evidence_for(person: User, lesson: Lesson) -> list[Any]:
    """What was seen of a lesson, by whichever team; a letter is named to the people of its own team alone."""
    return _naming(EVIDENCE(lesson.pk), person)


def evidence_of_ours(person: User, lesson: Lesson) -> list[Any]:
    """What letters to the person's teams showed of a lesson of another team; of no other letter anything is read."""
    return _naming(_evidence(lesson.pk).filter(incident__team__in=person.team_ids), person)


def _naming(evidence: Iterable[Any], person: User) -> list[Any]:
    """Each with `names_letter`: whether there is a letter, and it is one to a team of this person."""
    named = list(evidence)
    for seen in named:
        seen.names_letter = seen.incident is not None and seen.incident.team_id in person.team_ids
    return named


def sighting_for(person: User, pk: int) -> Sighting:
    """A letter of a team of this person that was brought to a lesson which that team holds to."""
    visible = Sighting.objects.visible_to(person).select_related("lesson__team", "incident__team")
    sighting = get_object_or_404(visible, pk=pk)
    if not holds_to(sighting.incident.team_id, sighting.lesson):
        raise Http404
    return sighting


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
