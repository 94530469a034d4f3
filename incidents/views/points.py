"""Saying what a letter tells, one passage at a time. Anybody in the team may."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.fragments import page_or_fragment
from incidents.forms.points import PointForm
from incidents.models import Incident, Point
from incidents.passages import LastPoint, add_point, remove_point
from people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PersonRequest, pk: int) -> HttpResponse:
    """The form for one point: within the letter's page when it asks for it, else on a page of its own."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        form = PointForm(request.POST, incident=incident)
        if form.is_valid():
            point = add_point(incident=incident, **form.cleaned_data)
            return redirect(f"{incident.get_absolute_url()}#point-{point.pk}")
        return _page(request, form, status=422)
    # Near a selected passage there may be a second form on the page: its fields have other ids.
    place = "near" if request.headers.get("HX-Target") == "point-near" else "id"
    return _page(request, PointForm(incident=incident, place=place))


@require_POST
def remove(request: PersonRequest, pk: int, point_pk: int) -> HttpResponse:
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)
    point = get_object_or_404(Point, incident=incident, pk=point_pk)
    try:
        remove_point(point)
    except LastPoint:
        messages.info(request, _("A letter keeps at least one point. Add the right one first."))
    return redirect(f"{incident.get_absolute_url()}#points")


def _page(request: PersonRequest, form: PointForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "incident": form.incident}
    templates = {"page": "incidents/add_point.html", "fragment": "incidents/_point_form.html"}
    return page_or_fragment(request, context, **templates, status=status)
