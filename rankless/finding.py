"""The debrief that an address names, for whoever may see it: nothing more is ever asked about a person here."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from rankless.models import Debrief, Voice


def find_debrief(request: HttpRequest, pk: int) -> Debrief:
    """The debrief of letter `pk` with its letter, team and pace, in one query; 404 for those who may not see it."""
    visible = Debrief.objects.visible_at_once(request.user)  # type: ignore[arg-type]
    return get_object_or_404(visible.select_related("incident__team__pace"), incident_id=pk)


def own_voice(request: HttpRequest, debrief: Debrief) -> Voice | None:
    """The voice of whoever asks; None for somebody who sees the debrief and does not take part."""
    return Voice.objects.filter(debrief=debrief, person_id=request.user.pk).first()
