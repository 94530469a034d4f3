"""What a kept search finds for one person, sort by sort: asked of the pages that answer it, so it is what they may see."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from foundation.text import one_line
from incidents.models import Incident
from overview import filters
from overview.filters import Choices, LetterFilter
from overview.models import KeptSearch, Place
from overview.paging import COUNT_LIMIT, Key, count_of, keys_of
from overview.search import engine
from overview.search.facets import NAMES, Narrowing
from overview.search.finding import Found, find
from overview.search.sources import LONG_AGO
from overview.search.words import Words
from people.models import User

Since: TypeAlias = int | str
"""When a row was made: by its number, and of a debrief when it was agreed, as a moment in ISO's writing."""

READ = COUNT_LIMIT + 1
DEBRIEFS = "debriefs"
CALLED: dict[str, str | LazyText] = {
    "letters": _("Letter"),
    "debriefs": _("Debrief"),
    "lessons": _("Lesson"),
    "actions": _("Action"),
    "customers": _("Customer"),
}


@dataclass(frozen=True)
class Line:
    """One row that was found: what it is called, the page it stands on, and its sort where there are several."""

    words: str
    url: str
    sort: str | LazyText = ""


@dataclass(frozen=True)
class Sort:
    """One sort of what a search finds.

    `everything` is all of it, or nothing if that is more than is counted. Then, `made_since` finds what is new, the last
    first: one more than is counted at most. `asked` differs whenever something else was asked, or of other teams.
    """

    name: str
    asked: str
    everything: list[int] | None
    made_since: Callable[[Since], list[int]]
    lines: Callable[[Sequence[int]], list[Line]]


def sorts_of(search: KeptSearch, person: User) -> list[Sort]:
    """Ask the search. Nothing if it asks what its page does not know any more, as of a team that the person left."""
    return list(_SORTS[Place(search.place)](QueryDict(search.query), person))


def _of_letters(query: QueryDict, person: User) -> Iterator[Sort]:
    asked = filters.read(query, person=person, choices=Choices.of(person))
    if asked.ignored:
        return
    letters = asked.letters(person, today=timezone.localdate())
    keys = keys_of(letters, asked.order)
    yield Sort(
        "letters",
        _told_apart(asked.parameters(), person),
        None if count_of(keys).is_more else [key.pk for key in keys],
        partial(_letters_since, letters),
        partial(_lines_of_letters, asked, person),
    )


def _letters_since(letters: QuerySet[Incident], since: Since) -> list[int]:
    return list(letters.filter(pk__gt=since).order_by("-pk").values_list("pk", flat=True)[:READ])


def _lines_of_letters(asked: LetterFilter, person: User, pks: Sequence[int]) -> list[Line]:
    letters = asked.letters(person, today=timezone.localdate()).filter(pk__in=pks).only("title")
    return [Line(one_line(letter.title), letter.get_absolute_url()) for letter in letters.order_by("-pk")]


def _of_search(query: QueryDict, person: User) -> Iterator[Sort]:
    words, narrowing, chosen = Words.read(query.get("q", "")), Narrowing.read(query), query.get("in", "")
    team = narrowing.number("team")
    if not words or (team is not None and team not in person.team_ids):
        return
    found = find(person, words, narrowing, shown=chosen)
    asked = _told_apart(found.question, person)
    for name in [chosen] if chosen in NAMES else NAMES:
        is_all = not (found.count(name).is_more or name in found.walked)
        yield Sort(
            name,
            asked,
            [row[1] for row in found.rows[name]] if is_all else None,
            partial(_found_since, found, name),
            partial(_lines_found, found, name),
        )


def _found_since(found: Found, name: str, since: Since) -> list[int]:
    if not found.question:
        return []
    source = found.sources[name]
    made, order = ("completed_at", ("-completed_at", "-pk")) if name == DEBRIEFS else ("pk", ("-pk",))
    rows = engine().met(source.seen().filter(**{f"{made}__gt": since}), found.question, columns=source.columns)
    return list(rows.order_by(*order).values_list("pk", flat=True)[:READ])


def _lines_found(found: Found, name: str, pks: Sequence[int]) -> list[Line]:
    source = found.sources[name]
    rows = source.read([Key(LONG_AGO, pk) for pk in pks], found.words)
    return [Line(one_line(attrgetter(source.title)(row)), _page_of(name, row), CALLED[name]) for row in rows]


def _page_of(name: str, row: Any) -> str:
    if name == "customers":
        return LetterFilter(customer=row).url()
    page: str = (row.lesson if name == "actions" else row).get_absolute_url()
    return page


def _told_apart(question: object, person: User) -> str:
    """The question and the teams it is asked of, in few letters."""
    return hashlib.sha256(repr((question, sorted(person.team_ids))).encode()).hexdigest()[:16]


_SORTS: dict[Place, Callable[[QueryDict, User], Iterator[Sort]]] = {
    Place.SEARCH: _of_search,
    Place.LETTERS: _of_letters,
}
