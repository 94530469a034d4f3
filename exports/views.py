"""The pages of exports: ask for one, see how far it is, take it. Only those who lead or manage a team take its words out."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exports.forms import ExportForm
from exports.making import TooManyForASheet, ask_for
from exports.models import Export, Format, What
from foundation.fragments import page_or_fragment
from people.models import Team
from people.requests import PersonRequest

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: PersonRequest) -> HttpResponse:
    teams = _teams_of(request)
    if request.method != "POST":
        return _asking(request, ExportForm(teams=teams, initial=request.GET.dict()))
    form = ExportForm(request.POST, teams=teams)
    if not form.is_valid():
        return _asking(request, form, status=422)
    asked = form.cleaned_data
    try:
        made = ask_for(
            What(asked["what"]),
            Format(asked["format"]),
            by=request.user,
            teams=form.chosen_teams,
            since=asked["since"],
            at=timezone.now(),
        )
    except TooManyForASheet:
        form.add_error("format", _("A spreadsheet does not hold that many rows. Choose CSV, or a later day."))
        return _asking(request, form, status=422)
    return redirect(made)


@require_safe
def export(request: PersonRequest, key: UUID) -> HttpResponse:
    """How far it is; the page asks again by itself until it is made."""
    found = _own(request, key)
    return page_or_fragment(request, {"export": found}, page="exports/export.html", fragment="exports/_progress.html")


@require_safe
def download(request: PersonRequest, key: UUID) -> FileResponse:
    found = _own(request, key)
    if not found.is_made:
        raise Http404
    try:
        return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name)
    except FileNotFoundError:
        raise Http404 from None


def _own(request: PersonRequest, key: UUID) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.user), key=key)


def _teams_of(request: PersonRequest) -> list[Team]:
    person = request.user
    theirs = {*person.led_team_ids, *person.own_managed_team_ids}
    teams = [team for team in person.teams if team.pk in theirs]
    if not teams:
        raise PermissionDenied
    return teams


def _asking(request: PersonRequest, form: ExportForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "exports": Export.objects.visible_to(request.user).order_by("-pk")[:SHOWN],
    }
    return render(request, "exports/exports.html", context, status=status)
