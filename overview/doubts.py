"""All letters that may tell against a lesson and that nobody has answered: the week tells of a few, their pages of each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.models import Sighting
from lessons.pages.holding import ALL_TEAMS
from overview.filters import one_of
from overview.paging import Order, count_of, keys_in, keys_of, page_of
from people.requests import PersonRequest

LATEST_FIRST = Order("found_on", is_newest_first=True)
READ = (
    *("looks_like", "same_stage", "same_factor", "phrases", "found_on", "lesson__sentence", "lesson__kind"),
    *("incident__title", "incident__kind", "incident__received_on", "incident__team__name"),
)


@require_safe
def doubts(request: PersonRequest) -> HttpResponse:
    """Those brought to what the person's teams hold to, the latest first, each with the way to answer it."""
    person = request.user
    team = one_of(person.teams, request.GET.get("team", ""))
    found = Sighting.objects.doubts().filter(incident__team__in=[team.pk] if team else person.team_ids)
    after, before = keys_in(request.GET)
    shown: Any = found.select_related("lesson", "incident__team").only(*READ)
    context = {
        "team": team,
        "teams": person.teams,
        "names_team": len(person.teams) > 1,
        "count": count_of(keys_of(found, LATEST_FIRST)),
        "page": page_of(shown, LATEST_FIRST, after=after, before=before),
        "to_list": str(team.pk) if team else ALL_TEAMS,
    }
    return render(request, "overview/doubts.html", context)
