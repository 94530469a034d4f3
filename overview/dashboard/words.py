"""The names that a dashboard's counts stand for, what people said after debriefs, in which teams only one person works, and
which totals are kept. One query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from foundation.working_days import ONE_WEEK
from overview.dashboard.periods import KEPT, Period, Stretches
from overview.dashboard.small_groups import LEAST
from people.alone import IS_ALONE
from people.asking import ask

WORDS_KEPT = 64


@dataclass(frozen=True)
class Pulse:
    """How many of a team answered the two questions, and with yes."""

    answers: int
    could_say: int
    come_again: int

    def __add__(self, other: "Pulse") -> "Pulse":
        return Pulse(self.answers + other.answers, self.could_say + other.could_say, self.come_again + other.come_again)


class NamedStage(NamedTuple):
    """A stage by the name it has now; one that is not active is not offered any more."""

    position: int
    name: str
    pk: int
    is_active: bool


@dataclass(frozen=True, eq=False)
class Words:
    """Stages and factors in their order, what themes are called, and the pulses of teams in which enough people answered.

    They are kept as long as the same ones are read, and known again as the very same.
    """

    stages: tuple[NamedStage, ...]
    factors: dict[int, str]
    themes: dict[int, str]
    pulses: dict[int, Pulse]
    alone: frozenset[int]
    """Teams in which one person works at most."""
    stretches: Stretches

    @property
    def pulse(self) -> Pulse | None:
        """Of all these teams together; those that are withheld are not in the sum either."""
        return sum(self.pulses.values(), Pulse(0, 0, 0)) if self.pulses else None


def read_words(team_ids: Collection[int], *, period: Period) -> Words:
    """Retired stages and themes come too: letters still bear them."""
    rows = ask(
        FIND,
        teams=team_ids,
        since=period.since,
        monday=period.monday,
        before=period.before,
        year=period.year,
        monday_before=period.since - ONE_WEEK,
    )
    return _words(tuple(rows), period)


@lru_cache(maxsize=WORDS_KEPT)
def _words(rows: tuple[tuple[Any, ...], ...], period: Period) -> Words:
    stages, factors, themes, pulses, alone, kept = [], [], {}, {}, set(), {}
    for sort, pk, name, one, two, three in rows:
        if sort == "stage":
            stages.append(NamedStage(one, name, pk, bool(two)))
        elif sort == "factor":
            factors.append((one, name, pk))
        elif sort == "theme":
            themes[pk] = name
        elif sort == "pulse":
            pulses[pk] = Pulse(one, two, three)
        elif sort == "alone":
            alone.add(pk)
        else:
            kept[date.fromisoformat(name), bool(one)] = pk
    of_period = Stretches(
        now=kept.get((period.since, True)), before=kept.get((period.before, False)), year=kept.get((period.year, True))
    )
    by_position = {pk: name for _, name, pk in sorted(factors)}
    return Words(tuple(sorted(stages)), by_position, themes, pulses, frozenset(alone), of_period)


FIND = f"""
    SELECT 'stage', id, name, position, CASE WHEN is_active THEN 1 ELSE 0 END, 0 FROM incidents_stage
    UNION ALL SELECT 'factor', id, name, position, 0, 0 FROM incidents_factor
    UNION ALL SELECT 'theme', id, name, 0, 0, 0 FROM incidents_theme
    UNION ALL SELECT 'pulse', team_id, '', answers, could_say, come_again FROM rankless_teampulse
    WHERE team_id IN (@teams) AND answers >= {LEAST}
    UNION ALL SELECT 'alone', t.id, '', 0, 0, 0 FROM people_team t WHERE t.id IN (@teams) AND {IS_ALONE}
    UNION ALL {KEPT}"""
"""Said in SQL: putting it together anew for each page would take longer than asking it."""
