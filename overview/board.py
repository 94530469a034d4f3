"""The lessons of some teams by where they stand: agreed, being tried, how we do it, come back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from lessons.models import Lesson, Status
from overview.figures import Share
from people.models import Team

SHOWN_PER_STATUS = 4
SHOWN_OF_ALL = 100
COLUMNS = (Status.PROPOSED, Status.TRYING, Status.NORM, Status.RELAPSED)


@dataclass(frozen=True)
class Column:
    """One status: how many lessons have it, and the newest of them."""

    status: Status
    total: int
    lessons: list[Lesson]

    @property
    def left_out(self) -> int:
        return self.total - len(self.lessons)


@dataclass(frozen=True)
class Board:
    columns: list[Column]

    def total(self, status: Status) -> int:
        return next(column.total for column in self.columns if column.status == status)

    @property
    def held(self) -> Share:
        """Of the lessons whose check said something, that they hold or that it came back, those that hold now."""
        norms = self.total(Status.NORM)
        return Share(norms, norms + self.total(Status.RELAPSED))

    @property
    def came_back(self) -> int:
        return self.total(Status.RELAPSED)

    @property
    def relapsed(self) -> list[Lesson]:
        return next(column.lessons for column in self.columns if column.status == Status.RELAPSED)

    def __bool__(self) -> bool:
        return any(column.total for column in self.columns)


def board_of(teams: Iterable[Team], *, limit: int = SHOWN_PER_STATUS) -> Board:
    """Count the lessons of `teams`, and show the newest of each status. One query."""
    ranked: QuerySet[Any] = (
        Lesson.objects.filter(team__in=[team.pk for team in teams], status__in=COLUMNS)
        .annotate(
            rank=Window(RowNumber(), partition_by="status", order_by=[F("drawn_on").desc(), F("pk").desc()]),
            of_status=Window(Count("pk"), partition_by="status"),
        )
        .filter(rank__lte=limit)
        .select_related("stage")
        .only("kind", "sentence", "status", "norm_since", "check_on", "stage__name")
        .order_by("rank")
    )
    shown: dict[str, list[Any]] = {status: [] for status in COLUMNS}
    for lesson in ranked:
        shown[lesson.status].append(lesson)
    return Board([_column(status, shown[status]) for status in COLUMNS])


def _column(status: Status, lessons: list[Any]) -> Column:
    return Column(status, lessons[0].of_status if lessons else 0, lessons)
