"""Where words are found: newest first, counted up to a limit, with a passage of each.

PostgreSQL left alone walks the whole date index for the few rows of a rare word. So a capped first step without any
order finds out how many there are; few are then fetched by number, and only of many the newest are walked to.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lessons.models import Lesson
from overview.paging import Count, Key, Page, page_among
from overview.search import engine
from overview.search.facets import Counted, counts_of
from overview.search.sources import COUNT_LIMIT, Source
from overview.search.words import Words

Row = tuple[Any, ...]
"""Day, number, and what it says of its own sides."""

COUNTED_OF_MANY = 100
"""Of more rows than are counted so many say by which sides they can be narrowed down."""


@dataclass(frozen=True)
class Found:
    """Where the words were found: all rows of a sort, or one more than are counted."""

    sources: Mapping[str, Source[Any]]
    words: Words
    question: str
    rows: Mapping[str, list[Row]]

    def __bool__(self) -> bool:
        return any(self.rows.values())

    def count(self, name: str) -> Count:
        number = len(self.rows[name])
        return Count(min(number, COUNT_LIMIT), is_more=number > COUNT_LIMIT)

    def page(self, name: str, *, after: Key | None = None, before: Key | None = None) -> Page[Any]:
        """A page of what was found of one sort. Two queries at most."""
        source = self.sources[name]
        if self.count(name).is_more:
            page = source.newest(self.question, after=after, before=before)
        else:
            page = page_among(
                (Key(row[0], row[1]) for row in self.rows[name]), source.order, after=after, before=before
            )
        return Page(source.read(page.rows, self.words), page.before, page.after)

    def facets(self, name: str) -> dict[str, list[Counted]]:
        """The sides by which the rows of one sort can be narrowed down. One query at most."""
        rows = self.rows[name]
        return counts_of(self.sources[name].facets, rows[:COUNTED_OF_MANY] if self.count(name).is_more else rows)


def find(sources: Mapping[str, Source[Any]], words: Words) -> Found:
    """Look for the words as they are; where that finds few letters, for the beginning of the last too. Three queries."""
    question = engine().asked(words)
    ask = engine().asking(lambda asked: [source.probe(asked, name=name) for name, source in sources.items()])
    found = _found(sources, words, question.first, ask)
    if not question.further or engine().is_enough(len(found.rows["letters"])):
        return found
    return _found(sources, words, question.further, ask)


def lessons_holding(lessons: QuerySet[Lesson], words: Words) -> QuerySet[Lesson]:
    """Those of `lessons` that hold the words, of the last of which the beginning is enough. One query besides theirs."""
    question = engine().asked(words)
    return engine().holding(lessons, question.further or question.first, columns=("sentence", "expects", "how_to_look"))


def _found(
    sources: Mapping[str, Source[Any]], words: Words, question: str, ask: Callable[[str], Iterable[Row]]
) -> Found:
    rows: dict[str, list[Row]] = {name: [] for name in sources}
    for name, *row in ask(question) if question else ():
        rows[name].append(tuple(row))
    return Found(sources, words, question, rows)
