"""Putting it right with the customer, or saying thank you: steps done, promises made, kept and not kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.fragments import page_or_fragment
from incidents.forms.recovery import PromiseForm, StepForm
from incidents.models import Incident, Promise, RecoveryStep
from incidents.recovery import AlreadySettled, finish_step, make_promise, settle_promise
from people.absences import acts_for
from people.requests import PersonRequest
from people.roles import require_manager


@require_POST
def finish(request: PersonRequest, pk: int, step_pk: int) -> HttpResponse:
    incident = _managed(request, pk)
    step = get_object_or_404(RecoveryStep, incident=incident, pk=step_pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "incident": incident, "step": step}
        return render(request, "incidents/finish_step.html", context, status=422)
    try:
        finish_step(step, by=request.user, at=timezone.now(), note=form.cleaned_data["note"])
    except AlreadySettled:
        messages.info(request, _("This was marked as done before."))
    return redirect(f"{incident.get_absolute_url()}#recovery")


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down a promise: within the letter's page when it asks for the form, else on a page of its own."""
    incident = _managed(request, pk)
    form = PromiseForm(request.POST or None, team=incident.team, person=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        make_promise(incident=incident, **form.cleaned_data, by=request.user, at=timezone.now())
        return redirect(f"{incident.get_absolute_url()}#promises")
    context, status = {"form": form, "incident": incident}, 422 if request.method == "POST" else 200
    templates = {"page": "incidents/promise.html", "fragment": "incidents/_promise_form.html"}
    return page_or_fragment(request, context, **templates, status=status)


@require_POST
def settle(request: PersonRequest, pk: int, promise_pk: int) -> HttpResponse:
    """Whoever promised it says so, like those who look after the customer: they are reminded until somebody does."""
    letters = Incident.objects.visible_to(request.user).select_related("team")
    incident = get_object_or_404(letters, pk=pk)
    made = get_object_or_404(Promise, incident=incident, pk=promise_pk)
    if made.owner_id not in acts_for(request.user, on=timezone.localdate()):
        require_manager(request.user, incident.team_id)
    try:
        settle_promise(made, is_kept=request.POST.get("outcome") != "broken", by=request.user, at=timezone.now())
    except AlreadySettled:
        messages.info(request, _("Somebody said before whether this promise was kept."))
    return redirect(f"{incident.get_absolute_url()}#promises")


def _managed(request: PersonRequest, pk: int) -> Incident:
    """A letter of a team of which this person looks after the customers."""
    letters = Incident.objects.visible_to(request.user).select_related("team")
    incident = get_object_or_404(letters, pk=pk)
    require_manager(request.user, incident.team_id)
    return incident
