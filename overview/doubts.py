"""All letters that may tell against a lesson and that nobody has answered: the week tells of a few, their pages of each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lessons.models import Sighting
from lessons.pages.holding import ALL_TEAMS
from overview.filters import one_of
from overview.paging import COUNT_LIMIT, Key, Order, Page, count_of, keys_in, page_among
from people.asking import ask
from people.requests import PersonRequest

LATEST_FIRST = Order("found_on", is_newest_first=True)
READ = (
    *("looks_like", "same_stage", "same_factor", "phrases", "found_on", "lesson__sentence", "lesson__kind"),
    *("incident__title", "incident__kind", "incident__received_on", "incident__team__name"),
)

# In brackets of its own each part keeps its order and limit, on both engines.
OF_A_TEAM = f"""
    SELECT * FROM (
        SELECT CAST(s.found_on AS text), s.id FROM lessons_sighting s JOIN lessons_lesson l ON l.id = s.lesson_id
        WHERE s.state = 'open' AND s.looks_like = 'relapse' AND l.status <> 'dropped' AND s.team_id = {{team:d}} {{beyond}}
        ORDER BY s.found_on {{way}}, s.id {{way}} LIMIT {COUNT_LIMIT + 1}
    ) AS part"""
BEYOND = "AND s.found_on {side}= %(day)s AND (s.found_on {side} %(day)s OR s.id {side} %(pk)s)"
"""Said in SQL: putting a question for each of many teams together anew would take longer than asking it."""


@require_safe
def doubts(request: PersonRequest) -> HttpResponse:
    """Those brought to what the person's teams hold to, the latest first, each with the way to answer it."""
    person = request.user
    team = one_of(person.teams, request.GET.get("team", ""))
    team_ids = [team.pk] if team else person.team_ids
    after, before = keys_in(request.GET)
    keys = _keys(team_ids)
    count = count_of(keys[: COUNT_LIMIT + 1])
    may_lie_beyond = count.is_more and (after or before)
    near = _keys(team_ids, after=after, before=before) if may_lie_beyond else keys
    context = {
        "team": team,
        "teams": person.teams,
        "names_team": len(person.teams) > 1,
        "count": count,
        "page": _read(page_among(near, LATEST_FIRST, after=after, before=before)),
        "to_list": str(team.pk) if team else ALL_TEAMS,
    }
    return render(request, "overview/doubts.html", context)


def _keys(team_ids: Sequence[int], *, after: Key | None = None, before: Key | None = None) -> list[Key]:
    """Of each team as many as could be shown or counted from there: an index knows its latest, and none those of several.

    One query.
    """
    start, way, side = before or after, "ASC" if before else "DESC", ">" if before else "<"
    beyond = BEYOND.format(side=side) if start else ""
    parts = [OF_A_TEAM.format(team=team_id, beyond=beyond, way=way) for team_id in team_ids]
    values = {"day": start.day, "pk": start.pk} if start else {}
    rows = ask(" UNION ALL ".join(parts), teams=team_ids, **values) if parts else ()
    return sorted((Key(date.fromisoformat(day), pk) for day, pk in rows), reverse=True)


def _read(page: Page[Key]) -> Page[Sighting]:
    """The same page with what is shown of each. One query."""
    shown: Any = Sighting.objects.select_related("lesson", "incident__team").only(*READ)
    by_pk = shown.in_bulk([key.pk for key in page]) if page else {}
    return Page([by_pk[key.pk] for key in page if key.pk in by_pk], page.before, page.after)
