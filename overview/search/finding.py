"""What is looked through, and what is found in it: newest first, counted up to a limit, with a passage of each.

PostgreSQL left alone walks the whole date index for the few rows of a rare word. So a capped first step without any
order finds out how many there are; few are then fetched by number, and only of many the newest are walked to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import Any, Generic, TypeVar

from django.db.models import CharField, F, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat, Greatest, Left, StrIndex, Substr

from foundation.engine import Folded
from incidents.models import Incident
from lessons.models import Lesson
from overview.paging import Count, Key, Order, Page, page_among, page_of
from overview.search import engine
from overview.search.words import PASSAGE_LEAD, PASSAGE_LENGTH, Words, marked, tidied
from people.models import User
from rankless.models import Debrief, Section

M = TypeVar("M", bound=Model)

COUNT_LIMIT = 350
"""Beyond this a count says “more than 350”: whoever finds so many types one word more."""

LOOKED_THROUGH = 100_000
"""So many characters of a text are looked through for the place of a word."""

SECTIONS = tuple(Section.values)


@dataclass(frozen=True)
class Source(Generic[M]):
    """One sort of text: the rows a person may see, the columns that are read, and what is shown of what is found."""

    rows: QuerySet[M]
    team_ids: list[int]
    columns: tuple[str, ...]
    order: Order
    passage: tuple[str, ...]
    related: tuple[str, ...]
    shown: tuple[str, ...]

    def probe(self, words: Words, *, name: str) -> QuerySet[M, Any]:
        """Day and number, behind `name`, of the rows that hold the words, in no order: one more than are counted at most."""
        found = engine().probed(self.rows, *self.columns, words=words, team_ids=self.team_ids).order_by()
        return found.values_list(Value(name, output_field=CharField()), self.order.day, "pk")[: COUNT_LIMIT + 1]

    def newest(self, words: Words, *, after: Key | None, before: Key | None) -> Page[Key]:
        """A page of the many rows that hold the words. One query."""
        holding = engine().holding(self.rows, *self.columns, words=words)
        newest = page_of(holding.only(self.order.day), self.order, after=after, before=before)
        return Page([self.order.key_of(row) for row in newest], newest.before, newest.after)

    def read(self, keys: list[Key], words: Words) -> list[M]:
        """The rows of these keys, in the same order, each with the passage that is shown of it. One query."""
        if not keys:
            return []
        rows = self.rows.select_related(*self.related).only(*self.shown).annotate(**passage_of(self.passage, words))
        by_pk = rows.order_by().in_bulk([key.pk for key in keys])
        found = [by_pk[key.pk] for key in keys if key.pk in by_pk]
        for row in found:
            row.snippet = snippet_of(row, words)
        return found


@dataclass(frozen=True)
class Found:
    """Where the words were found: day and number of each row, all of a sort or one more than are counted."""

    sources: Mapping[str, Source[Any]]
    words: Words
    rows: Mapping[str, list[tuple[date, int]]]

    def count(self, name: str) -> Count:
        number = len(self.rows[name])
        return Count(min(number, COUNT_LIMIT), is_more=number > COUNT_LIMIT)

    def page(self, name: str, *, after: Key | None = None, before: Key | None = None) -> Page[Any]:
        """A page of what was found of one sort. Two queries at most."""
        source = self.sources[name]
        if self.count(name).is_more:
            page = source.newest(self.words, after=after, before=before)
        else:
            page = page_among(starmap(Key, self.rows[name]), source.order, after=after, before=before)
        return Page(source.read(page.rows, self.words), page.before, page.after)


def find(sources: Mapping[str, Source[Any]], words: Words) -> Found:
    """Look for the last word as a whole; where that finds few letters, for its beginning. Two queries at most."""
    found = _found(sources, words.as_whole())
    if engine().is_enough(words, found=len(found.rows["letters"])):
        return found
    return _found(sources, words)


def _found(sources: Mapping[str, Source[Any]], words: Words) -> Found:
    rows: dict[str, list[tuple[date, int]]] = {name: [] for name in sources}
    for name, day, pk in engine().gathered([source.probe(words, name=name) for name, source in sources.items()]):
        rows[name].append((day, pk))
    return Found(sources, words, rows)


def sources_of(person: User) -> dict[str, Source[Any]]:
    """What `person` may look through: what their teams wrote."""
    teams = person.team_ids
    return {
        "letters": Source(
            Incident.objects.visible_to(person),
            teams,
            columns=("title", "text"),
            order=Order("received_on", is_newest_first=True),
            passage=("text",),
            related=("team", "customer"),
            shown=("kind", "title", "title_kept_back", "received_on", "team__name", "customer__name"),
        ),
        "debriefs": Source(
            Debrief.objects.filter(team__in=teams),
            teams,
            columns=SECTIONS,
            order=Order("due_on", is_newest_first=True),
            passage=SECTIONS,
            related=("incident__team",),
            shown=(
                *("phase", *(f"{section}_written" for section in SECTIONS)),
                *("incident__kind", "incident__title", "incident__received_on", "incident__team__name"),
            ),
        ),
        "lessons": Source(
            Lesson.objects.visible_to(person),
            teams,
            columns=("sentence",),
            order=Order("drawn_on", is_newest_first=True),
            passage=("sentence",),
            related=("stage", "team"),
            shown=("kind", "status", "drawn_on", "stage__name", "team__name"),
        ),
    }


def passage_of(columns: tuple[str, ...], words: Words) -> dict[str, Any]:
    """Columns that cut a passage around the first place of the longest word; from the start if it is elsewhere."""
    text = Concat(*_joined(columns), output_field=TextField()) if len(columns) > 1 else F(columns[0])
    place = StrIndex(Folded(Left(text, LOOKED_THROUGH)), Value(words.longest))
    return {"place": place, "passage": Substr(text, Greatest(F("place") - PASSAGE_LEAD, 1), PASSAGE_LENGTH)}


def snippet_of(row: Any, words: Words) -> str:
    """The passage with the words marked; none of a letter that is kept back."""
    if isinstance(row, Incident) and row.is_kept_back:
        return ""
    return marked(tidied(row.passage, is_from_start=row.place <= PASSAGE_LEAD + 1), words)


def _joined(columns: tuple[str, ...]) -> Iterator[F | Value]:
    for number, column in enumerate(columns):
        if number:
            yield Value(" · ")
        yield F(column)
