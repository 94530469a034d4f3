"""The page of one lesson: for its team with all it came from and what became of it, for other teams what they may read."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.database.prepared import Prepared
from lessons.changing import ChangedMeanwhile, SaidAlready, put_differently
from lessons.checking import DecidedMeanwhile, settle
from lessons.forms.changing import PutForm
from lessons.forms.checking import CheckForm
from lessons.learning import AlreadyDropped
from lessons.models import Action, Lesson, LessonEvent, Status
from lessons.pages.actions import rows_of
from lessons.pages.finding import evidence_for, evidence_of_ours, lesson_for, lesson_to_read, require
from lessons.powers import may_check, may_take_up_for
from lessons.surroundings import Surroundings, surroundings_of
from lessons.turns import STANDS
from people.models import Team, User
from people.requests import PersonRequest
from rankless.opening import pace_of

READ_OF_ACTIONS = ("what", "due_on", "rests_until", "strength", "answer", "done_at", "lesson__team", "owner__name")
READ_OF_TURNS = (
    *("what", "happened_on", "reason", "moved_to_on", "due_on"),
    *("by__name", "team__name", "action__what", "to_person__name"),
)


def _actions(lesson: int) -> QuerySet[Action]:
    return Action.objects.filter(lesson=lesson).select_related("owner", "lesson").only(*READ_OF_ACTIONS)


def _turns(lesson: int) -> QuerySet[LessonEvent]:
    told = LessonEvent.objects.filter(lesson=lesson).select_related("by", "team", "action", "to_person")
    return told.only(*READ_OF_TURNS).order_by("happened_on", "pk")


# Put into SQL once for all lessons.
ACTIONS = Prepared(_actions)
TURNS = Prepared(_turns)


@require_safe
def lesson(request: PersonRequest, pk: int) -> HttpResponse:
    try:
        found = lesson_for(request.user, pk)
    except Http404:
        return _page_elsewhere(request, lesson_to_read(request.user, pk))
    return _page(request, found)


@require_POST
def check(request: PersonRequest, pk: int) -> HttpResponse:
    """A lead, or whoever stands in for one, says whether the lesson holds."""
    found, person = lesson_for(request.user, pk), request.user
    require(may_check(person, found, on=timezone.localdate()))
    form = CheckForm(request.POST, lesson=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        settle(found, form.found, at=timezone.now(), by=person)
        messages.success(request, _("Noted."))
    except AlreadyDropped:
        messages.info(request, _("This lesson had been dropped already."))
    except DecidedMeanwhile:
        messages.warning(
            request, _("Somebody decided on this lesson meanwhile: its story says what. Yours is not noted yet.")
        )
        return _page(request, lesson_for(person, pk), form, status=409)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Anyone of the team puts the lesson differently; where it stands only a check says."""
    found = lesson_for(request.user, pk)
    if found.is_dropped and request.method != "POST":
        return redirect(found)
    incident = found.debrief.incident
    letter = [] if incident.is_kept_back else list(incident.points.select_related("stage"))
    form = PutForm(request.POST or None, lesson=found, letter=letter or list(found.points.all()))
    context = {"lesson": found, "form": form, "incident": incident, "shows_points": bool(letter)}
    show = partial(render, request, "lessons/change.html", context)
    return _keep(request, found, form, show) if request.method == "POST" else show()


def _keep(request: PersonRequest, found: Lesson, form: PutForm, show: Callable[..., HttpResponse]) -> HttpResponse:
    """Keep what was typed; `show` the form once more where that cannot be, or where somebody else was faster."""
    if not form.is_valid():
        return show(status=422)
    try:
        put_differently(found, form.put, seen=form.cleaned_data["seen"], at=timezone.now(), by=request.user)
    except SaidAlready:
        form.add_error("sentence", _("Another lesson of this debrief says the same."))
        return show(status=422)
    except ChangedMeanwhile:
        found.refresh_from_db()
        form.tell_what_it_says_now()
        messages.warning(
            request,
            _("Somebody else changed this lesson meanwhile: it says below what. Yours is kept once you send it again."),
        )
        return show(status=409)
    except AlreadyDropped:
        messages.info(request, _("This lesson had been dropped already."))
    else:
        messages.success(request, _("Changed. The story of the lesson says so."))
    return redirect(found)


def _page(request: PersonRequest, found: Any, form: CheckForm | None = None, *, status: int = 200) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    checks = may_check(person, found, on=today)
    is_open = found.status != Status.DROPPED
    turns = list(TURNS(found.pk))
    around = surroundings_of(found, with_letter=not found.debrief.incident.is_kept_back)
    context = {
        "lesson": found,
        "incident": found.debrief.incident,
        "around": around,
        "choices": _choices(person, found, around),
        "actions": rows_of(person, ACTIONS(found.pk), on=today),
        "evidence": evidence_for(person, found),
        "turns": turns,
        "seen": max((turn.pk for turn in turns if turn.what in STANDS), default=0),
        "form": (form or CheckForm(lesson=found)) if checks and is_open else None,
        "may_check": checks,
        "is_due": found.check_on is not None and found.check_on <= today,
        "may_add_actions": is_open and (found.given or 0) < pace_of(found.team).most_actions,
    }
    return render(request, "lessons/lesson.html", context, status=status)


def _page_elsewhere(request: PersonRequest, found: Lesson) -> HttpResponse:
    around = surroundings_of(found, with_letter=False)
    ours = {team.pk: team for team in request.user.teams}
    context = {
        "lesson": found,
        "factors": around.factors,
        "doing": around.doing,
        "choices": _choices(request.user, found, around),
        "is_ours_too": any(each.team_id in ours for each in around.doing),
        "evidence": evidence_of_ours(request.user, found),
    }
    return render(request, "lessons/lesson_elsewhere.html", context)


def _choices(person: User, found: Lesson, around: Surroundings) -> list[dict[str, Any]]:
    """For each other team of the person: all that it can read, or does already, it is asked about."""
    others = [_choice(person, team, around) for team in person.teams if team.pk != found.team_id]
    is_shown = found.is_shared and found.status == Status.NORM
    return [choice for choice in others if is_shown or choice["doing"]]


def _choice(person: User, team: Team, around: Surroundings) -> dict[str, Any]:
    """What one of the person's teams says to a practice of another team."""
    doing = next((each for each in around.doing if each.team_id == team.pk), None)
    proposed = any(each.team_id == team.pk for each in around.proposed)
    return {"team": team, "doing": doing, "is_proposed": proposed, "may_decide": may_take_up_for(person, team)}
