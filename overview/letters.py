"""The list of letters: what came in, filtered and sorted as its URL says, one page at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.dates import say_day
from incidents.models import Incident, Kind, Point
from overview import filters
from overview.filters import Choices, LetterFilter
from overview.paging import COUNT_LIMIT, Count, count_of, keys_in, page_of
from people.requests import PersonRequest
from rankless.models import Section

SHOWN = [
    *("kind", "title", "title_kept_back", "received_on", "team__name", "customer__name"),
    *("debrief__phase", "debrief__due_on", "debrief__completed_at", "debrief__objections_until"),
    *(f"debrief__{section}_written" for section in Section),
]


@dataclass(frozen=True)
class Chip:
    """One thing that was asked, and the list without it."""

    words: str | LazyText
    url: str


@require_safe
def letters(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    choices = Choices.of(person)
    asked = filters.read(request.GET, person=person, choices=choices)
    found = asked.letters(person, today=today)
    after, before = keys_in(request.GET)
    context: dict[str, Any] = {
        "asked": asked,
        "choices": choices,
        "kinds": Kind,
        "states": filters.STATES,
        "sorts": filters.SORT_NAMES,
        "polarities": filters.POLARITIES,
        "ignored": [filters.NAMES[name] for name in asked.ignored],
        "chips": chips_of(asked, today=today),
        "page": page_of(for_rows(found, asked=asked), asked.order, after=after, before=before),
    }
    points = asked.points(person, today=today) if asked.asks_for_points else None
    context["count"], context["points"] = counts_of(found, points)
    return render(request, "overview/letters.html", context)


def for_rows(found: QuerySet[Incident], *, asked: LetterFilter) -> QuerySet[Incident]:
    """What a row shows, and none of the long texts; with the passages asked for, if any were."""
    rows = found.select_related("team", "customer", "debrief").only(*SHOWN)
    if asked.asks_for_points:
        passages = asked.passages().only("incident", "quote", "polarity").order_by("incident", "start", "pk")
        rows = rows.prefetch_related(Prefetch("points", queryset=passages, to_attr="passages"))
    return rows


def counts_of(found: QuerySet[Incident], points: QuerySet[Point] | None) -> tuple[Count, Count | None]:
    """How many letters, and how many points if any were asked for: a letter may say a thing twice.

    One query; a second one where there are more points than are counted.
    """
    if points is None:
        return count_of(found), None
    said = list(points.order_by().values_list("incident_id", flat=True)[: COUNT_LIMIT + 1])
    if len(said) > COUNT_LIMIT:
        return count_of(found), Count(COUNT_LIMIT, is_more=True)
    return Count(len(set(said))), Count(len(said))


def chips_of(asked: LetterFilter, *, today: date) -> list[Chip]:
    """What was asked, in words, each with the way to ask without it."""
    words: dict[str, str | LazyText] = {
        "kind": Kind(asked.kind).label if asked.kind else "",
        "team": str(asked.team or ""),
        "debrief": _("debrief: %(state)s") % {"state": filters.STATES[asked.debrief]} if asked.debrief else "",
        "polarity": filters.POLARITIES[asked.polarity] if asked.polarity else "",
        "stage": _("stage not sure") if asked.is_not_sure else str(asked.stage or ""),
        "factor": _("nothing said of why") if asked.is_no_factor else str(asked.factor or ""),
        "theme": str(asked.theme or ""),
        "customer": str(asked.customer or ""),
        "from": _("from %(day)s") % {"day": say_day(asked.since, today=today)} if asked.since else "",
        "to": _("to %(day)s") % {"day": say_day(asked.until, today=today)} if asked.until else "",
    }
    return [Chip(text, asked.without(name)) for name, text in words.items() if text]
