"""The lessons of some teams by where they stand: agreed, being tried, how we do it, come back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, QuerySet, Subquery, When

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
    """Count the lessons of `teams`, and show the newest of each status. One query, which reads no more than is shown."""
    lessons = Lesson.objects.filter(team__in=[team.pk for team in teams]).order_by()
    newest: QuerySet[Any] = (
        Lesson.objects.filter(pk__in=_newest(lessons, limit=limit))
        .annotate(of_status=_of_status(lessons))
        .select_related("stage")
        .only("kind", "sentence", "status", "drawn_on", "norm_since", "check_on", "stage__name")
        .order_by("-drawn_on", "-pk")
    )
    shown: dict[str, list[Lesson]] = {status: [] for status in COLUMNS}
    totals: dict[str, int] = {}
    for lesson in newest:
        shown[lesson.status].append(lesson)
        totals[lesson.status] = lesson.of_status
    return Board([Column(status, totals.get(status, 0), shown[status]) for status in COLUMNS])


def _of_status(lessons: QuerySet[Lesson]) -> Case:
    """How many lessons have the same status: none of the counts depends on the row, so each is made once."""
    counts = {
        status: lessons.filter(status=status).values("status").annotate(n=Count("pk")).values("n") for status in COLUMNS
    }
    return Case(*(When(status=status, then=Subquery(count)) for status, count in counts.items()))


def _newest(lessons: QuerySet[Lesson], *, limit: int) -> QuerySet[Lesson, Any]:
    """The ids of the newest lessons of each status: each part walks an index, and stops."""
    parts = []
    for status in COLUMNS:
        of_status = lessons.filter(status=status).order_by("-drawn_on", "-pk").values("pk")[:limit]
        # Only SQLite minds a limit in a part itself.
        parts.append(Lesson.objects.filter(pk__in=of_status).order_by().values("pk"))
    return parts[0].union(*parts[1:], all=True)
