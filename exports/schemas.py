"""What an export holds: for each thing a schema with a version, as docs/exports.md tells it to those who read the files.

A column is never renamed, and never comes to mean something else, without a new version. No column names a person, and
nothing of a debrief is there before everybody stands behind it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from exports.models import What
from incidents.models import Incident, Point
from lessons.models import Action, Evidence, Lesson
from rankless.models import Debrief

BATCH = 500
Value = str | int | bool | date | None | list[str] | list[int]


@dataclass(frozen=True)
class Column:
    name: str
    value: Callable[[Any], Value]


@dataclass(frozen=True)
class Schema:
    """`rows` finds what is told of these teams since a day; `related` is read along with a batch of them."""

    what: What
    version: int
    columns: list[Column]
    rows: Callable[[Collection[int], date | None], QuerySet[Any]]
    related: tuple[str, ...] = ()
    along: tuple[str | Prefetch, ...] = ()

    def in_batches(self, found: QuerySet[Any]) -> Iterator[list[list[Value]]]:
        """All rows, a batch at a time, by their numbers: what is written meanwhile neither doubles nor hides any."""
        after = 0
        while True:
            batch = list(
                found.filter(pk__gt=after)
                .order_by("pk")
                .select_related(*self.related)
                .prefetch_related(*self.along)[:BATCH]
            )
            if not batch:
                return
            yield [[column.value(row) for column in self.columns] for row in batch]
            after = batch[-1].pk


def names(rows: Any) -> list[str]:
    return sorted(row.name for row in rows.all())


def _text_of(incident: Incident) -> str:
    return "" if incident.is_kept_back or incident.debrief.hides_letter else incident.text


def _done_on(debrief: Debrief) -> date | None:
    """The day it was for the team."""
    return debrief.team.day_of(debrief.completed_at) if debrief.completed_at else None


def _agreed(part: str) -> Column:
    """A text once all stand behind it; until then nobody outside the debrief may read it."""
    return Column(part, lambda debrief: getattr(debrief, part) if debrief.is_complete else "")


def _field(name: str) -> Column:
    return Column(name, lambda row: getattr(row, name))


def _name(column: str, relation: str) -> Column:
    return Column(column, lambda row: word.name if (word := getattr(row, relation)) else "")


def _since(model: type[Model], team: str, day: str) -> Callable[[Collection[int], date | None], QuerySet[Any]]:
    def rows(team_ids: Collection[int], since: date | None) -> QuerySet[Any]:
        found = model._default_manager.filter(**{f"{team}__in": list(team_ids)})
        return found.filter(**{f"{day}__gte": since}) if since else found

    return rows


LETTERS = Schema(
    What.LETTERS,
    1,
    [
        Column("letter", lambda letter: letter.pk),
        Column("team", lambda letter: letter.team.name),
        _field("kind"),
        _field("title"),
        Column("text", _text_of),
        _field("received_on"),
        _field("channel"),
        _field("language"),
        Column("themes", lambda letter: names(letter.themes)),
        Column("debrief_done", lambda letter: letter.debrief.is_complete),
        Column("debrief_due_on", lambda letter: letter.debrief.due_on),
    ],
    _since(Incident, "team", "received_on"),
    related=("team", "debrief"),
    along=("themes",),
)
POINTS = Schema(
    What.POINTS,
    1,
    [
        Column("point", lambda point: point.pk),
        Column("letter", lambda point: point.incident_id),
        _field("polarity"),
        _name("stage", "stage"),
        _name("factor", "factor"),
        _field("effect"),
        Column("passage", lambda point: point.quote if _text_of(point.incident) else ""),
    ],
    _since(Point, "incident__team", "incident__received_on"),
    related=("incident__debrief", "stage", "factor"),
)
DEBRIEFS = Schema(
    What.DEBRIEFS,
    1,
    [
        Column("letter", lambda debrief: debrief.incident_id),
        Column("team", lambda debrief: debrief.team.name),
        Column("kind", lambda debrief: debrief.incident.kind),
        _field("way"),
        Column("is_done", lambda debrief: debrief.is_complete),
        _field("due_on"),
        Column("done_on", _done_on),
        *(_agreed(part) for part in ("what", "why", "differently", "other_side", "no_change_because")),
        Column("lessons", lambda debrief: sorted(lesson.pk for lesson in debrief.lessons.all())),
    ],
    _since(Debrief, "team", "incident__received_on"),
    related=("incident", "team"),
    along=(Prefetch("lessons", Lesson.objects.only("debrief")),),
)
LESSONS = Schema(
    What.LESSONS,
    1,
    [
        Column("lesson", lambda lesson: lesson.pk),
        Column("letter", lambda lesson: lesson.debrief.incident_id),
        Column("team", lambda lesson: lesson.team.name),
        _field("kind"),
        _field("sentence"),
        _name("stage", "stage"),
        Column("factors", lambda lesson: names(lesson.factors)),
        Column("themes", lambda lesson: names(lesson.themes)),
        _field("status"),
        *(_field(name) for name in ("expects", "how_to_look", "drawn_on", "norm_since", "check_on")),
        _field("dropped_because"),
        Column("seen", lambda lesson: [f"{seen.noted_on} {seen.outcome}" for seen in lesson.evidence.all()]),
    ],
    _since(Lesson, "team", "drawn_on"),
    related=("team", "stage", "debrief"),
    along=("factors", "themes", Prefetch("evidence", Evidence.objects.order_by("noted_on", "pk"))),
)
ACTIONS = Schema(
    What.ACTIONS,
    1,
    [
        Column("action", lambda action: action.pk),
        Column("lesson", lambda action: action.lesson_id),
        Column("team", lambda action: action.lesson.team.name),
        *(_field(name) for name in ("what", "strength", "answer", "due_on")),
        Column("is_done", lambda action: action.done_at is not None),
    ],
    _since(Action, "lesson__team", "lesson__drawn_on"),
    related=("lesson__team",),
)
