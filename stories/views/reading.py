"""The card of one story, and the list of all that were told."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.addresses import read_number
from lessons.models import Lesson
from people.requests import PersonRequest
from stories.card import fate_of, mail_address
from stories.forms import ShowForm
from stories.models import Consent, Story
from stories.remembering import a_year_ago
from stories.telling import has_second_reader, may_be_told, names_customer

SHOWN = 50


@require_safe
def stories(request: PersonRequest) -> HttpResponse:
    """What teams told each other, the latest first, and what a letter of these days taught years ago.

    `older` in the address is the lesson of a story: those told before it are listed.
    """
    told = Story.objects.told()
    newest = told.filter(lesson=read_number(request.GET.get("older", ""))).first()
    shown = told.older_than(newest) if newest else told
    shown = shown.select_related("team", "lesson__stage", "lesson__debrief__incident")
    found = list(shown.defer("letter", "lesson__debrief__incident__text")[: SHOWN + 1])
    context = {
        "stories": found[:SHOWN],
        "older": found[SHOWN - 1].lesson_id if len(found) > SHOWN else None,
        "is_first": newest is None,
        "years_ago": None if newest else a_year_ago(request.user.team_ids, on=timezone.localdate()),
    }
    return render(request, "stories/stories.html", context)


@require_safe
def story(request: PersonRequest, pk: int) -> HttpResponse:
    """The card; whoever may write it and finds none is led to where it is written."""
    related = ("team", "lesson__stage", "lesson__debrief__incident__customer")
    found = Story.objects.readable_by(request.user).select_related(*related).filter(lesson=pk).first()
    if found:
        return card(request, found)
    lesson = get_object_or_404(Lesson.objects.visible_to(request.user).select_related("debrief"), pk=pk)
    if not may_be_told(lesson):
        raise Http404
    return redirect("stories:write", pk)


def card(request: PersonRequest, found: Story, *, form: ShowForm | None = None, status: int = 200) -> HttpResponse:
    is_own = found.team_id in request.user.team_ids
    fate = fate_of(found.lesson)
    context: dict[str, Any] = {"story": found, "lesson": found.lesson, "fate": fate, "is_own": is_own}
    consents = list(found.consents.select_related("person"))
    context["own_consent"] = next((consent for consent in consents if consent.person_id == request.user.pk), None)
    if is_own:
        context |= _what_the_team_sees(request, found, consents, form)
    if found.is_told:
        context["mail"] = mail_address(found, fate)
    return render(request, "stories/story.html", context, status=status)


def _what_the_team_sees(
    request: PersonRequest, found: Story, consents: list[Consent], form: ShowForm | None
) -> dict[str, Any]:
    asks_customer = names_customer(found) and not found.customer_agreed
    missing = [consent.person for consent in consents if consent.agreed_on is None]
    return {
        "consents": consents,
        "missing": missing,
        "asks_customer": asks_customer,
        "may_tell": not (missing or asks_customer) and has_second_reader(found, request.user),
        "showings": found.showings.select_related("team") if found.is_told else (),
        "show_form": (form or ShowForm(without=found.team_id)) if found.is_told else None,
    }
