"""The page of the search: one box, what was found of each sort, the sides to narrow it down by, and a page of one sort."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.views.decorators.http import require_safe

from overview.keeping.listing import kept_by_side
from overview.keeping.questions import of_search
from overview.paging import Count, keys_in
from overview.search import engine
from overview.search.facets import NAMES, TITLES, Narrowing
from overview.search.finding import Found, find
from overview.search.names import names_called, read_names, words_of
from overview.search.spelling import mended, probably_meant
from overview.search.words import LONGEST, Words
from people.models import User
from people.requests import PersonRequest


@dataclass(frozen=True)
class Choice:
    """One value to narrow down by, how many it leaves, and the address that does it, or undoes it if it is chosen."""

    label: str | LazyText
    number: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Sort:
    """One sort of text, and how many were found."""

    name: str
    label: LazyText
    count: Count
    url: str


class Given:
    """What was asked, as its address says it: each part is written once for the many addresses that differ in another."""

    def __init__(self, query: QueryDict) -> None:
        self._said = {name: urlencode({name: value}) for name, value in query.items() if value}

    def address(self, **changes: str) -> str:
        """The same question with something else; whoever asks something else begins on the first page."""
        changed = {name: urlencode({name: value}) if value else "" for name, value in changes.items()}
        said = {**self._said, "after": "", "before": "", **changed}
        return f"?{'&'.join(filter(None, said.values()))}"


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    typed = request.GET.get("q", "")
    words = Words.read(typed)
    context: dict[str, Any] = {"words": words, "is_cut": len(typed) > LONGEST}
    if words:
        context |= answered(request.user, words, query=request.GET)
        context["keeping"] = of_search(request.GET, words, request.user, labels=chosen_of(context["sides"]))
    elif not words.typed:
        context["kept"] = kept_by_side(request.user)
    return render(request, "overview/search/page.html", context)


def answered(person: User, words: Words, *, query: QueryDict) -> dict[str, Any]:
    """A page of the sort asked for, else of the first that has something; and how many there are of every sort."""
    narrowing = Narrowing.read(query)
    names = read_names() if person.teams else []
    asked, given = query.get("in", ""), Given(query)
    found, meant, called = find(person, words, narrowing, shown=asked), None, names_called(names, words)
    if not found and not called and (near := probably_meant(found.sources, words)):
        corrected = find(person, near, narrowing, shown=asked, is_mended=True)
        found, meant, called = (corrected, near, names_called(names, near)) if corrected else (found, None, called)
    if not found and not called and (near := mended(words, words_of(names))) and (called := names_called(names, near)):
        meant = near
    first = next((name for name in NAMES if found.rows[name]), "letters")
    chosen = asked if asked in NAMES and (found.rows[asked] or not meant) else first
    after, before = keys_in(query)
    return {
        "sorts": [Sort(name, NAMES[name], found.count(name), given.address(**{"in": name})) for name in NAMES],
        "chosen": chosen,
        "meant": meant,
        "meant_url": given.address(q=meant.typed) if meant else "",
        "called": called,
        "page": found.page(chosen, after=after, before=before),
        "counted": found.counted_of(chosen),
        "sides": [] if meant else list(sides_of(found, chosen, narrowing=narrowing, given=given)),
        "is_past_the_end": bool(found.rows[chosen]),
        "is_elsewhere": bool(found),
        "widened": given.address(**dict.fromkeys(TITLES, "")) if narrowing else "",
        "rows": f"overview/search/_found_{chosen}.html",
        "leaves_out": found.is_cut_short or engine().leaves_out(found.sources["letters"].rows),
    }


def sides_of(
    found: Found, chosen: str, *, narrowing: Narrowing, given: Given
) -> Iterator[tuple[LazyText, list[Choice]]]:
    """Each side with its values; a side with a single value that all share tells nothing and is left out."""
    applied = {facet.name: key for facet, key in narrowing.applied_to(found.sources[chosen].facets)}
    for name, values in found.facets(chosen).items():
        choices = [
            Choice(
                value.label,
                value.number,
                given.address(**{"in": chosen, name: "" if applied.get(name) == value.key else value.key}),
                is_chosen=applied.get(name) == value.key,
            )
            for value in values
        ]
        if len(choices) > 1 or (choices and name in applied):
            yield TITLES[name], choices


def chosen_of(sides: Iterable[tuple[LazyText, list[Choice]]]) -> list[str | LazyText]:
    """What the values are called by which the page is narrowed down."""
    return [choice.label for _, choices in sides for choice in choices if choice.is_chosen]
