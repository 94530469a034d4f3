"""The lessons of some teams by where they stand: agreed, being tried, how we do it, come back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lessons.models import Lesson, Status
from lessons.sharing import telling_common
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

    def __bool__(self) -> bool:
        return any(column.total for column in self.columns)


def board_of(teams: Iterable[Team], *, totals: dict[str, int], limit: int = SHOWN_PER_STATUS) -> Board:
    """Show the newest lessons of each status, of which there are `totals`. One query, which reads no more than is shown."""
    lessons = Lesson.objects.filter(team__in=[team.pk for team in teams]).order_by()
    newest: QuerySet[Any] = (
        telling_common(Lesson.objects.filter(pk__in=_newest(lessons, limit=limit)))
        .select_related("stage")
        .only("kind", "sentence", "status", "drawn_on", "norm_since", "check_on", "stage__name")
        .order_by("-drawn_on", "-pk")
    )
    shown: dict[str, list[Lesson]] = {status: [] for status in COLUMNS}
    for lesson in newest:
        shown[lesson.status].append(lesson)
    return Board([Column(status, totals.get(status, 0), shown[status]) for status in COLUMNS])


def _newest(lessons: QuerySet[Lesson], *, limit: int) -> QuerySet[Lesson, Any]:
    """The ids of the newest lessons of each status: each part walks an index, and stops."""
    parts = []
    for status in COLUMNS:
        of_status = lessons.filter(status=status).order_by("-drawn_on", "-pk").values("pk")[:limit]
        # Only SQLite minds a limit in a part itself.
        parts.append(Lesson.objects.filter(pk__in=of_status).order_by().values("pk"))
    return parts[0].union(*parts[1:], all=True)
