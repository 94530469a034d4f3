"""The page of the search: one box, what was found of each sort, and a page of one of them."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from overview.paging import Key
from overview.search import engine
from overview.search.finding import find, sources_of
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


def found(person: User, words: Words, *, asked: str, query: QueryDict) -> dict[str, Any]:
    """A page of the sort asked for, else of the first that has something; and how many there are of every sort."""
    sources = sources_of(person)
    everything = find(sources, words)
    counts = {name: everything.count(name) for name in sources}
    first = next((name for name in sources if counts[name].number), "letters")
    chosen = asked if asked in sources else first
    after, before = (Key.read(query.get(name, "")) for name in ("after", "before"))
    return {
        "facets": [(name, NAMES[name], counts[name]) for name in sources],
        "chosen": chosen,
        "page": everything.page(chosen, after=after, before=before),
        "is_past_the_end": bool(counts[chosen].number),
        "row": f"overview/_found_{chosen}.html",
        "leaves_out": engine().leaves_out(sources["letters"].rows),
    }
