"""Words found by PostgreSQL's full text, through the column `words` of each table and its index.

The database keeps that column itself, from the columns that are looked through (the migrations that say `words`), so the
models do not know it. It always holds the words as they are, and their stems beside them if there is a language: so
phrases, beginnings and rows not yet renewed after a change of language are found in any case.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Model, QuerySet, TextField
from django.db.models.expressions import RawSQL

from foundation.database.limited import answered_within
from foundation.database.planned import answered
from foundation.database.word_shares import word_shares
from overview.search.language import forms_kept, has_language, language
from overview.search.question import Probes, Question
from overview.search.words import FURTHEST, Term, Words

M = TypeVar("M", bound=Model)
Sql = tuple[str, list[str]]

SHORTEST_BEGINNING = 3
"""Fewer letters are looked for as a word of their own: as a beginning they would fit nearly everything."""

ENOUGH = 25
"""Found so often as a whole, a word is not looked for as a beginning too: that costs ten times as much."""

EVERYWHERE = 0.03
"""In so many of all letters, words are found sooner by walking from the newest than in the index, which grows with them."""

TOGETHER, LONG = 0.001, 10_000
"""So many letters have to hold words together that are everywhere one by one; and so many the index would go through."""

FAR_BETWEEN = 0.1
"""Where fewer rows hold the words than this, to walk to fifty of them takes longer than all else on the page."""

UNKNOWN = 0.005
"""So many letters hold a word of which nothing is known, at most: what the planner believes as well."""

LOOKED_INTO = 5_000
"""In so many texts words are looked for side by side: the index knows which words a text holds, not where they stand."""

FEW_ROWS = 50
"""To read so many rows takes less than to go through the sign of a team in the index, which as many rows bear as it has."""

_BLANK = object()
NEWEST_KNOWN, MOST_BEGINNING = 100, 40
"""So many texts of each sort are read for words that may have been meant: the newest, and those of each beginning."""


def asked(words: Words, *, many: Sequence[type[Model]] = (), signs: Iterable[str] = ()) -> Question:
    """The words as queries of full text, and in which of these tables, of `many` rows to a reader, they are everywhere.

    With the `signs` of teams: everywhere among what those wrote. One query, which reads no rows.
    """
    *whole, last = words.wanted
    plain, begun = _all_of([_word(term) for term in words.wanted]), _all_of([*map(_word, whole), _begun(last)])
    bare = _all_of([_bare(term) for term in words.wanted])
    unwanted = _all_of([_not(_bare(term)) for term in words.unwanted]) if words.unwanted else ("''::tsquery", [])
    as_typed, as_begun, as_bare, without = _read([plain, begun, bare, unwanted])
    # Words that say nothing, like “the”, count only where there is no other.
    first = _both(as_typed or as_bare, without)
    is_short = not words.may_be_begun or len(last.text) < SHORTEST_BEGINNING
    further = "" if is_short else _both(as_begun, without)
    if not first:
        return Question(first, further)
    expected = {model: Expected.of(words, model, signs=list(signs)) for model in many}
    # How often words stand side by side no statistics know: only how often they are in one text.
    has_phrase = any(term.is_phrase for term in words.wanted)
    boundless = {model for model, rows in expected.items() if has_phrase and rows.holding > LOOKED_INTO}
    everywhere = {model for model, rows in expected.items() if rows.is_everywhere}
    far_between = {model for model in everywhere if expected[model].together < FAR_BETWEEN}
    return Question(first, further, frozenset(everywhere | boundless), frozenset(far_between), frozenset(boundless))


@dataclass(frozen=True)
class Expected:
    """How many rows of a table there are to a reader, which share of them hold all the words, and the rarest of them; and
    how many the index goes through at least to find them."""

    rows: float
    together: float
    rarest: float
    gone_through: float

    @classmethod
    def of(cls, words: Words, model: type[Model], *, signs: Sequence[str]) -> "Expected":
        known = word_shares(model._meta.db_table)
        unknown = min(UNKNOWN, known.rarest / 2)
        shares = [
            max(known.shares.get(form, unknown) for form in forms_kept(word))
            for term in words.wanted
            for word in term.text.split()
        ]
        of_teams = sum(known.shares.get(sign, unknown) for sign in signs) if signs else 1.0
        return cls(known.rows * of_teams, prod(shares), min(shares), known.rows * min(of_teams, *shares))

    @property
    def holding(self) -> float:
        return self.rows * self.together

    @property
    def is_everywhere(self) -> bool:
        if self.together > EVERYWHERE:
            return self.rows * EVERYWHERE > ENOUGH
        return self.rarest > EVERYWHERE and self.gone_through > LONG and self.together > TOGETHER


def holding(rows: QuerySet[M], question: str, *, columns: tuple[str, ...]) -> QuerySet[M]:
    """Those of `rows` that hold the words, to be walked to in the order of an index."""
    return rows.filter(_holds(rows, question)) if question else rows.none()


def probed(rows: QuerySet[M], question: Any, *, columns: tuple[str, ...], signs: Iterable[str] = ()) -> QuerySet[M]:
    """The same, to be read in no order; with the `signs` of teams the index itself leaves out what others wrote.

    The question is read by itself first. So PostgreSQL plans the same for whatever is asked, and once: it asks the index.
    """
    of_teams = _any_of(signs)
    asked = "%s::tsquery && %s::tsquery" if of_teams else "%s::tsquery"
    found = f"{_words_column(rows)} @@ (SELECT {asked})"
    given = [question, of_teams] if of_teams else [question]
    return rows.filter(RawSQL(found, given, output_field=BooleanField()))


def met(rows: QuerySet[M], question: Any, *, columns: tuple[str, ...]) -> QuerySet[M]:
    """The same of rows that are walked through, one after the other, until there are enough.

    Within COALESCE the index of words is no help and left alone, and PostgreSQL takes every second row for one that holds
    them. If it knew how many do, it would sooner read all that may be walked through and put them in order.
    """
    found = f"COALESCE({_words_column(rows)} @@ (SELECT %s::tsquery), false)"
    return rows.filter(RawSQL(found, [question], output_field=BooleanField()))


def asking(probes: Probes, *, most_ms: int = 0) -> Callable[[str], Iterable[tuple[Any, ...]]]:
    """A way to ask all probes at once, each of which stops at its own limit. One query each time it is asked.

    It is planned once, unless something was chosen: there are too many ways to choose. Where it may take no more than so
    many milliseconds, it is planned each time, and raises TakesTooLong. Within a transaction it takes as long as it takes,
    since to stop it would end that too.
    """

    def ask(question: str) -> list[tuple[Any, ...]]:
        sql = _written(probes)
        if not sql:
            return []
        if most_ms and not connection.in_atomic_block:
            return answered_within(most_ms, sql, {"question": question})
        if not (most_ms or probes.is_narrowed):
            return answered(sql, {"question": question})
        with connection.cursor() as cursor:
            cursor.execute(sql, {"question": question})
            return cursor.fetchall()

    return ask


@lru_cache(maxsize=500)
def _written(probes: Probes) -> str:
    """The query with all values written out but the question, and kept: it is long, and has a hundred of them."""
    first, *more = probes.build(_BLANK)
    try:
        sql, given = first.union(*more, all=True).query.sql_with_params()
    except EmptyResultSet:
        return ""
    written = ["%(question)s" if value is _BLANK else _written_out(value) for value in given]
    return sql.replace("%%", "%%%%") % tuple(written)


def _written_out(value: Any) -> str:
    return connection.ops.compose_sql("%s", [value]).replace("%", "%%")  # type: ignore[attr-defined]  # of PostgreSQL


def is_in_few(words: Words, model: type[Model]) -> bool:
    """Whether so few rows of all teams are expected to hold the words that what others wrote is left out afterwards."""
    return Expected.of(words, model, signs=[]).holding <= FEW_ROWS


def is_enough(found: int) -> bool:
    """Whether so many found by whole words spare looking for the beginning of the last."""
    return found > ENOUGH


def leaves_out(rows: QuerySet[M]) -> bool:
    """Nothing is left out: the index holds every text."""
    return False


def known_words(rows: Sequence[QuerySet[Any]], *, like: Sequence[str], columns: Sequence[tuple[str, ...]]) -> set[str]:
    """Words that might be meant by one of `like` in the newest of these rows, and in any with a word that begins like one.

    One query.
    """
    texts = []
    for sort in rows:
        texts.append(_words_of(sort.order_by("-pk")[:NEWEST_KNOWN]))
        for beginning in {beginning for word in like for beginning in _beginnings(word)}:
            texts.append(_words_of(sort.filter(_holds(sort, _quoted(beginning) + ":*")).order_by()[:MOST_BEGINNING]))
    read, given = zip(*(text.query.sql_with_params() for text in texts), strict=True)
    united = " UNION ALL ".join(f"({sql})" for sql in read)
    ends = [pattern for word in like for pattern in (f"{word[0]}%", f"%{word[-1]}")]
    lengths = {length for word in like for length in range(len(word) - FURTHEST, len(word) + FURTHEST + 1)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT word FROM ({united}) AS texts (words), unnest(tsvector_to_array(texts.words)) AS word"
            " WHERE word LIKE ANY (%s) AND length(word) = ANY (%s) AND word NOT LIKE '#%%'",
            [*(value for own in given for value in own), ends, sorted(lengths)],
        )
        return {word for (word,) in cursor.fetchall()}


def _beginnings(word: str) -> list[str]:
    """What is right of a word if its second half is not: the longest beginnings tell most and cost least."""
    return [word[:length] for length in range(len(word) - 1, max(SHORTEST_BEGINNING, len(word) // 2), -1)]


def _read(parts: Sequence[Sql]) -> tuple[str, ...]:
    """What PostgreSQL makes of each of these. One query."""
    given = {f"given_{number}": value for number, value in enumerate(value for _, own in parts for value in own)}
    read = f"SELECT {', '.join(f'({sql})::text' for sql, _ in parts)}" % tuple(f"%({name})s" for name in given)
    (row,) = answered(read, given)
    return row


def _any_of(signs: Iterable[str]) -> str:
    return " | ".join(f"'{sign}'" for sign in signs)


def _holds(rows: QuerySet[Any], question: Any) -> RawSQL:
    """Whether the words of a row answer the question."""
    return RawSQL(f"{_words_column(rows)} @@ %s::tsquery", [question], output_field=BooleanField())


def _words_of(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.values_list(RawSQL(_words_column(rows), (), output_field=TextField()))


def _words_column(rows: QuerySet[Any]) -> str:
    return f"{connection.ops.quote_name(rows.model._meta.db_table)}.words"


def _word(term: Term) -> Sql:
    """A word in any of its forms, or nothing if the language knows that it says nothing."""
    if term.is_phrase or not has_language():
        return _bare(term)
    sql, given = _bare(term)
    forms = [language(), term.text]
    stem = "plainto_tsquery(%s::regconfig, %s)"
    return f"(CASE WHEN numnode({stem}) = 0 THEN ''::tsquery ELSE {sql} || {stem} END)", [*forms, *given, *forms]


def _begun(term: Term) -> Sql:
    """A word of which the beginning is enough, or another form of it."""
    if term.is_phrase:
        return _bare(term)
    sql, given = "to_tsquery('simple', %s)", [_quoted(term.text) + ":*"]
    if not has_language():
        return sql, given
    return f"({sql} || plainto_tsquery(%s::regconfig, %s))", [*given, language(), term.text]


def _bare(term: Term) -> Sql:
    """A word exactly as it stands, or words side by side."""
    return ("phraseto" if term.is_phrase else "plainto") + "_tsquery('simple', %s)", [term.text]


def _not(term: Sql) -> Sql:
    return f"!! ({term[0]})", term[1]


def _all_of(terms: Sequence[Sql]) -> Sql:
    return " && ".join(sql for sql, _ in terms), [value for _, given in terms for value in given]


def _both(wanted: str, unwanted: str) -> str:
    """Without a word that is wanted nothing is found: all that holds nothing unwanted was not asked for."""
    return " & ".join(f"({part})" for part in (wanted, unwanted) if part) if wanted else ""


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
