"""Saying what a later letter is to a lesson, from the letter's side and from the lesson's. Anybody of the team may."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.addresses import read_number
from incidents.models import Incident
from lessons.forms.dismissing import DismissForm
from lessons.holding.settling import AlreadySettled, NotAlike, confirm, dismiss, say_again
from lessons.holding.taking_back import take_back
from lessons.learning import AlreadyDropped
from lessons.models import Sighting
from lessons.pages.finding import lesson_to_read, sighting_for
from people.requests import PersonRequest

ALL_TEAMS = "all"


@require_POST
def again(request: PersonRequest, pk: int, lesson_pk: int) -> HttpResponse:
    """“This is that again”, said of a letter. Nobody is named: it may be pressed beside a debrief."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("team"), pk=pk)
    lesson = lesson_to_read(request.user, lesson_pk)
    try:
        sighting = say_again(lesson, incident, at=timezone.now())
        messages.success(request, _said(sighting))
    except AlreadySettled:
        messages.info(request, _("This was said of the letter before."))
    except AlreadyDropped:
        messages.info(request, _("This lesson had been dropped already."))
    except NotAlike:
        messages.info(request, _("This letter cannot say whether that lesson holds."))
    return redirect("overview:alike", incident.pk)


@require_POST
def confirm_sighting(request: PersonRequest, pk: int) -> HttpResponse:
    sighting = sighting_for(request.user, pk)
    try:
        confirm(sighting, at=timezone.now(), by=request.user)
        messages.success(request, _said(sighting))
    except AlreadySettled:
        sighting.refresh_from_db()
        if sighting.is_confirmed:
            messages.success(request, _said(sighting))
        else:
            messages.info(request, _said_before(sighting))
    except AlreadyDropped:
        messages.info(request, _("This lesson had been dropped already."))
    return _back(request, sighting)


@require_POST
def dismiss_sighting(request: PersonRequest, pk: int) -> HttpResponse:
    sighting = sighting_for(request.user, pk)
    form = DismissForm(request.POST)
    if not form.is_valid():
        context = {"sighting": sighting, "form": form, "to_list": request.POST.get("to_list", "")}
        return render(request, "lessons/dismiss.html", context, status=422)
    because, noted = form.cleaned_data["because"], _("Noted. Letters like this one will not be asked about again.")
    try:
        dismiss(sighting, because=because)
        messages.success(request, noted)
    except AlreadySettled:
        sighting.refresh_from_db()
        messages.info(request, noted if sighting.dismissed_because == because else _said_before(sighting))
    return _back(request, sighting)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_sighting(request: PersonRequest, pk: int) -> HttpResponse:
    """What was said of a letter by mistake; the reason is asked for on a page of its own, since the lesson moves back."""
    sighting = sighting_for(request.user, pk)
    form = DismissForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound or sighting.is_confirmed):
        return redirect(sighting.lesson)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "lessons/take_back.html", {"sighting": sighting, "form": form}, status=status)
    try:
        stands_again = take_back(sighting, because=form.cleaned_data["because"], at=timezone.now(), by=request.user)
        messages.success(request, _taken_back(sighting, stands_again=stands_again))
    except AlreadySettled:
        messages.info(request, _("Somebody had taken it back already."))
    return redirect(sighting.lesson)


def _back(request: PersonRequest, sighting: Sighting) -> HttpResponse:
    """To where it was answered: the list of all that is to be answered, of one team or of all, or the lesson."""
    listed = request.POST.get("to_list", "")
    if not listed:
        return redirect(sighting.lesson)
    team = read_number(listed)
    return redirect(reverse("overview:doubts") + (f"?team={team}" if team else ""))


def _said_before(sighting: Sighting) -> str:
    """What somebody else said of the letter, who was faster."""
    if sighting.is_confirmed:
        return _("Somebody had said already that it tells of the lesson. The page of the lesson takes it back.")
    because = sighting.dismissed_because
    return _("Somebody had said already that it is something else: “%(reason)s”") % {"reason": because}


def _taken_back(sighting: Sighting, *, stands_again: bool) -> str:
    if stands_again:
        return _("Taken back. The lesson stands again where it stood before.")
    if sighting.is_relapse and sighting.lesson.team_id == sighting.incident.team_id:
        return _("Taken back. Where the lesson stands was said by something else since, and stays.")
    return _("Taken back: this letter says nothing of the lesson any more.")


def _said(sighting: Sighting) -> str:
    """What follows from confirming it."""
    if not sighting.is_relapse:
        return _("Noted: this letter shows that it holds.")
    is_habit = sighting.lesson.is_habit
    if sighting.lesson.team_id != sighting.incident.team_id:
        if is_habit:
            return _("Noted: it did not hold with you. The story of the lesson says so.")
        return _("Noted: it came back with you. The story of the lesson says so.")
    if not sighting.stood_at:
        if is_habit:
            return _("Noted: it did not hold. The letter is kept with the lesson.")
        return _("Noted: it came back. The letter is kept with the lesson.")
    if is_habit:
        return _(
            "Noted: it did not hold, and the lesson is open again. Said by mistake? The page of the lesson takes it back."
        )
    return _(
        "Noted: it came back, and the lesson is open again. Said by mistake? The page of the lesson takes it back."
    )
