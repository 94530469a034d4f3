"""Pages about when reminders reach oneself: working hours, quiet days, holidays, absences."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.regions import regions
from people.absences import AwayAlready, NotAColleague, absences_of, be_back, go_away, out_of_sight, stood_in_for
from people.hours_forms import AbsenceForm, HoursForm
from people.models import Absence, User
from people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: PersonRequest) -> HttpResponse:
    # A form that is refused writes on its instance, and the frame shows the signed-in person's own.
    form = HoursForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("people:settings")
    context = {"form": form, "regions": regions().values()}
    return render(request, "people/hours.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: PersonRequest) -> HttpResponse:
    form = AbsenceForm(request.POST or None, person=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid() and _went_away(request.user, form):
        messages.success(request, _("Noted. Reminders wait until you are back."))
        return redirect("people:absences")
    return render(request, "people/absences.html", _page(request.user, form), status=422 if form.is_bound else 200)


@require_POST
def back(request: PersonRequest, pk: int) -> HttpResponse:
    be_back(get_object_or_404(Absence, pk=pk, person=request.user))
    messages.success(request, _("Taken off. Reminders come again from the next morning on."))
    return redirect("people:absences")


def _went_away(person: User, form: AbsenceForm) -> bool:
    try:
        go_away(person, **form.cleaned_data)
    except AwayAlready:
        form.add_error("first_day", _("You are away then already. Take the other absence off first."))
    except NotAColleague:
        form.add_error("stand_in", form.fields["stand_in"].error_messages["invalid_choice"])
    return not form.errors


def _page(person: User, form: AbsenceForm) -> dict[str, Any]:
    today = timezone.localdate()
    away = [
        {"absence": absence, "goes_on": absence.first_day <= today, "unseen": out_of_sight(absence, teams=person.teams)}
        for absence in absences_of(person, on=today)
    ]
    return {"form": form, "away": away, "stands_in_for": stood_in_for(person, on=today)}
