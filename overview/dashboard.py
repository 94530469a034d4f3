"""The lessons dashboard of some teams over some weeks: what needs a lead, then whether we learn, then the counts.

All members of a team read it; only what needs a lead is shown to leads alone. Twelve queries at most.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from incidents.models import Incident
from overview import periods
from overview.board import SHOWN_OF_ALL, SHOWN_PER_STATUS, board_of
from overview.figures import Figures, figures_of
from overview.filters import LetterFilter, one_of
from overview.heatmap import heat_map
from overview.needs import needs_of
from overview.periods import Period
from people.models import Team, User
from people.requests import PersonRequest
from rankless.afterwards import pulse_of
from reminders.awaiting.late import late_actions, late_debriefs

ALL = "all"


@dataclass(frozen=True)
class Scope:
    """Whose letters, of which weeks. `team` is empty when it is about all of the person's teams."""

    person: User
    team: Team | None
    period: Period
    is_whole_board: bool = False

    @classmethod
    def read(cls, query: Any, *, person: User, today: date) -> "Scope":
        """Who leads some of their teams and not others begins with one that they lead."""
        asked = query.get("team", "")
        team = one_of(person.teams, asked)
        if not team and asked != ALL:
            team = _usual_team(person)
        period = Period.read(query.get("weeks", ""), today=today)
        return cls(person, team, period, is_whole_board=query.get("board", "") == ALL)

    @property
    def teams(self) -> list[Team]:
        return [self.team] if self.team else self.person.teams

    @property
    def is_led(self) -> bool:
        """Whether the person leads every team it is about."""
        return bool(self.teams) and {team.pk for team in self.teams} <= set(self.person.led_team_ids)

    @property
    def asked(self) -> LetterFilter:
        """The question that the list of letters is asked for the same letters."""
        return LetterFilter(team=self.team, since=self.period.since, until=self.period.until)

    def letters(self) -> QuerySet[Incident]:
        return self.asked.letters(self.person, today=self.period.until)


@require_safe
def lessons(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    scope = Scope.read(request.GET, person=person, today=today)
    context = {"scope": scope, "periods": periods.CHOICES, **read(scope, on=today)}
    return render(request, "overview/lessons.html", context)


def read(scope: Scope, *, on: date) -> dict[str, Any]:
    """Everything the dashboard shows of its scope."""
    letters = scope.letters()
    board = board_of(scope.teams, limit=SHOWN_OF_ALL if scope.is_whole_board else SHOWN_PER_STATUS)
    debriefs, actions = late_debriefs(scope.teams, on=on), late_actions(scope.teams, on=on)
    figures = figures_of(letters, period=scope.period)
    needs = None
    if scope.is_led:
        needs = needs_of(scope.teams, board=board, debriefs=debriefs, actions=actions, on=on)
    return {
        "board": board,
        "debriefs": debriefs,
        "actions": actions,
        "figures": figures,
        "pulse": pulse_of(scope.teams),
        "needs": needs,
        "heat": heat_map(letters, asked=scope.asked),
        "chart": chart_of(figures),
        "urls": urls_of(scope.asked),
    }


def chart_of(figures: Figures) -> dict[str, list[Any]]:
    """The letters by week as the chart's script reads them."""
    day = pgettext("day on a chart", "j M")
    return {
        "weeks": [date_format(week.monday, day) for week in figures.weeks],
        "complaints": [week.complaints for week in figures.weeks],
        "praises": [week.praises for week in figures.weeks],
    }


def urls_of(asked: LetterFilter) -> dict[str, str]:
    """The letters behind each figure, and what is late now whenever it came in."""
    return {
        "letters": asked.url(),
        "late": asked.url(debrief="late"),
        "all_late": LetterFilter(team=asked.team, debrief="late", sort="due").url(),
    }


def _usual_team(person: User) -> Team | None:
    led = set(person.led_team_ids)
    if not led or led == set(person.team_ids):
        return None
    return next(team for team in person.teams if team.pk in led)
