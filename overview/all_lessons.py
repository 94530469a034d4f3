"""All lessons, or those that stand somewhere, the newest first: the dashboard shows the first few of each."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from incidents.models import Kind
from lessons.models import Lesson, LessonKind, Status
from lessons.sharing import telling_common
from overview.dashboard.board import COLUMNS
from overview.filters import one_of
from overview.paging import COUNT_LIMIT, Key, Order, count_of, keys_in, keys_of, page_of
from people.requests import PersonRequest

NEWEST_FIRST = Order("drawn_on", is_newest_first=True)
ANY: tuple[str, str | LazyText] = ("", _("Any, but dropped"))


@require_safe
def all_lessons(request: PersonRequest) -> HttpResponse:
    person = request.user
    team, status = one_of(person.teams, request.GET.get("team", "")), request.GET.get("status", "")
    status = status if status in Status.values else ""
    kind = asked if (asked := request.GET.get("kind", "")) in Kind.values else ""
    lessons = Lesson.objects.filter(team__in=[team.pk] if team else person.team_ids)
    if kind:
        lessons = lessons.filter(kind=LessonKind.fitting(kind))
    after, before = keys_in(request.GET)
    shown: Any = telling_common(_standing(lessons, status, after=after, before=before)).select_related("team", "stage")
    context = {
        "team": team,
        "teams": person.teams,
        "names_team": len(person.teams) > 1,
        "status": status,
        "kind": kind,
        "choices": [{"key": key, "name": name, "is_chosen": key == status} for key, name in (ANY, *Status.choices)],
        "count": count_of(keys_of(_standing(lessons, status), NEWEST_FIRST)),
        "page": page_of(shown, NEWEST_FIRST, after=after, before=before),
    }
    return render(request, "overview/all_lessons.html", context)


def _standing(
    lessons: QuerySet[Lesson], status: str, *, after: Key | None = None, before: Key | None = None
) -> QuerySet[Lesson]:
    """Those that stand so; else of every status but dropped as many as could be shown or counted from there.

    An index knows the newest of each status, and none the newest of all.
    """
    if status:
        return lessons.filter(status=status)
    is_backwards, start = before is not None, before or after

    def some(status: Status) -> Any:
        of_status = lessons.filter(status=status)
        if start:
            of_status = NEWEST_FIRST.beyond(of_status, start, backwards=is_backwards)
        newest = NEWEST_FIRST.sorted(of_status, backwards=is_backwards)[: COUNT_LIMIT + 1]
        # Only SQLite minds a limit in a part itself.
        return Lesson.objects.filter(pk__in=newest.values("pk")).order_by().values("pk")

    first, *others = map(some, COLUMNS)
    return Lesson.objects.filter(pk__in=first.union(*others, all=True))
