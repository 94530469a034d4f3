"""What a kept search finds that it had not found when its reader was last told.

What was found is remembered by number, so that also what was sorted, agreed or shown only later comes new, whenever it was
received, and nothing comes twice. Of what is too much to be remembered, only what was made since can be new. Where what is
asked changed, or the teams of whoever asks, so did all that is found: then, too, only what was made since is new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from incidents.models import Customer, Incident
from lessons.models import Action, Lesson
from overview.keeping.sorts import DEBRIEFS, Line, Since, Sort, sorts_of
from overview.models import KeptSearch
from overview.paging import COUNT_LIMIT, Count
from people.models import User

Known: TypeAlias = dict[str, dict[str, Any]]
"""By sort: what was `asked`, the numbers found (`ids`) and whether these are all (`is_all`) or only those made after
`floor`; `top` is up to where everything was looked at."""

TOLD = 5
OVERLAP = 100
"""The numbers of what was made just before are remembered as well: a letter has its own before anybody else sees it."""
OVERLAP_OF_DEBRIEFS = timedelta(hours=1)
_MODELS = {"letters": Incident, "lessons": Lesson, "actions": Action, "customers": Customer}


@dataclass(frozen=True)
class Edge:
    """Up to where the rows of a sort reach at a moment, and from where on those are remembered that many others precede."""

    top: Since
    floor: Since


@dataclass(frozen=True)
class News:
    """What came new: how much, and of that a few lines. `known` is to be remembered once it was told."""

    count: Count
    lines: list[Line]
    known: Known

    def __bool__(self) -> bool:
        return self.count.number > 0


def edges(*, at: datetime) -> dict[str, Edge]:
    """Read these before anything is looked for: what is made meanwhile is then beyond them. A short query for each sort."""
    found = {DEBRIEFS: Edge(at.isoformat(), (at - OVERLAP_OF_DEBRIEFS).isoformat())}
    for name, model in _MODELS.items():
        last = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[: OVERLAP + 1])
        found[name] = Edge(last[0] if last else 0, last[OVERLAP] if len(last) > OVERLAP else 0)
    return found


def known_now(search: KeptSearch, person: User, *, at: datetime) -> Known:
    """What somebody knows who asks from now on what is new."""
    return news_of(search, person, known={}, edges=edges(at=at)).known


def news_of(search: KeptSearch, person: User, *, known: Known, edges: Mapping[str, Edge]) -> News:
    """Ask the search, as its person may at this moment. Of a sort that was not known at all nothing is new."""
    number, is_more, lines, now = 0, False, list[Line](), dict(known)
    for sort in sorts_of(search, person):
        before = known.get(sort.name)
        new = _new_of(sort, before) if before else []
        lines += sort.lines(new[: TOLD - len(lines)]) if new[: TOLD - len(lines)] else []
        number, is_more = number + len(new[:COUNT_LIMIT]), is_more or len(new) > COUNT_LIMIT
        now[sort.name] = _remembered(sort, edges[sort.name])
    return News(Count(number, is_more), lines, now)


def _new_of(sort: Sort, before: Mapping[str, Any]) -> list[int]:
    """The last made first."""
    is_same, told = before["asked"] == sort.asked, set(before["ids"])
    if is_same and before["is_all"] and sort.everything is not None:
        return sorted(set(sort.everything) - told, reverse=True)
    return [pk for pk in sort.made_since(before["floor" if is_same else "top"]) if pk not in told]


def _remembered(sort: Sort, edge: Edge) -> dict[str, Any]:
    is_all = sort.everything is not None
    ids = sort.everything if sort.everything is not None else sort.made_since(edge.floor)
    return {"asked": sort.asked, "ids": ids, "is_all": is_all, "top": edge.top, "floor": edge.floor}
