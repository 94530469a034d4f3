"""How many of a team's lessons that became how things are done still hold. Of lessons, never of people."""

from collections.abc import Iterable
from dataclasses import dataclass

from lessons.models import Status
from people.asking import ask

FEWEST_LESSONS = 5

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
    """Of the lessons of these teams. One query."""
    [(held, came_back)] = ask(COUNTED, teams=list(team_ids))
    return HoldRate(held, came_back)
