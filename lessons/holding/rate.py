"""How many of a team's lessons that became how things are done still hold. Of lessons, never of people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from lessons.models import Lesson, Status

FEWEST_LESSONS = 5


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
    of_teams = Lesson.objects.filter(team__in=list(team_ids), status__in=(Status.NORM, Status.RELAPSED))
    counted = of_teams.aggregate(
        held=Count("pk", filter=Q(status=Status.NORM)), came_back=Count("pk", filter=Q(status=Status.RELAPSED))
    )
    return HoldRate(**counted)
