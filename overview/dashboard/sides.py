"""Teams side by side, in the order of their names: no league table, and nobody in it is a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from foundation.working_days import ONE_WEEK, monday_of
from overview.dashboard.figures import Share, kept_of
from overview.dashboard.reading import Counts, read_teams
from overview.dashboard.scope import ALL, Scope
from overview.dashboard.words import Pulse, Words, read_words
from people.models import Team
from people.requests import PersonRequest
from reminders.awaiting.late import ids_of
from tallies.models import STATUSES, Counted

MOST_TEAMS = 6
"""So many stand side by side on the dashboard itself."""

QUIET_AFTER = 3
FEWEST_BEFORE = 6
"""A team from which nothing came for three whole weeks is quiet, if at least six letters came in the weeks before."""


@dataclass(frozen=True)
class Side:
    """One team's figures of a period, by the name it has now. `pulse` is empty where too few answered.

    `is_alone` where one person works at most: then nothing is told of the work.
    """

    name: str
    is_alone: bool
    letters: int
    debriefed: Share
    late: int
    promises: Share
    norms: int
    came_back: int
    pulse: Pulse | None
    url: str

    @property
    def said(self) -> list[str]:
        """The figures in words, as they stand beside each other."""
        of_work = [
            str(self.debriefed) if self.letters else "–",
            number_format(self.late),
            str(self.promises) if self.promises else "–",
        ]
        return [
            *([gettext("not told")] * len(of_work) if self.is_alone else of_work),
            number_format(self.norms),
            number_format(self.came_back),
            str(Share(self.pulse.could_say, self.pulse.answers)) if self.pulse else gettext("too few"),
        ]


@dataclass(frozen=True)
class SideBySide:
    """All teams, and what the figures are of: said once, since twenty teams have six each."""

    sides: tuple[Side, ...]

    @property
    def are_some_alone(self) -> bool:
        return any(side.is_alone for side in self.sides)

    @cached_property
    def names(self) -> list[str]:
        return [
            gettext("Letters debriefed"),
            gettext("Late now"),
            gettext("Promises kept"),
            gettext("How we do it"),
            gettext("Came back"),
            gettext("Could say what mattered"),
        ]

    @property
    def lines(self) -> list[tuple[Side, SafeString]]:
        """Each team with its cells. On a phone a cell says its name, for there is no head then."""
        cell = '<td class="num" data-label="{}">{}</td>'
        return [(side, format_html_join("", cell, zip(self.names, side.said, strict=True))) for side in self.sides]


@require_safe
def teams(request: PersonRequest) -> HttpResponse:
    """All of the person's teams, on a page of their own: on the dashboard many would bury what is below them."""
    scope = replace(Scope.read(request.GET, person=request.user, today=timezone.localdate()), team=None)
    ids = ids_of(scope.teams)
    words = read_words(ids, period=scope.period)
    counts = read_teams(ids, period=scope.period, stretches=words.stretches, alone=words.alone)
    beside = side_by_side(counts, scope, words)
    context = {"scope": scope, "teams": beside, "query": urlencode({"team": ALL, "weeks": scope.period.weeks})}
    return render(request, "overview/dashboard/teams.html", context)


def side_by_side(counts: Counts, scope: Scope, words: Words) -> SideBySide:
    """Of counts that tell teams apart."""
    address = f"{reverse('overview:lessons')}?{urlencode({'weeks': scope.period.weeks})}"

    def of(counted: Counted, team: Team, *, cell: int) -> int:
        return sum(row.number for row in counts.of_team(counted, team.pk) if row.cell == cell)

    def letters_of(team: Team) -> int:
        return counts.letters_of[team.pk].number if team.pk in counts.letters_of else 0

    def side(team: Team) -> Side:
        letters, still_open = letters_of(team), counts.of_team(Counted.UNDEBRIEFED, team.pk)
        is_alone = team.pk in words.alone
        return Side(
            name=team.name,
            is_alone=is_alone,
            letters=letters,
            # Every letter has a debrief: what is not open was done.
            debriefed=Share(letters - sum(row.number for row in still_open), letters) if not is_alone else Share(0, 0),
            late=sum(row.number for row in still_open if row.part and not row.cell),
            promises=kept_of(counts.of_team(Counted.PROMISE, team.pk)),
            norms=of(Counted.LESSON, team, cell=STATUSES["norm"]),
            came_back=of(Counted.LESSON, team, cell=STATUSES["relapsed"]),
            pulse=words.pulses.get(team.pk),
            url=f"{address}&team={team.pk}",
        )

    return SideBySide(tuple(side(team) for team in sorted(scope.teams, key=lambda team: team.name)))


def quiet_teams(counts: Counts, teams: Iterable[Team]) -> list[tuple[Team, date]]:
    """Teams that logged nothing for some weeks although letters used to come, with the week of the last one."""
    since = monday_of(counts.period.until) - ONE_WEEK * QUIET_AFTER
    letters = [(team, counts.letters_of[team.pk]) for team in teams if team.pk in counts.letters_of]
    return [(team, of.last) for team, of in letters if of.of_all >= FEWEST_BEFORE and of.last < since]
