"""What made-up letters stand on, and how all makers of rows go about it: one source of chance, one pile of rows."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.db.models import Model

from foundation.database.rows import write_many
from foundation.working_days import MONDAY_TO_FRIDAY
from incidents.models import Happening, Incident, TimelineEntry

QUARTER = timedelta(days=90)
SETTLED, SETTLED_AFTER_A_QUARTER = 0.93, 0.998

later_day = cache(MONDAY_TO_FRIDAY.add)


@dataclass(frozen=True)
class TeamGround:
    pk: int
    people: list[int]
    customers: list[int]


@dataclass(frozen=True)
class Ground:
    """Teams with their people and customers, and the words for sorting; `until` is the end of the two years."""

    until: datetime
    teams: dict[int, TeamGround]
    stages: list[int]
    factors: list[int]
    themes: list[int]
    rare_every: int
    shared_every: int


@dataclass
class Maker:
    """Makes rows and piles them up by table until they are written."""

    chance: Random
    ground: Ground
    pile: dict[type[Model], list[Any]] = field(default_factory=dict)

    def write(self) -> None:
        for rows in self.pile.values():
            write_many(rows)

    def add(self, row: Any) -> None:
        self.pile.setdefault(type(row), []).append(row)

    def tell(
        self, incident: Incident, what: Happening, at: datetime, *, by: int | None = None, detail: str = ""
    ) -> None:
        self.add(TimelineEntry(incident_id=incident.pk, what=what, at=at, by_id=by, detail=detail))

    def later(self, at: datetime, days: int) -> datetime:
        return min(at + timedelta(days=self.chance.uniform(0, days)), self.ground.until)

    def awaited(self, done_at: datetime | None) -> datetime | None:
        """When an open thing is reminded of next: within the coming week. What is done is not reminded of."""
        return None if done_at else self.ground.until + timedelta(days=self.chance.randint(1, 7), hours=9)

    def is_settled(self, due_on: date) -> bool:
        """Nearly everything is done in the end; what is younger than a quarter may still be late."""
        age = self.ground.until.date() - due_on
        likely = SETTLED_AFTER_A_QUARTER if age > QUARTER else SETTLED
        return age > timedelta(0) and self.chance.random() < likely

    def stage(self) -> int:
        """Some stages are talked about far more than others."""
        return self.ground.stages[int(self.chance.random() ** 1.7 * len(self.ground.stages))]
