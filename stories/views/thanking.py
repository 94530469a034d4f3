"""Thanking a team, by whoever leads it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from incidents.models import Incident
from people.requests import PersonRequest
from people.roles import require_lead
from stories.forms import ThanksForm
from stories.thanking import thank


@require_http_methods(["GET", "HEAD", "POST"])
def thank_team(request: PersonRequest, pk: int) -> HttpResponse:
    """One line about one letter, to all of the team alike."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("team"), pk=pk)
    require_lead(request.user, incident.team_id)
    form = ThanksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        thank(incident, words=form.cleaned_data["words"], by=request.user, on=timezone.localdate())
        messages.success(request, _("Said. It stands in the team's weekly letter, and on the page of the week."))
        return redirect("overview:week")
    context = {"incident": incident, "form": form}
    return render(request, "stories/thank.html", context, status=422 if form.is_bound else 200)
