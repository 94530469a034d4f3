"""The page of the search: one box, what was found of each sort, the sides to narrow it down by, and a page of one sort.

Where it says “more than” it fetches better counts once it stands (`counting.py`); without script a link leads to them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from foundation.fragments import page_or_fragment, wants_fragment
from overview.keeping.listing import kept_by_side
from overview.keeping.questions import of_search
from overview.paging import Count, keys_in
from overview.search import counting, engine
from overview.search.counting import counted_on
from overview.search.facets import NAMES, NOTHING_SAID, TITLES, Counted, Facet, Narrowing
from overview.search.finding import Found, find
from overview.search.names import Called, names_called, read_names, words_of
from overview.search.spelling import mended, probably_meant
from overview.search.words import LONGEST, Words
from people.models import User
from people.requests import PersonRequest

PAGE = "overview/search/page.html"
COUNTED = "counted"
"""Stands in the address of a page that is counted on."""


@dataclass(frozen=True)
class Choice:
    """One value to narrow down by, how many it leaves, and the address that does it, or undoes it if it is chosen.

    Its `key` tells it from all others on the page.
    """

    key: str
    label: str | LazyText
    number: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Sort:
    """One sort of text, and how many were found; `may_change` if better counts of it are fetched, or were."""

    name: str
    label: LazyText
    count: Count
    url: str
    may_change: bool


class Given:
    """What was asked, as its address says it: each part is written once for the many addresses that differ in another."""

    def __init__(self, query: QueryDict) -> None:
        self._said = {name: urlencode({name: value}) for name, value in query.items() if value and name != COUNTED}

    def address(self, **changes: str) -> str:
        """The same question with something else; whoever asks something else begins on the first page."""
        changed = {name: urlencode({name: value}) if value else "" for name, value in changes.items()}
        return _address({**self._said, "after": "", "before": "", **changed})

    def counted(self) -> str:
        """The same page, counted on."""
        return _address({**self._said, COUNTED: f"{COUNTED}=1"})


def _address(said: Mapping[str, str]) -> str:
    return f"?{'&'.join(filter(None, said.values()))}"


@dataclass(frozen=True)
class Answer:
    """What was found by the words, or by those that were `meant`; and the names that they call."""

    found: Found
    meant: Words | None
    called: list[tuple[LazyText, list[Called]]]
    chosen: str
    """The sort that is shown: the one that was asked for, else the first that has something."""


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    typed = request.GET.get("q", "")
    words = Words.read(typed)
    is_counted = COUNTED in request.GET
    context: dict[str, Any] = {"words": words, "is_cut": len(typed) > LONGEST, "is_counted": is_counted}
    if words:
        answer, given = answered(request.user, words, query=request.GET), Given(request.GET)
        better = counted_on(answer.found) if is_counted else answer.found
        context |= counts(answer, better, query=request.GET, given=given)
        if not (is_counted and wants_fragment(request)):
            context |= shown(answer, better, query=request.GET, given=given)
            context["keeping"] = of_search(request.GET, words, request.user, labels=chosen_of(context["sides"]))
    elif not words.typed:
        context["kept"] = kept_by_side(request.user)
    if not is_counted:
        return render(request, PAGE, context)
    return page_or_fragment(request, context, page=PAGE, fragment="overview/search/_counts.html")


def answered(person: User, words: Words, *, query: QueryDict) -> Answer:
    """What is found by what was typed, or by the words that were probably meant."""
    narrowing = Narrowing.read(query)
    names = read_names() if person.teams else []
    asked = query.get("in", "")
    found, meant, called = find(person, words, narrowing, shown=asked), None, names_called(names, words)
    if not found and not called and (near := probably_meant(found.sources, words)):
        corrected = find(person, near, narrowing, shown=asked, is_mended=True)
        found, meant, called = (corrected, near, names_called(names, near)) if corrected else (found, None, called)
    if not found and not called and (near := mended(words, words_of(names))) and (called := names_called(names, near)):
        meant = near
    first = next((name for name in NAMES if found.rows[name]), "letters")
    chosen = asked if asked in NAMES and (found.rows[asked] or not meant) else first
    return Answer(found, meant, called, chosen)


def counts(answer: Answer, better: Found, *, query: QueryDict, given: Given) -> dict[str, Any]:
    """How many there are of every sort, and on every side of the one that is shown; `better` may know more than it."""
    found, chosen = answer.found, answer.chosen
    may_change = {name for name in NAMES if found.count(name).is_more}
    has_better_sides = better is not found and chosen in may_change and not answer.meant
    sides = partial(sides_of, found.sources[chosen].facets, chosen, narrowing=Narrowing.read(query), given=given)
    said = NOTHING_SAID if answer.meant else found.facets(chosen)
    sorts = [
        Sort(name, NAMES[name], better.count(name), given.address(**{"in": name}), name in may_change) for name in NAMES
    ]
    return {
        "sorts": sorts,
        "chosen": chosen,
        "chosen_sort": next(sort for sort in sorts if sort.name == chosen),
        "counted": better.counted_of(chosen),
        "sides": list(sides(better.facets(chosen, said=said) if has_better_sides else said)),
        "had_sides": has_better_sides and any(sides(said)),
        "most": counting.MOST,
        "room": gettext("more than %(n)s") % {"n": counting.MOST} if may_change else "",
        "stops_early": any(sort.count.is_more and sort.count.number < counting.MOST for sort in sorts),
        "counted_url": given.counted() if may_change else "",
    }


def shown(answer: Answer, better: Found, *, query: QueryDict, given: Given) -> dict[str, Any]:
    """A page of the sort that is shown, and what to try where nothing was found; `better` may know all of it."""
    found, chosen, meant = answer.found, answer.chosen, answer.meant
    after, before = keys_in(query)
    return {
        "meant": meant,
        "meant_url": given.address(q=meant.typed) if meant else "",
        "called": answer.called,
        "page": (found if better.count(chosen).is_more else better).page(chosen, after=after, before=before),
        "is_past_the_end": bool(found.rows[chosen]),
        "is_elsewhere": bool(found),
        "widened": given.address(**dict.fromkeys(TITLES, "")) if Narrowing.read(query) else "",
        "rows": f"overview/search/_found_{chosen}.html",
        "leaves_out": found.is_cut_short or engine().leaves_out(found.sources["letters"].rows),
    }


def sides_of(
    facets: Sequence[Facet],
    chosen: str,
    values_of: Mapping[str, Sequence[Counted]],
    *,
    narrowing: Narrowing,
    given: Given,
) -> Iterator[tuple[LazyText, list[Choice]]]:
    """Each side with its values; a side with a single value that all share tells nothing and is left out."""
    applied = {facet.name: key for facet, key in narrowing.applied_to(facets)}
    for name, values in values_of.items():
        choices = [
            Choice(
                f"{name}-{value.key}",
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
