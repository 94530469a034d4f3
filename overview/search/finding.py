"""What is looked through, and what is found in it: newest first, counted up to a limit, with a passage of each.

PostgreSQL left alone walks the whole date index for the few rows of a rare word. So a capped first step without any
order finds out how many there are; few are then fetched by number, and only of many the newest are walked to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat, Greatest, Left, Lower, StrIndex, Substr

from incidents.models import Incident
from lessons.models import Lesson
from overview.paging import COUNT_LIMIT, Count, Key, Order, Page, count_of, page_of
from overview.search import engine
from overview.search.words import PASSAGE_LEAD, PASSAGE_LENGTH, Words, marked, tidied
from people.models import User
from rankless.models import Debrief, Section

M = TypeVar("M", bound=Model)

LEFT_TO_INDEX = 200_000
SECTIONS = tuple(Section.values)


@dataclass(frozen=True)
class Source(Generic[M]):
    """One sort of text: the rows a person may see, the columns that are read, and the order of what is found."""

    rows: QuerySet[M]
    columns: tuple[str, ...]
    shown: tuple[str, ...]
    order: Order
    related: tuple[str, ...]
    unread: tuple[str, ...] = ()

    def holding(self, words: Words) -> QuerySet[M]:
        return engine().holding(self.rows, *self.columns, words=words)

    def count(self, words: Words) -> Count:
        return count_of(self.holding(words))

    def find(self, words: Words, *, after: Key | None = None, before: Key | None = None) -> tuple[Count, Page[M]]:
        """How many hold the words, and one page of them. Two queries."""
        holding = self.holding(words)
        probe = list(holding.order_by().values_list("pk", flat=True)[: COUNT_LIMIT + 1])
        is_more = len(probe) > COUNT_LIMIT
        found = holding if is_more else self.rows.filter(pk__in=probe)
        return Count(min(len(probe), COUNT_LIMIT), is_more), self._page(found, words, after=after, before=before)

    def _page(self, found: QuerySet[M], words: Words, *, after: Key | None, before: Key | None) -> Page[M]:
        rows = found.select_related(*self.related).defer(*self.unread).annotate(**passage_of(self.shown, words))
        page = page_of(rows, self.order, after=after, before=before)
        for row in page:
            row.snippet = snippet_of(row, words)
        return page


def sources(person: User) -> dict[str, Source[Any]]:
    """What `person` may look through."""
    return {
        "letters": Source(
            Incident.objects.visible_to(person),
            columns=("title", "text"),
            shown=("text",),
            order=Order("received_on", is_newest_first=True),
            related=("team", "customer"),
            unread=("text",),
        ),
        "debriefs": Source(
            Debrief.objects.visible_to(person),
            columns=SECTIONS,
            shown=SECTIONS,
            order=Order("due_on", is_newest_first=True),
            related=("incident__team",),
            unread=(*SECTIONS, "incident__text", "reopened_because"),
        ),
        "lessons": Source(
            Lesson.objects.visible_to(person),
            columns=("sentence",),
            shown=("sentence",),
            order=Order("drawn_on", is_newest_first=True),
            related=("stage", "team"),
        ),
    }


def passage_of(columns: tuple[str, ...], words: Words) -> dict[str, Any]:
    """Columns that cut a passage around the first place of the longest word; from the start if it is elsewhere."""
    text = Concat(*_joined(columns), output_field=TextField()) if len(columns) > 1 else F(columns[0])
    place = StrIndex(Lower(Left(text, LEFT_TO_INDEX)), Value(words.longest))
    return {"place": place, "passage": Substr(text, Greatest(F("place") - PASSAGE_LEAD, 1), PASSAGE_LENGTH)}


def snippet_of(row: Any, words: Words) -> str:
    return marked(tidied(row.passage, is_from_start=row.place <= PASSAGE_LEAD + 1), words)


def _joined(columns: tuple[str, ...]) -> Iterator[F | Value]:
    for number, column in enumerate(columns):
        if number:
            yield Value(" · ")
        yield F(column)
