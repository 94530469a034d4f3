"""The lessons of some teams by where they stand: agreed, being tried, how we do it, come back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from foundation.prepared import Prepared
from foundation.templatetags.dates import say_with_day
from lessons.models import Lesson, Status
from lessons.sharing import telling_common
from people.models import Team
from reminders.awaiting.late import ids_of

READ = ("kind", "sentence", "status", "drawn_on", "norm_since", "check_on")
QUESTIONS_KEPT = 64
SHOWN_PER_STATUS = 4
SHOWN_OF_ALL = 100
COLUMNS = (Status.PROPOSED, Status.TRYING, Status.NORM, Status.RELAPSED)


@dataclass(frozen=True)
class Card:
    """One lesson: its sentence, and in a line of what kind it is, of which stage, and since when or until when."""

    url: str
    sentence: str
    note: SafeString
    is_common: bool


@dataclass(frozen=True)
class Column:
    """One status: how many lessons have it, and the newest of them."""

    status: Status
    total: int
    cards: list[Card]

    @property
    def look(self) -> str:
        return "card-l back-again" if self.status == Status.RELAPSED else "card-l"

    @property
    def left_out(self) -> int:
        return self.total - len(self.cards)


@dataclass(frozen=True)
class Board:
    columns: list[Column]

    def __bool__(self) -> bool:
        return any(column.total for column in self.columns)


def board_of(teams: Iterable[Team], *, totals: dict[str, int], limit: int = SHOWN_PER_STATUS) -> Board:
    """Show the newest lessons of each status, of which there are `totals`. One query, which reads no more than is shown."""
    team_ids = ids_of(teams)
    shown: dict[str, list[Card]] = {status: [] for status in COLUMNS}
    since, again = gettext("since %(day)s"), gettext("look again %(day)s")
    for lesson in _newest(len(team_ids), limit)(*team_ids):
        is_norm = lesson.status == Status.NORM
        day = say_with_day(since, lesson.norm_since) if is_norm else say_with_day(again, lesson.check_on)
        shown[lesson.status].append(_card(lesson, day))
    return Board([Column(status, totals.get(status, 0), shown[status]) for status in COLUMNS])


def _card(lesson: Any, day: SafeString) -> Card:
    words = [lesson.get_kind_display(), *([lesson.stage.name] if lesson.stage else []), day]
    note = format_html_join(" · ", "{}", ((word,) for word in words))
    return Card(lesson.get_absolute_url(), lesson.sentence, note, lesson.is_common)


@lru_cache(maxsize=QUESTIONS_KEPT)
def _newest(teams: int, limit: int) -> Prepared[Lesson]:
    """The question for the newest lessons of so many teams."""
    return Prepared(lambda *team_ids: _newest_of(team_ids, limit=limit), numbers=teams)


def _newest_of(team_ids: Collection[int], *, limit: int) -> QuerySet[Lesson]:
    """Of each status some: each part walks an index, and stops."""
    lessons = Lesson.objects.filter(team__in=team_ids).order_by("-drawn_on", "-pk")
    # Only SQLite minds a limit in a part itself.
    parts = [
        Lesson.objects.filter(pk__in=lessons.filter(status=status).values("pk")[:limit]).order_by().values("pk")
        for status in COLUMNS
    ]
    found = telling_common(Lesson.objects.filter(pk__in=parts[0].union(*parts[1:], all=True)))
    return found.select_related("stage").only(*READ, "stage__name").order_by("-drawn_on", "-pk")
