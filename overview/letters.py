"""The list of letters: what came in, filtered and sorted as its URL says, one page at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.database.prepared import Prepared
from foundation.dates import say_day
from foundation.templatetags.dates import say_with_day
from incidents.models import Incident, Kind
from overview import filters
from overview.filters import Choices, LetterFilter
from overview.keeping.listing import kept_of_letters
from overview.keeping.questions import of_letters
from overview.paging import COUNT_LIMIT, PAGE_SIZE, Count, Key, Page, count_of, keys_in, keys_of, page_of_keys
from people.requests import PersonRequest
from rankless.models import Section

SHOWN = [
    *("kind", "title", "title_kept_back", "received_on", "team__name", "customer__name"),
    *("debrief__phase", "debrief__due_on", "debrief__completed_at", "debrief__objections_until"),
    *(f"debrief__{section}_written" for section in Section),
]

LONGEST_QUOTE = 240


@dataclass(frozen=True)
class Chip:
    """One thing that was asked, and the list without it."""

    words: str | LazyText
    url: str


class Passage(NamedTuple):
    """What a row quotes of its letter."""

    words: str
    polarity: str


@require_safe
def letters(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    choices = Choices.of(person)
    asked = filters.read(request.GET, person=person, choices=choices)
    found = asked.letters(person, today=today)
    keys = keys_of(found, asked.order)
    after, before = keys_in(request.GET)
    page = page_of_keys(found, asked.order, keys, after=after, before=before)
    context: dict[str, Any] = {
        "asked": asked,
        "choices": choices,
        "kinds": Kind,
        "states": filters.STATES,
        "sorts": filters.SORT_NAMES,
        "polarities": filters.POLARITIES,
        "ignored": [filters.NAMES[name] for name in asked.ignored],
        "chips": chips_of(asked, today=today),
        "keeping": of_letters(asked, person),
        "kept": kept_of_letters(person),
        "page": Page(shown([key.pk for key in page], asked=asked), page.before, page.after),
        "count": count_of(keys),
        "points": points_in(keys, asked=asked) if asked.asks_for_points else None,
    }
    return render(request, "overview/letters/letters.html", context)


def shown(pks: Sequence[int], *, asked: LetterFilter) -> list[Incident]:
    """These letters in this order, with what a row shows and none of the long texts; and with the passages asked for, if any
    were. Two queries at most."""
    by_pk = {row.pk: row for row in _rows(len(pks))(*pks)} if pks else {}
    rows: list[Any] = [by_pk[pk] for pk in pks if pk in by_pk]
    of_day, done = _("letter of %(day)s"), _("done %(day)s")  # said once for all rows
    for row in rows:
        row.of_day = say_with_day(of_day, row.received_on)
        row.done = say_with_day(done, row.debrief.completed_at) if row.debrief.is_complete else ""
    if asked.asks_for_points:
        passages = _passages(pks, asked=asked)
        for row in rows:
            row.passages = passages[row.pk]
    return rows


def _passages(pks: Sequence[int], *, asked: LetterFilter) -> dict[int, list[Passage]]:
    """What these letters say of what was asked, in its order."""
    passages: dict[int, list[Passage]] = defaultdict(list)
    found = asked.passages().filter(incident__among=pks).order_by("incident_id", "start", "pk")
    for incident, quote, polarity in found.values_list("incident_id", "quote", "polarity"):
        # To look for a place to cut takes longer than all else of a row.
        words = quote if len(quote) <= LONGEST_QUOTE else Truncator(quote).chars(LONGEST_QUOTE)
        passages[incident].append(Passage(words, polarity))
    return passages


@lru_cache(maxsize=PAGE_SIZE)
def _rows(letters: int) -> Prepared[Incident]:
    """Of so many letters what a row shows."""
    rows = Incident.objects.select_related("team", "customer", "debrief").only(*SHOWN).order_by()
    return Prepared(lambda *pks: rows.filter(pk__in=pks), numbers=letters)


def points_in(keys: Sequence[Key], *, asked: LetterFilter) -> Count:
    """How many of the passages asked for are in these letters: one may say a thing twice. One query at most."""
    if count_of(keys).is_more:
        return count_of(keys)
    in_letters = asked.passages().filter(incident__among=[key.pk for key in keys]).order_by()
    return count_of(list(in_letters.values_list("pk")[: COUNT_LIMIT + 1]))


def chips_of(asked: LetterFilter, *, today: date) -> list[Chip]:
    """What was asked, in words, each with the way to ask without it."""
    words = filters.said_of(asked, say=partial(say_day, today=today))
    return [Chip(text, asked.without(name)) for name, text in words.items() if text]
