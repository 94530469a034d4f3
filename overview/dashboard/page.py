"""The lessons dashboard of some teams over some weeks: what needs a lead, then whether we learn, then the counts.

All members of a team read it; only what needs a lead is shown to leads alone. Twelve queries at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from incidents.models import Kind
from lessons.models import Status
from overview.dashboard import periods
from overview.dashboard.alone import alone_in
from overview.dashboard.board import board_of
from overview.dashboard.figures import Week, figures_of, weeks_of
from overview.dashboard.heatmap import heat_map
from overview.dashboard.needs import needs_of
from overview.dashboard.reading import COUNTS_KEPT, Counts, read_counts
from overview.dashboard.scope import Scope
from overview.dashboard.sides import MOST_TEAMS, quiet_teams, side_by_side
from overview.dashboard.themes import themes_of
from overview.dashboard.usual import unusual_weeks
from overview.dashboard.voices import heard_of
from overview.dashboard.weeks_picture import day_on_chart, picture_of
from overview.dashboard.words import Words, read_words
from overview.filters import LetterFilter
from overview.since import since_of
from people.requests import PersonRequest
from reminders.awaiting.late import ids_of

CHARTS_KEPT = 256
ADDRESSES_KEPT = 256


@require_safe
def lessons(request: PersonRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    scope = Scope.read(request.GET, person=person, today=today)
    context = {"scope": scope, "periods": periods.CHOICES, "kinds": tuple(Kind.choices), **read(scope, on=today)}
    return render(request, "overview/dashboard/page.html", context)


def read(scope: Scope, *, on: date) -> dict[str, Any]:
    """Everything the dashboard shows of its scope."""
    if not scope.teams:
        return {}
    ids = ids_of(scope.teams)
    is_by_team = 1 < len(ids) <= MOST_TEAMS
    words = read_words(ids, period=scope.period)
    counts = read_counts(ids, period=scope.period, stretches=words.stretches, alone=words.alone, is_by_team=is_by_team)
    figures, weeks = figures_of(counts, kind=scope.kind), weeks_of(counts, kind=scope.kind)
    quiet = quiet_teams(counts, scope.teams)
    return {
        "since": since_of(scope.person, scope.teams, on=on),
        "needs": needs_of(scope.teams, quiet=quiet, on=on) if scope.is_led else None,
        "board": board_of(scope.teams, totals=figures.lessons.by_status, kind=scope.kind),
        "alone": alone_in(scope.teams, words.alone),
        "figures": figures,
        "weeks": weeks,
        "busiest": max(weeks, key=lambda week: week.complaints + week.praises),
        "unusual": tuple(week for week in unusual_weeks(counts) if scope.kind in {"", week.kind}),
        "chart": chart_of(weeks, scope.kind, get_language()),
        "picture": picture_of(weeks),
        "heard": heard_of(counts, tuple(ids)),
        "pulse": words.pulse,
        **_places(counts, words, kind=scope.kind, asked=scope.asked, language=get_language()),
        "teams": side_by_side(counts, scope, words) if is_by_team else None,
        "urls": urls_of(scope),
    }


@lru_cache(maxsize=COUNTS_KEPT)
def _places(counts: Counts, words: Words, *, kind: str, asked: LetterFilter, language: str | None) -> Mapping[str, Any]:
    """Where it goes well and wrong, and about what; of one kind of letters, if it is asked for.

    The language is the active one, named to be told apart.
    """
    return {
        "heat": heat_map(counts, words.stages, kind=kind, asked=asked),
        "themes": themes_of(counts, words.themes, kind=kind, asked=asked),
    }


@lru_cache(maxsize=CHARTS_KEPT)
def chart_of(weeks: tuple[Week, ...], kind: str, language: str | None) -> dict[str, list[Any]]:
    """The letters by week as the chart's script reads them, without the kind that was not asked for.

    The language is the active one, named to be told apart.
    """
    bars = {
        Kind.COMPLAINT: ("complaints", [week.complaints for week in weeks]),
        Kind.PRAISE: ("praises", [week.praises for week in weeks]),
    }
    return {
        "weeks": [day_on_chart(week.monday) for week in weeks],
        **dict(told for of_kind, told in bars.items() if kind in {"", of_kind}),
    }


@dataclass(frozen=True)
class Urls:
    """The letters behind each figure, what is late now whenever it came in, and the pages that tell more."""

    letters: str
    late: str
    all_late: str
    why: str
    teams: str
    practice: str
    norms: str
    actions: str
    all_lessons: str
    doubts: str


def urls_of(scope: Scope) -> Urls:
    return _urls_of(scope.asked, tuple(scope.parameters.items()))


@lru_cache(maxsize=ADDRESSES_KEPT)
def _urls_of(asked: LetterFilter, parameters: tuple[tuple[str, str], ...]) -> Urls:
    """Putting so many addresses together takes as long as asking the database something."""
    written = dict(parameters)
    of_team = f"?team={asked.team.pk}" if asked.team else ""
    practice = f"{reverse('overview:practice')}{of_team}"
    of_kind = f"&kind={asked.kind}" if asked.kind else ""
    all_lessons = f"{reverse('overview:all-lessons')}?team={written['team']}{of_kind}"
    return Urls(
        letters=asked.url(),
        late=asked.url(debrief="late"),
        all_late=LetterFilter(team=asked.team, debrief="late", sort="due").url(),
        why=f"{reverse('overview:why')}?{urlencode(written)}",
        teams=f"{reverse('overview:teams')}?{urlencode({'weeks': written['weeks']})}",
        practice=practice,
        # How we do it is read whole: of one kind alone the norms are listed.
        norms=f"{all_lessons}&status={Status.NORM}" if asked.kind else practice,
        actions=f"{reverse('overview:actions')}{of_team}",
        all_lessons=all_lessons,
        doubts=f"{reverse('overview:doubts')}{of_team}",
    )
