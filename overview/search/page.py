"""The page of the search: one box, what was found of each sort, and a page of one of them."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from overview.paging import Key
from overview.search import engine
from overview.search.finding import Answer, sources
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
    all_sources = sources(person)
    letters = all_sources["letters"]
    words = engine().settled(letters.rows, words, team_ids=person.team_ids)
    after, before = (Key.read(query.get(name, "")) for name in ("after", "before"))
    answers: dict[str, Answer[Any]] = {}
    for name in [asked] if asked in all_sources else all_sources:
        answers[name] = all_sources[name].find(words, after=after, before=before)
        if answers[name].count.number:
            break
    chosen = next((name for name in answers if answers[name].count.number), next(iter(answers)))
    counts = {
        name: answers[name].count if name in answers else source.count(words) for name, source in all_sources.items()
    }
    return {
        "facets": [(name, NAMES[name], counts[name]) for name in all_sources],
        "chosen": chosen,
        "page": answers[chosen].page,
        "is_past_the_end": bool(answers[chosen].count.number),
        "row": f"overview/_found_{chosen}.html",
        "leaves_out": engine().leaves_out(letters.rows),
    }
