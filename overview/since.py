"""What the dashboard opens on: what changed since a lead last read it, one story to read aloud, and the end of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lessons.models import Lesson
from people.looking import have_read, last_look
from people.models import Page, Team, User
from people.requests import PersonRequest
from people.roles import leads
from reminders.awaiting.late import ids_of
from reminders.weekly.changes import A_WEEK, Changes, Week, changes_in
from reminders.weekly.telling import all_of
from stories.remembering import Taught, a_year_ago

LONGEST = A_WEEK * 8
"""Whoever stayed away longer reads the dashboard itself, not a list of all that happened."""


SHOWN = 2
"""Of each sort: what needs a lead stands below, and should not be far."""

SAID: dict[str, tuple[str, LazyText]] = {
    "relapsed": ("late", _("It came back")),
    "adopted": ("good", _("How we do it now")),
    "held": ("good", _("It still holds")),
    "learned": ("quiet", _("Learned")),
}
"""What became of a lesson: how its stamp looks, and what it says."""


@dataclass(frozen=True)
class Row:
    """One lesson with its stamp; `more` says in words how many like it are not shown, and `more_url` leads to them."""

    look: str
    said: LazyText
    sentence: str
    url: str
    more: str = ""
    more_url: str = ""


@dataclass(frozen=True)
class Since:
    """What is new. `last_look` is empty for whoever never said that they had read it: the last week is told then.

    `may_thank` says whether they lead the team of the story; `team` is the only one it is about, if there are more.
    """

    last_look: date | None
    days: Week
    changes: Changes
    years_ago: Taught | None
    today: date
    may_thank: bool
    team: Team | None = None

    @property
    def is_read(self) -> bool:
        """Whether it was read today already: what follows is then folded."""
        return self.last_look == self.today

    @property
    def lines(self) -> list[tuple[str, list[Lesson]]]:
        """What became of lessons, the gravest first, each with the word that says what it is."""
        changes = self.changes
        told = [
            ("relapsed", changes.relapsed),
            ("adopted", changes.adopted),
            ("held", _without(changes.held, changes.adopted)),
        ]
        return [(what, list(lessons)) for what, lessons in [*told, ("learned", changes.learned)] if lessons]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The first of each sort; the last of them says how many more there are."""
        rows: list[Row] = []
        for what, lessons in self.lines:
            rows += [Row(*SAID[what], lesson.sentence, lesson.get_absolute_url()) for lesson in lessons[:SHOWN]]
            if more := self._more(what, len(lessons[SHOWN:])):
                rows[-1] = replace(rows[-1], more=more, more_url=all_of(what, team=self.team))
        return tuple(rows)

    def _more(self, what: str, left_out: int) -> str:
        if not left_out:
            return ""
        if what in self.changes.left_out:
            return gettext("and more than %(n)s like it") % {"n": left_out}
        return ngettext("and one more like it", "and %(n)s more like it", left_out) % {"n": left_out}


def since_of(person: User, teams: Sequence[Team], *, on: date) -> Since:
    """What is new in these teams for the person. Three queries."""
    read_on = last_look(person, Page.LESSONS)
    first = max(read_on, on - LONGEST) if read_on else on - A_WEEK
    days = Week(min(first, on), on, zone=person.zone)
    team_ids = ids_of(teams)
    changes = changes_in(team_ids, days)
    may_thank = changes.story is not None and leads(person, changes.story.team_id)
    only = teams[0] if len(teams) == 1 < len(person.teams) else None
    return Since(read_on, days, changes, a_year_ago(team_ids, on=on), on, may_thank, only)


@require_POST
def read(request: PersonRequest) -> HttpResponse:
    """Somebody has read what is new on the dashboard; next time it begins from here."""
    have_read(request.user, Page.LESSONS, on=timezone.localdate())
    return redirect("overview:lessons")


def _without(lessons: tuple[Lesson, ...], others: tuple[Lesson, ...]) -> tuple[Lesson, ...]:
    return tuple(lesson for lesson in lessons if lesson not in others)
