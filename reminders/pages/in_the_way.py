"""“What is in the way?”: asked of whoever hosts a debrief that is late, answered with one press."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.request_log import unrecorded
from people.requests import PersonRequest
from rankless.models import Debrief
from reminders import obstacles
from reminders.models import Hindrance


@unrecorded
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def in_the_way(request: PersonRequest, pk: int) -> HttpResponse:
    visible = Debrief.objects.visible_to(request.user).without_texts()
    debrief = get_object_or_404(visible.select_related("incident", "team"), incident_id=pk)
    if debrief.is_complete:
        return redirect(debrief)
    return _answer(request, debrief) if request.method == "POST" else _page(request, debrief)


def _page(request: PersonRequest, debrief: Debrief) -> HttpResponse:
    """Nobody sees here what was answered, the next host neither; of fear only the person who was confided in hears."""
    person = request.user
    is_host = obstacles.hosts(person, debrief)
    context = {
        "debrief": debrief,
        "incident": debrief.incident,
        "answers": obstacles.answers_for(person, debrief) if is_host else [],
        "confidant": obstacles.confidant_of(debrief.team, besides=person) if is_host else None,
        "is_confided": obstacles.is_confided(person, debrief),
    }
    return render(request, "reminders/in_the_way.html", context)


def _answer(request: PersonRequest, debrief: Debrief) -> HttpResponse:
    said, today, at = request.POST.get("hindrance", ""), timezone.localdate(), timezone.now()
    if said not in Hindrance.values:
        messages.warning(request, _("Choose one of the answers."))
        return redirect("reminders:in-the-way", debrief.incident_id)
    hindrance = Hindrance(said)
    try:
        heard_by = obstacles.say_what_is_in_the_way(debrief, hindrance, by=request.user, on=today, at=at)
    except obstacles.NotHosting:
        raise PermissionDenied from None
    except obstacles.NobodyToConfideIn:
        messages.warning(request, _("Nobody is chosen to hear that now, so it was not kept. Nobody has seen it."))
        return redirect("reminders:in-the-way", debrief.incident_id)
    messages.success(request, _thanks(hindrance, heard_by=str(heard_by or "")))
    return redirect(debrief)


def _thanks(hindrance: Hindrance, *, heard_by: str) -> str:
    if heard_by:
        return _("%(name)s hears of it, and nobody else.") % {"name": heard_by}
    return f"{_('Thank you. Whoever leads sees it.')} {obstacles.WHAT_HELPS[hindrance]}"
