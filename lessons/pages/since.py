"""What came since a lesson was drawn: letters that may tell whether it holds, and how many like them there were before."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from lessons.holding.counting import letters_around
from lessons.holding.drawing import picture_of
from lessons.holding.rate import hold_rate
from lessons.models import LooksLike, Sighting
from lessons.pages.finding import lesson_held_to
from people.requests import PersonRequest

MOST_SIGHTINGS = 20


@require_safe
def since(request: PersonRequest, pk: int) -> HttpResponse:
    """A page of its own, and a piece that the lesson's page fetches once it stands.

    A team that took the lesson up reads of its own letters, since the day on which it did.
    """
    found, adoption = lesson_held_to(request.user, pk)
    around = letters_around(found, on=timezone.localdate(), adoption=adoption)
    brought = Sighting.objects.filter(lesson=found)
    to_settle = brought.visible_to(request.user).to_settle()
    dismissed = brought.visible_to(request.user).dismissed()
    elsewhere = (
        brought.to_settle().filter(looks_like=LooksLike.RELAPSE).exclude(incident__team__in=request.user.team_ids)
    )
    told = (*("looks_like", "same_stage", "same_factor", "phrases", "found_on", "dismissed_because", "state"), "lesson")
    letter = ("incident__title", "incident__kind", "incident__received_on")
    context = {
        "lesson": found,
        "sightings": to_settle.select_related("incident").only(*told, *letter)[:MOST_SIGHTINGS],
        "dismissed": dismissed.select_related("incident").only(*told, *letter)[:MOST_SIGHTINGS],
        "around": around,
        "picture": picture_of(around) if around and around.most else None,
        "adoption": adoption,
        "rate": None if adoption else hold_rate([found.team_id]),
        "elsewhere": []
        if adoption
        else list(elsewhere.order_by().values_list("incident__team__name", flat=True).distinct()),
    }
    template = "lessons/_since_then.html" if request.headers.get("HX-Request") else "lessons/since.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
