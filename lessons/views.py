"""The page of one lesson, checking it, doing its actions, and drawing a lesson after the debrief."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.acting import AlreadyDone, finish_action
from lessons.checking import CheckForm, settle
from lessons.drawing import draw, lesson_form, lessons_of
from lessons.learning import AlreadyDropped
from lessons.models import Action, Lesson, Status
from people.absences import covers_of
from people.models import User
from people.roles import acts_as_lead, leads
from rankless.models import Debrief


@require_safe
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return _page(request, found, CheckForm(lesson=found))


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead, or whoever stands in for one, says whether the lesson holds."""
    found = _find(request, pk)
    person: User = request.user  # type: ignore[assignment]
    if not acts_as_lead(person, found.team_id, on=timezone.localdate()):
        raise PermissionDenied
    form = CheckForm(request.POST, lesson=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        settle(found, form, at=timezone.now(), by=person)
        messages.success(request, _("Noted."))
    except AlreadyDropped:
        messages.info(request, _("This lesson had been dropped already."))
    return redirect(found)


@require_POST
def action_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Its owner, whoever stands in for them, or a lead of the team, says that an action is done."""
    visible = Action.objects.visible_to(request.user)  # type: ignore[arg-type]
    action = get_object_or_404(visible.select_related("lesson"), pk=pk)
    if not may_finish(request.user, action):  # type: ignore[arg-type]
        raise PermissionDenied
    try:
        finish_action(action, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Done: %(what)s") % {"what": action.what})
    except AlreadyDone:
        messages.info(request, _("This was done already."))
    return redirect("overview:actions" if "to_list" in request.POST else action.lesson)


@require_http_methods(["GET", "HEAD", "POST"])
def draw_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a lesson when the debrief is long done. As in the debrief itself, nobody's rank counts."""
    visible = Debrief.objects.visible_at_once(request.user)  # type: ignore[arg-type]
    debrief = get_object_or_404(visible.select_related("incident__team"), incident_id=pk)
    form = lesson_form(debrief, at=timezone.now(), data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and draw(debrief, form, at=timezone.now()):
        messages.success(request, _("Lesson kept."))
        return redirect(f"{debrief.get_absolute_url()}#lessons")
    context = {"incident": debrief.incident, "debrief": debrief, "lesson": form, "lessons": lessons_of(debrief)}
    return render(request, "lessons/draw.html", context, status=422 if form.is_bound else 200)


def may_finish(person: User, action: Action) -> bool:
    """Its owner, whoever stands in for them, and those who lead the team."""
    if action.owner_id == person.pk or leads(person, action.lesson.team_id):
        return True
    return any(absence.person_id == action.owner_id for absence in covers_of(person, on=timezone.localdate()))


def _find(request: HttpRequest, pk: int) -> Lesson:
    visible = Lesson.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(visible.select_related("team", "stage", "debrief__incident"), pk=pk)


def _page(request: HttpRequest, found: Lesson, form: CheckForm, *, status: int = 200) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    may_check = acts_as_lead(person, found.team_id, on=timezone.localdate())
    actions = list(found.actions.select_related("owner", "lesson"))
    context = {
        "lesson": found,
        "incident": found.debrief.incident,
        "themes": found.themes.all(),
        "actions": [{"action": action, "may_finish": may_finish(person, action)} for action in actions],
        "evidence": found.evidence.select_related("incident"),
        "form": form if may_check and found.status != Status.DROPPED else None,
    }
    return render(request, "lessons/lesson.html", context, status=status)
