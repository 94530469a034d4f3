"""How we do it: lessons that have become the norm, stage by stage, with the letters that taught them; and their handbook."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.addresses import read_number
from foundation.working_days import ONE_DAY
from lessons.models import Lesson
from overview.chapters import chapters_of, newest, newest_of_teams, shown_by_others, taken_up_by
from overview.filters import NOT_SURE, one_of
from overview.proposed import proposed_to
from overview.search.finding import lessons_holding
from overview.search.words import Words
from people.looking import have_read, last_look
from people.models import Page
from people.requests import PersonRequest

SHOWN_PER_STAGE = 3
SHOWN_OF_FOUND = 10
"""Of each stage, where words are looked for at all of them: a common word stands in very many."""

SHOWN_OF_ONE_STAGE = 200
SHOWN_IN_HANDBOOK = 25


@require_safe
def practice(request: PersonRequest) -> HttpResponse:
    person = request.user
    team = one_of(person.teams, request.GET.get("team", ""))
    asked, stages = _stages(request.GET.get("stage", ""))
    words = Words.read(request.GET.get("q", ""))
    teams = [team] if team else person.teams
    team_ids = [each.pk for each in teams]
    limit = SHOWN_OF_ONE_STAGE if asked else SHOWN_OF_FOUND if words else SHOWN_PER_STAGE
    since = last_look(person, Page.PRACTICE)
    if words:
        norms = Lesson.objects.norms().filter(_at(stages), team__in=team_ids)
        rows = newest(lessons_holding(norms, words), limit=limit)
    else:
        rows = newest_of_teams(team_ids, limit=limit, stages=stages)
    taken_up = taken_up_by(team_ids, stage=_at(stages) if asked else None, words=words)
    # Nothing is told on the day itself; later all of that day is, for more may have come after they read.
    told_since = since - ONE_DAY if since and since < timezone.localdate() else since
    chapters = chapters_of(rows, limit=limit, taken_up=taken_up, since=told_since)
    proposed, others = ([], []) if asked or words else (proposed_to(team_ids), shown_by_others(person.team_ids))
    context = {
        "chapters": chapters,
        "new": [norm for chapter in chapters for norm in (*chapter.norms, *chapter.taken_up) if norm.is_new],
        "is_more_new": any(chapter.is_cut and chapter.norms[-1].is_new for chapter in chapters),
        "may_say_read": team is None or len(person.teams) == 1,
        "since": since,
        "team": team,
        "teams": person.teams,
        "names_teams": len(teams) > 1,
        "is_one_stage": bool(asked),
        "typed": request.GET.get("q", "").strip(),
        "proposed": proposed,
        "others": [norm for norm in others if norm.pk not in {each.pk for each in proposed}],
    }
    return render(request, "overview/practice/practice.html", context)


@require_safe
def handbook(request: PersonRequest) -> HttpResponse:
    """All of it in one piece, to be printed for whoever is new."""
    person = request.user
    team = one_of(person.teams, request.GET.get("team", ""))
    teams = [team] if team else person.teams
    team_ids = [each.pk for each in teams]
    rows = newest_of_teams(team_ids, limit=SHOWN_IN_HANDBOOK)
    chapters = chapters_of(rows, limit=SHOWN_IN_HANDBOOK, taken_up=taken_up_by(team_ids))
    context = {"chapters": chapters, "team": team, "of_teams": teams, "today": timezone.localdate()}
    return render(request, "overview/practice/handbook.html", context)


@require_POST
def read_practice(request: PersonRequest) -> HttpResponse:
    """Somebody says that they have read what is new."""
    have_read(request.user, Page.PRACTICE, on=timezone.localdate())
    return redirect("overview:practice")


def _stages(typed: str) -> tuple[str, list[int | None]]:
    """The stage that is asked for, as it stood in the address if it made sense, and as a list of one; else an empty list."""
    if typed == NOT_SURE:
        return typed, [None]
    number = read_number(typed)
    return (typed, [number]) if number else ("", [])


def _at(stages: list[int | None]) -> Q:
    """At this stage, or at any."""
    return Q(stage=stages[0]) if stages else Q()
