"""What was agreed to be done, and by whom: one's own first, then everybody's; what is done can be looked up."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lessons.models import Action, Answer, Strength
from lessons.pages.actions import rows_of
from overview.filters import one_of
from overview.paging import Key, Order, Page, keys_in, page_of
from people.models import Team, User
from people.requests import PersonRequest

SHOWN: dict[str, LazyText] = {
    "open": _("To do"),
    "mine": _("Mine"),
    "answer": _("To be answered"),
    "done": _("Done"),
}
MOST_OF_MINE = 50
SOONEST_FIRST = Order("due_on", is_newest_first=False)
LATEST_FIRST = Order("due_on", is_newest_first=True)


@dataclass(frozen=True)
class Asked:
    """Which actions somebody wants to see, as the address says it."""

    show: str
    team: Team | None
    strength: Strength | None

    @classmethod
    def of(cls, person: User, query: Any) -> "Asked":
        show, strength = query.get("show", "open"), query.get("strength", "")
        return cls(
            show=show if show in SHOWN else "open",
            team=one_of(person.teams, query.get("team", "")),
            strength=Strength(strength) if strength in Strength.values else None,
        )

    def visible_to(self, person: User) -> QuerySet[Action]:
        visible = Action.objects.visible_to(person).select_related("owner", "lesson__team")
        if self.team:
            visible = visible.filter(team=self.team)
        return visible.filter(strength=self.strength) if self.strength else visible

    def page(self, person: User, *, on: date, after: Key | None, before: Key | None) -> Page[Action]:
        """What rests that day is asked of nobody, and so does not wait for an answer."""
        visible = self.visible_to(person)
        if self.show == "done":
            return page_of(visible.exclude(done_at=None), LATEST_FIRST, after=after, before=before)
        unfinished: Any = visible.filter(done_at=None).exclude(answer=Answer.LET_GO)
        match self.show:
            case "mine":
                rows = unfinished.filter(owner=person)
            case "answer":
                rows = unfinished.filter(answer__in=(Answer.ASKED, Answer.DECLINED)).awake(on=on)
            case _:
                rows = unfinished.exclude(owner=person)
        return page_of(rows, SOONEST_FIRST, after=after, before=before)


@require_safe
def actions(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    asked = Asked.of(person, request.GET)
    after, before = keys_in(request.GET)
    page = asked.page(person, on=today, after=after, before=before)
    is_first = not (after or before)
    own: Any = asked.visible_to(person)
    mine = own.unfinished().filter(owner=person)[:MOST_OF_MINE] if asked.show == "open" and is_first else []
    context = {
        "asked": asked,
        "show": asked.show,
        "choices": [{"key": key, "name": name, "is_chosen": key == asked.show} for key, name in SHOWN.items()],
        "teams": person.teams,
        "strengths": Strength.choices,
        "mine": rows_of(person, mine, on=today),
        "rows": rows_of(person, page, on=today),
        "page": page,
    }
    return render(request, "overview/actions.html", context)
