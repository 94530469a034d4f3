"""What was agreed to be done, and by whom: one's own first, then everybody's; what is done can be looked up."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lessons.models import Action
from lessons.views import may_finish
from overview.paging import Key, Order, Page, page_of
from people.models import User

SHOWN: dict[str, LazyText] = {"open": _("To do"), "mine": _("Mine"), "done": _("Done")}
MOST_OF_MINE = 50
SOONEST_FIRST = Order("due_on", is_newest_first=False)
LATEST_FIRST = Order("due_on", is_newest_first=True)


@dataclass(frozen=True)
class Row:
    action: Action
    may_finish: bool


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    visible = Action.objects.visible_to(person).select_related("owner", "lesson")
    after, before = Key.read(request.GET.get("after", "")), Key.read(request.GET.get("before", ""))
    page = _page(visible, person, show, after=after, before=before)
    is_first = not (after or before)
    mine = visible.unfinished().filter(owner=person)[:MOST_OF_MINE] if show == "open" and is_first else []
    context = {
        "show": show,
        "choices": [{"key": key, "name": name, "is_chosen": key == show} for key, name in SHOWN.items()],
        "mine": [Row(action, may_finish=True) for action in mine],
        "rows": [Row(action, may_finish=may_finish(person, action)) for action in page],
        "page": page,
    }
    return render(request, "overview/actions.html", context)


def _page(
    visible: "QuerySet[Action]", person: User, show: str, *, after: Key | None, before: Key | None
) -> Page[Action]:
    if show == "done":
        return page_of(visible.exclude(done_at=None), LATEST_FIRST, after=after, before=before)
    unfinished = visible.filter(done_at=None)
    rows = unfinished.filter(owner=person) if show == "mine" else unfinished.exclude(owner=person)
    return page_of(rows, SOONEST_FIRST, after=after, before=before)
