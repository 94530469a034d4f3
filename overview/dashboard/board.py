"""The lessons of some teams by where they stand: agreed, being tried, how we do it, come back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from foundation.addresses import address_of
from foundation.database.prepared import Prepared
from foundation.templatetags.dates import say_with_day
from lessons.models import Lesson, LessonKind, Status
from lessons.sharing import telling_common
from overview.saying import in_a_line
from people.models import Team
from reminders.awaiting.late import ids_of

READ = ("pk", "sentence", "kind", "stage__name", "status", "norm_since", "check_on", "is_common")
QUESTIONS_KEPT = 64
SHOWN_PER_STATUS = 4
COLUMNS = (Status.PROPOSED, Status.TRYING, Status.NORM, Status.RELAPSED)


class Card(NamedTuple):
    """One lesson: its sentence, and in a line of what kind it is, of which stage, and since when or until when."""

    pk: int
    sentence: str
    kind: str
    stage: str | None
    status: str
    norm_since: date | None
    check_on: date | None
    is_common: bool

    @property
    def url(self) -> str:
        return address_of("overview:lesson", self.pk)

    @property
    def note(self) -> SafeString:
        if self.status == Status.NORM:
            day = say_with_day(gettext("since %(day)s"), self.norm_since)
        else:
            day = say_with_day(gettext("look again %(day)s"), self.check_on)
        return in_a_line(LessonKind(self.kind).label, *([self.stage] if self.stage else []), day)


class Column(NamedTuple):
    """One status: how many lessons have it, and the newest of them."""

    status: Status
    total: int
    cards: tuple[Card, ...]

    @property
    def look(self) -> str:
        return "card-l back-again" if self.status == Status.RELAPSED else "card-l"

    @property
    def left_out(self) -> int:
        return self.total - len(self.cards)


@dataclass(frozen=True)
class Board:
    columns: tuple[Column, ...]

    def __bool__(self) -> bool:
        return any(column.total for column in self.columns)


def board_of(teams: Iterable[Team], *, totals: dict[str, int], kind: str = "") -> Board:
    """Show the newest lessons of each status, of which there are `totals`; of one kind of letters, if it is named.

    One query, which reads no more than is shown.
    """
    team_ids = ids_of(teams)
    cards = list(map(Card._make, _newest(len(team_ids), kind)(*team_ids)))

    def of(status: Status) -> Column:
        return Column(status, totals.get(status, 0), tuple(card for card in cards if card.status == status))

    return Board(tuple(of(status) for status in COLUMNS))


@lru_cache(maxsize=QUESTIONS_KEPT)
def _newest(teams: int, kind: str) -> Prepared[tuple[Any, ...]]:
    """The question for the newest lessons of so many teams."""
    return Prepared(lambda *team_ids: _newest_of(team_ids, kind), numbers=teams)


def _newest_of(team_ids: Collection[int], kind: str) -> QuerySet[Lesson, tuple[Any, ...]]:
    """Of each status some: each part walks an index, and stops."""
    of_kind = {"kind": LessonKind.fitting(kind)} if kind else {}
    lessons = Lesson.objects.filter(team__in=team_ids, **of_kind).order_by("-drawn_on", "-pk")
    # Only SQLite minds a limit in a part itself.
    parts = [
        Lesson.objects.filter(pk__in=lessons.filter(status=status).values("pk")[:SHOWN_PER_STATUS])
        .order_by()
        .values("pk")
        for status in COLUMNS
    ]
    found = telling_common(Lesson.objects.filter(pk__in=parts[0].union(*parts[1:], all=True)))
    return found.order_by("-drawn_on", "-pk").values_list(*READ)
