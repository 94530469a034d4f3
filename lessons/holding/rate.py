"""How many of a team's lessons that became how things are done still hold. Of lessons, never of people."""

from collections.abc import Iterable
from dataclasses import dataclass

from foundation.database.lately import Lately
from lessons.models import Status
from people.asking import ask

FEWEST_LESSONS = 5
MANY = 1_000
"""Of so many lessons the rate hardly moves, and counting them takes longer than all else: it is kept for a while."""

_lately: Lately[tuple[int, ...], "HoldRate"] = Lately()
"""By their teams."""
forget = _lately.forget

OF_A_STATUS = "(SELECT COUNT(*) FROM lessons_lesson WHERE team_id IN (@teams) AND status = '{}')"
COUNTED = f"SELECT {OF_A_STATUS.format(Status.NORM.value)}, {OF_A_STATUS.format(Status.RELAPSED.value)}"
"""Each by itself: of both at once every lesson would be asked which of them it is."""


@dataclass(frozen=True)
class HoldRate:
    """Lessons that are the norm, and lessons that came back and are not the norm again."""

    held: int
    came_back: int

    @property
    def all(self) -> int:
        return self.held + self.came_back

    @property
    def has_too_few(self) -> bool:
        """Whether there are too few lessons for their number to tell anything."""
        return self.all < FEWEST_LESSONS


def hold_rate(team_ids: Iterable[int]) -> HoldRate:
    """Of the lessons of these teams, as it is now or, of many, was a few minutes ago. One query at most."""
    teams = tuple(team_ids)
    if known := _lately.get(teams):
        return known
    [(held, came_back)] = ask(COUNTED, teams=teams)
    rate = HoldRate(held, came_back)
    if rate.all >= MANY:
        _lately.keep(teams, rate)
    return rate
