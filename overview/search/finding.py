"""What is looked through, and what is found in it: newest first, counted up to a limit, with a passage of each.

PostgreSQL left alone walks the whole date index for the few rows of a rare word. So a capped first step without any
order finds out how many there are; few are then fetched by number, and only of many the newest are walked to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat, Greatest, Left, StrIndex, Substr

from foundation.engine import Folded
from incidents.models import Incident
from lessons.models import Lesson
from overview.paging import COUNT_LIMIT, Count, Key, Order, Page, count_of, page_among, page_of
from overview.search import engine
from overview.search.words import PASSAGE_LEAD, PASSAGE_LENGTH, Words, marked, tidied
from people.models import User
from rankless.models import Debrief, Section

M = TypeVar("M", bound=Model)

LOOKED_THROUGH = 100_000
"""So many characters of a text are looked through for the place of a word."""

SECTIONS = tuple(Section.values)


@dataclass(frozen=True)
class Answer(Generic[M]):
    """How many hold the words, and one page of them."""

    count: Count
    page: Page[M]


@dataclass(frozen=True)
class Source(Generic[M]):
    """One sort of text: the rows a person may see, the columns that are read, and the order of what is found."""

    rows: QuerySet[M]
    team_ids: list[int]
    columns: tuple[str, ...]
    shown: tuple[str, ...]
    order: Order
    related: tuple[str, ...]
    unread: tuple[str, ...] = ()

    def holding(self, words: Words) -> QuerySet[M]:
        return engine().holding(self.rows, *self.columns, words=words, team_ids=self.team_ids)

    def count(self, words: Words) -> Count:
        return count_of(self.holding(words))

    def find(self, words: Words, *, after: Key | None = None, before: Key | None = None) -> "Answer[M]":
        """How many hold the words, and one page of them. Three queries at most."""
        holding = self.holding(words)
        probe = holding.order_by().values_list(self.order.day, "pk")[: COUNT_LIMIT + 1]
        keys = [Key(day, pk) for day, pk in probe]
        if len(keys) > COUNT_LIMIT:
            newest = page_of(holding.only(self.order.day), self.order, after=after, before=before)
            page = Page([self.order.key_of(row) for row in newest], newest.before, newest.after)
        else:
            page = page_among(keys, self.order, after=after, before=before)
        count = Count(min(len(keys), COUNT_LIMIT), is_more=len(keys) > COUNT_LIMIT)
        return Answer(count, Page(self._shown(page.rows, words), page.before, page.after))

    def _shown(self, keys: list[Key], words: Words) -> list[M]:
        """The rows of these keys, in the same order, each with the passage that is shown of it."""
        if not keys:
            return []
        rows = self.rows.select_related(*self.related).defer(*self.unread).annotate(**passage_of(self.shown, words))
        by_pk = rows.in_bulk([key.pk for key in keys])
        found = [by_pk[key.pk] for key in keys if key.pk in by_pk]
        for row in found:
            row.snippet = snippet_of(row, words)
        return found


def sources(person: User) -> dict[str, Source[Any]]:
    """What `person` may look through: what their teams wrote."""
    teams = person.team_ids
    return {
        "letters": Source(
            Incident.objects.visible_to(person),
            teams,
            columns=("title", "text"),
            shown=("text",),
            order=Order("received_on", is_newest_first=True),
            related=("team", "customer"),
            unread=("text",),
        ),
        "debriefs": Source(
            Debrief.objects.filter(team__in=teams),
            teams,
            columns=SECTIONS,
            shown=SECTIONS,
            order=Order("due_on", is_newest_first=True),
            related=("incident__team",),
            unread=(*SECTIONS, "incident__text", "reopened_because"),
        ),
        "lessons": Source(
            Lesson.objects.visible_to(person),
            teams,
            columns=("sentence",),
            shown=("sentence",),
            order=Order("drawn_on", is_newest_first=True),
            related=("stage", "team"),
        ),
    }


def passage_of(columns: tuple[str, ...], words: Words) -> dict[str, Any]:
    """Columns that cut a passage around the first place of the longest word; from the start if it is elsewhere."""
    text = Concat(*_joined(columns), output_field=TextField()) if len(columns) > 1 else F(columns[0])
    place = StrIndex(Folded(Left(text, LOOKED_THROUGH)), Value(words.longest))
    return {"place": place, "passage": Substr(text, Greatest(F("place") - PASSAGE_LEAD, 1), PASSAGE_LENGTH)}


def snippet_of(row: Any, words: Words) -> str:
    return marked(tidied(row.passage, is_from_start=row.place <= PASSAGE_LEAD + 1), words)


def _joined(columns: tuple[str, ...]) -> Iterator[F | Value]:
    for number, column in enumerate(columns):
        if number:
            yield Value(" · ")
        yield F(column)
