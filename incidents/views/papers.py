"""Papers of letters: adding one later, and looking at those of a letter that waits to be sorted."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents import papers
from incidents.forms.recovery import PapersForm
from incidents.models import Attachment, Incident, Original
from people.requests import PersonRequest
from people.roles import require_manager


@require_POST
def add(request: PersonRequest, pk: int) -> HttpResponse:
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)
    require_manager(request.user, incident.team_id)
    kept = Attachment.objects.of_letter(incident).count()
    form = PapersForm(request.POST, request.FILES, kept_papers=kept)
    if not form.is_valid():
        return render(request, "incidents/add_paper.html", {"form": form, "incident": incident}, status=422)
    uploads = form.cleaned_data["papers"]
    for problem in papers.add_papers(incident=incident, uploads=uploads, by=request.user, at=timezone.now()):
        messages.error(request, problem)
    return redirect(f"{incident.get_absolute_url()}#papers")


@require_safe
def download_kept(request: PersonRequest, pk: int, key: UUID) -> FileResponse:
    return papers.hand_out(_kept(request, pk, key))


@require_safe
def preview_kept(request: PersonRequest, pk: int, key: UUID) -> FileResponse:
    return papers.show_preview(_kept(request, pk, key))


def _kept(request: PersonRequest, pk: int, key: UUID) -> Attachment:
    original = get_object_or_404(Original.objects.visible_to(request.user), pk=pk)
    require_manager(request.user, original.team_id)
    return get_object_or_404(Attachment, original=original, key=key)
