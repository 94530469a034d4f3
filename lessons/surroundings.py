"""What stands around one lesson: what it is about, the passages it came from, and which teams do it too.

All of it is read in one query, since a page of a lesson shows much else besides.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from foundation.database.prepared import Prepared
from incidents.models import Factor, Point, Theme
from lessons.models import Adoption, Lesson

COLUMNS = ("what", "number", "words", "beside", "polarity", "day", "order")


@dataclass(frozen=True)
class Passage:
    """What the letter says, where it was said to be about, and what helped or got in the way."""

    quote: str
    about: str
    polarity: str


@dataclass(frozen=True)
class Doing:
    """Another team that does this too since a day, or in which somebody proposed it."""

    team_id: int
    team: str
    since: date | None


@dataclass
class Surroundings:
    themes: list[str] = field(default_factory=list)
    factors: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    doing: list[Doing] = field(default_factory=list)
    proposed: list[Doing] = field(default_factory=list)


def surroundings_of(lesson: Lesson, *, with_letter: bool = True) -> Surroundings:
    """Read what stands around a lesson, with what the letter said of it or without. One query."""
    found = Surroundings()
    rows = WITH_LETTER(lesson.pk) if with_letter else WITHOUT_LETTER(lesson.pk)
    for what, number, words, beside, polarity, day, _order in rows:
        match what:
            case "theme":
                found.themes.append(words)
            case "factor":
                found.factors.append(words)
            case "point":
                found.passages.append(Passage(words, beside or "", polarity))
            case _:
                team = Doing(number, words, day)
                (found.doing if day else found.proposed).append(team)
    return found


def _row(rows: QuerySet[Any], what: str, *, words: Any, **columns: Any) -> QuerySet[Any, Any]:
    nothing: dict[str, Any] = {
        "number": F("pk"),
        "beside": Value("", output_field=TextField()),
        "polarity": Value("", output_field=CharField()),
        "day": Value(None, output_field=DateField()),
        "order": Value(0, output_field=IntegerField()),
    }
    every = {**nothing, "what": Value(what, output_field=CharField()), "words": Cast(words, TextField()), **columns}
    every = {name: Cast(value, DateField()) if name == "day" else value for name, value in every.items()}
    # Under names of their own: a column of the model could be called the same.
    named = {f"{name}_shown": value for name, value in every.items()}
    return rows.order_by().annotate(**named).values_list(*(f"{name}_shown" for name in COLUMNS))


def _themes(lesson: int) -> QuerySet[Any, Any]:
    return _row(Theme.objects.filter(lessons=lesson), "theme", words=F("name"))


def _factors(lesson: int) -> QuerySet[Any, Any]:
    return _row(Factor.objects.filter(lessons=lesson), "factor", words=F("name"), order=F("position"))


def _points(lesson: int) -> QuerySet[Any, Any]:
    points = Point.objects.filter(lessons=lesson, incident__title_kept_back="")
    return _row(
        points,
        "point",
        words=F("quote"),
        beside=Cast(F("stage__name"), TextField()),
        polarity=F("polarity"),
        order=F("pk"),
    )


def _adoptions(lesson: int) -> QuerySet[Any, Any]:
    still_open = Adoption.objects.still_open().filter(lesson=lesson)
    return _row(still_open, "team", number=F("team_id"), words=F("team__name"), day=F("since"))


def _in_order(*parts: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    first, *others = parts
    return first.union(*others, all=True).order_by("order_shown", "words_shown")


# Put into SQL once for all lessons.
WITHOUT_LETTER = Prepared(lambda lesson: _in_order(_themes(lesson), _factors(lesson), _adoptions(lesson)))
WITH_LETTER = Prepared(lambda lesson: _in_order(_themes(lesson), _factors(lesson), _adoptions(lesson), _points(lesson)))
