"""Where words are found: newest first, counted up to a limit, with a passage of each.

PostgreSQL left alone walks the whole date index for the few rows of a rare word. So a capped first step without any
order finds out how many there are; few are then fetched by number, and only of many the newest are walked to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet

from lessons.models import Lesson
from overview.paging import COUNT_LIMIT, PAGE_SIZE, Count, Key, Page, page_among
from overview.search import engine
from overview.search.facets import NAMES, NOTHING_SAID, Counted, Narrowing, counts_of
from overview.search.few import begun_with_few
from overview.search.question import Question
from overview.search.sources import (
    ASIDE,
    FAR_BETWEEN,
    FAR_BETWEEN_ASIDE,
    SHOWN,
    Probes,
    Reach,
    Source,
    Walk,
    Way,
    sources_of,
)
from overview.search.words import Words
from people.models import User

Row = tuple[Any, ...]
"""Day, number, and what it says of its own sides."""

Ask = Callable[..., dict[str, list[Row]]]
"""What `_asked_of` does for one person who narrowed something down."""

NOT_WALKED: Mapping[str, Walk] = {}

COUNTED_OF_MANY = 50
"""If there are more rows than are counted, so many say by which sides they can be narrowed down."""


@dataclass(frozen=True)
class Found:
    """Where the words were found: all rows of a sort, or one more than are counted."""

    sources: Mapping[str, Source[Any]]
    words: Words
    question: str
    rows: Mapping[str, list[Row]]
    enough: Mapping[str, int]
    """If there are more than so many of a sort, not all were counted."""
    walked: Set[str]
    """Sorts of which the newest rows were walked to."""
    ask: Ask
    """Asks of these sources again."""
    boundless: Set[str] = frozenset()
    """Sorts that cannot be looked through to their end."""
    is_cut_short: bool = False
    """Whether older rows may hold a phrase too, and were not looked into."""
    unfinished: Set[str] = frozenset()
    """Sorts of which there are more than rows, however few these are."""
    sides_among: int = COUNTED_OF_MANY
    """If not all rows are known, so many say by which sides they can be narrowed down."""

    def __bool__(self) -> bool:
        return any(self.rows.values())

    def count(self, name: str) -> Count:
        """How many there are, or more than how many: of ten and more, how many tens."""
        number = len(self.rows[name])
        if number <= self.enough[name] and name not in self.unfinished:
            return Count(number)
        least = max(0, number - 1)
        return Count(least if least < 10 else least // 10 * 10, is_more=True)

    def page(self, name: str, *, after: Key | None = None, before: Key | None = None) -> Page[Any]:
        """A page of what was found of one sort. Two queries at most."""
        source = self.sources[name]
        is_first_of_walked = name in self.walked and len(self.rows[name]) > PAGE_SIZE and not (after or before)
        if self.count(name).is_more and not is_first_of_walked:
            page = source.newest(self.question, after=after, before=before)
        else:
            page = page_among(
                (Key(row[0], row[1]) for row in self.rows[name]), source.order, after=after, before=before
            )
        return Page(source.read(page.rows, self.words), page.before, page.after)

    def facets(self, name: str, *, said: Mapping[str, Sequence[Counted]] = NOTHING_SAID) -> dict[str, list[Counted]]:
        """The sides by which the rows of one sort can be narrowed down, in the order `said` before. One query at most."""
        rows = self.rows[name]
        return counts_of(self.sources[name].facets, rows[: self.counted_of(name) or None], said=said)

    def counted_of(self, name: str) -> int:
        """Of how many rows the sides are counted, if it is not all of them."""
        if not self.count(name).is_more:
            return 0
        # The row that only says that there are more would often make a larger question of it.
        known = len(self.rows[name]) - (len(self.rows[name]) > self.enough[name])
        return min(known, self.sides_among)


def find(person: User, words: Words, narrowing: Narrowing, *, shown: str = "", is_mended: bool = False) -> Found:
    """Look for the words as they are; where that finds few letters, for the beginning of the last too. Four queries at most.

    `shown` is the sort that was asked for, else it will mostly be letters. Words that were mended stand in some text as they
    are, and are asked for only once.
    """
    narrowing = begun_with_few(narrowing)
    sources = sources_of(person, narrowing)
    reach = sources["letters"].reach
    shown = shown if shown in NAMES else "letters"
    many = {name: sources[name].rows.model for name in _walked_in(sources, reach, shown=shown)}
    question = engine().asked(words, many=list(many.values()), signs=reach.signs())
    ask = partial(_asked_of, person, narrowing, sources)
    everywhere = {
        name: _how_far(question, model, is_shown=name == shown)
        for name, model in many.items()
        if model in question.everywhere and not sources[name].begins_with_few
    }
    boundless = {name: to for name, to in everywhere.items() if many[name] in question.boundless}
    # Of what is nearly everywhere nobody asks how many there are beside what is shown.
    aside = ASIDE.most if "letters" in everywhere else COUNT_LIMIT
    counted = {name: COUNT_LIMIT if name == shown else aside for name in sources}
    few = _in_few(words, sources, [name for name, most in counted.items() if most == ASIDE.most])
    rows = ask(question.first, counted, walked=everywhere, in_few=few)
    # Where too few were met on the way, all are looked for, if that has an end.
    met = {name: to for name, to in everywhere.items() if len(rows[name]) > to.enough}
    if seldom := everywhere.keys() - met.keys() - boundless.keys():
        rows |= ask(question.first, {name: counted[name] for name in seldom})
    walked = met | boundless
    enough = counted | {name: to.enough for name, to in walked.items()}
    is_cut_short = bool(boundless.keys() - met.keys())
    found = Found(sources, words, question.first, rows, enough, walked.keys(), ask, boundless.keys(), is_cut_short)
    # A word of which so much is known that it is walked to was hardly only begun.
    is_enough = "letters" in found.walked or engine().is_enough(len(rows["letters"]))
    if is_mended or not question.further or is_enough:
        return found
    counted = dict.fromkeys(sources, COUNT_LIMIT)
    rows = ask(question.further, counted, walked=boundless)
    enough = counted | {name: to.enough for name, to in boundless.items()}
    is_cut_short = any(len(rows[name]) <= to.enough for name, to in boundless.items())
    names = boundless.keys()
    return Found(sources, words, question.further, rows, enough, names, ask, names, is_cut_short)


def lessons_holding(lessons: QuerySet[Lesson], words: Words) -> QuerySet[Lesson]:
    """Those of `lessons` that hold the words, of the last of which the beginning is enough. One query besides theirs."""
    question = engine().asked(words)
    return engine().holding(lessons, question.further or question.first, columns=("sentence", "expects", "how_to_look"))


def _walked_in(sources: Mapping[str, Source[Any]], reach: Reach, *, shown: str) -> list[str]:
    """What is walked to if the words are nearly everywhere; of a few teams the index of words leaves out enough.

    In the order of days are letters and debriefs; of the others, in which one team has little, it is only found out whether
    there are some, in no order that could be shown.
    """
    if reach.signs() and len(reach.team_ids) != 1:
        return []
    by_day = [name for name, source in sources.items() if source.is_walked_by_day]
    aside = [name for name in sources if name not in by_day and name != shown]
    return by_day if reach.signs() else by_day + aside


def _in_few(words: Words, sources: Mapping[str, Source[Any]], names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if engine().is_in_few(words, sources[name].rows.model))


def _how_far(question: Question, model: type[Model], *, is_shown: bool) -> Walk:
    if model in question.far_between:
        return FAR_BETWEEN if is_shown else FAR_BETWEEN_ASIDE
    return SHOWN if is_shown else ASIDE


def _asked_of(
    person: User,
    narrowing: Narrowing,
    sources: Mapping[str, Source[Any]],
    question: str,
    counted: Mapping[str, int],
    *,
    walked: Mapping[str, Walk] = NOT_WALKED,
    in_few: frozenset[str] = frozenset(),
    through: int = 0,
    most_ms: int = 0,
) -> dict[str, list[Row]]:
    """The rows of each of these sorts that answer the question, one more than are `counted` at most.

    Those that are `walked` to are looked for `through` so many of the newest; of those `in_few` rows of all teams what
    others wrote is left out once they were read. Raises TakesTooLong after `most_ms` milliseconds, if that is said. One
    query; rarely one more for each that is walked to.
    """
    rows: dict[str, list[Row]] = {name: [] for name in counted}
    ways: dict[str, Way] = {name: (name, most, None) for name, most in counted.items()}
    ways |= {name: (name, to.most, sources[name].walked_since(through=through)) for name, to in walked.items()}
    chosen = tuple(narrowing.chosen.items())
    probes = Probes(
        tuple(person.team_ids), chosen, narrowing.of_few, in_few.difference(walked), frozenset(ways.values())
    )
    ask = engine().asking(probes, most_ms=most_ms)
    for name, *row in ask(question) if question else ():
        rows[name].append(tuple(row))
    return rows
