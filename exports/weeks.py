"""What the dashboard counts, week by week, for those who reckon with it elsewhere.

Nothing in it is about one person: of a team in which only one works, nothing is told that tells how they do.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, Sum, Value, When

from exports import schemas
from exports.models import What
from exports.schemas import BATCH, Column, Schema
from foundation.working_days import monday_of
from people.alone import alone_among
from tallies.models import KEPT, OF_WORK, STEPS, WAYS, Counted, Tally

KEY = ("monday_on", "team__name", "kind")
COLUMNS: dict[str, tuple[Q, str]] = {
    "letters": (Q(counted=Counted.LETTERS), "number"),
    "debriefed": (Q(counted=Counted.DEBRIEFED), "number"),
    "debriefed_in_time": (Q(counted=Counted.DEBRIEFED), "of_which"),
    "debriefed_short_way": (Q(counted=Counted.DEBRIEFED, cell=WAYS["short"]), "number"),
    "passages": (Q(counted=Counted.SAID), "number"),
    "passages_good": (Q(counted=Counted.SAID), "of_which"),
    **{
        f"{name}{in_time}": (Q(counted=Counted.STEP_DONE, cell__in=[STEPS[step] for step in steps]), number)
        for name, steps in (
            ("acknowledged", ("acknowledge", "thank")),
            ("answered", ("answer",)),
            ("followed_up", ("follow_up",)),
        )
        for in_time, number in (("", "number"), ("_in_time", "of_which"))
    },
    "promises": (Q(counted=Counted.PROMISE), "number"),
    "promises_kept_in_time": (Q(counted=Counted.PROMISE, cell=KEPT), "of_which"),
    "lessons_looked_at": (Q(counted=Counted.LOOK), "number"),
    "lessons_looked_at_in_time": (Q(counted=Counted.LOOK), "of_which"),
}
"""What each adds up of the tallies: which of them, and their number or a part of it."""
OF_LETTERS = ("letters", "passages", "passages_good")
"""All others tell of work, and are empty for a team in which one person works at most."""

COUNTED = [Counted.LETTERS, Counted.DEBRIEFED, Counted.SAID, Counted.STEP_DONE, Counted.PROMISE, Counted.LOOK]


@dataclass(frozen=True)
class Weeks(Schema):
    """There are as many rows as weeks, teams and kinds, however many letters."""

    def in_batches(self, found: QuerySet[Any]) -> Iterator[list[list[schemas.Value]]]:
        rows = list(found)
        for first in range(0, len(rows), BATCH):
            yield [[column.value(row) for column in self.columns] for row in rows[first : first + BATCH]]


def _rows(team_ids: Collection[int], since: date | None) -> QuerySet[Any]:
    """From the week in which that day is. That something was done alone is told by no row either."""
    alone = alone_among(team_ids)
    found = Tally.objects.filter(team__in=list(team_ids), counted__in=COUNTED)
    if alone:
        found = found.exclude(team__in=alone, counted__in=OF_WORK)
    if since:
        found = found.filter(monday_on__gte=monday_of(since))
    sums = {name: Sum(number, filter=which, default=0) for name, (which, number) in COLUMNS.items()}
    any_of_them = Q(*[(f"{name}__gt", 0) for name in COLUMNS], _connector=Q.OR)
    is_alone = Case(When(team__in=alone, then=Value(True)), default=Value(False)) if alone else Value(False)
    of_key = found.annotate(is_alone=is_alone).values(*KEY, "is_alone")
    return of_key.annotate(**sums).filter(any_of_them).order_by(*KEY)


def _of(name: str, key: str) -> Column:
    return Column(name, lambda row: row[key])


def _sum(name: str) -> Column:
    return Column(name, lambda row: None if row["is_alone"] and name not in OF_LETTERS else row[name])


WEEKS = Weeks(
    What.WEEKS,
    2,
    [_of("week", "monday_on"), _of("team", "team__name"), _of("kind", "kind"), *map(_sum, COLUMNS)],
    _rows,
)
