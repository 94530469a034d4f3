"""The page of the search: one box, what was found of each sort, and a page of one of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from overview.paging import Count, Key
from overview.search import engine
from overview.search.finding import sources
from overview.search.words import LONGEST, Words
from people.models import User
from people.requests import PersonRequest

NAMES: dict[str, LazyText] = {"letters": _("Letters"), "debriefs": _("Debriefs"), "lessons": _("Lessons")}


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    words = Words.read(request.GET.get("q", ""))
    context: dict[str, Any] = {
        "words": words,
        "names": NAMES,
        "is_cut": len(request.GET.get("q", "")) > LONGEST,
    }
    if words:
        context |= found(request.user, words, asked=request.GET.get("in", ""), query=request.GET)
    return render(request, "overview/search.html", context)


def found(person: User, words: Words, *, asked: str, query: Any) -> dict[str, Any]:
    """Counts of every sort, and a page of the sort asked for, else of the first that has something."""
    all_sources = sources(person)
    counts: dict[str, Count] = {name: source.count(words) for name, source in all_sources.items() if name != asked}
    chosen = asked if asked in all_sources else next((name for name in counts if counts[name].number), "letters")
    after, before = (Key.read(query.get(name, "")) for name in ("after", "before"))
    counts[chosen], page = all_sources[chosen].find(words, after=after, before=before)
    facets = [(name, NAMES[name], counts[name]) for name in all_sources]
    return {
        "facets": facets,
        "chosen": chosen,
        "page": page,
        "row": f"overview/_found_{chosen}.html",
        "leaves_out": engine().leaves_out(all_sources["letters"].rows),
    }
