"""The debrief on a shared screen: where it stands, what to do now, the time, and who speaks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.addresses import read_number
from rankless.finding import find_debrief, own_voice
from rankless.models import Debrief, Gathering, Phase, Voice
from rankless.together import meeting
from rankless.together.talk import CONTENT_TYPE, FILE_NAME, calendar_of, talks_ahead
from rankless.views.doors import door_shown
from rankless.views.taking_part import pressed_with_a_voice
from rankless.way import way_of

WHAT_TO_DO: dict[str, LazyText] = {
    Phase.GATHER: _("Everybody writes alone, on a screen of their own. Nobody talks about it yet."),
    Phase.REVEAL: _("Read all notes in silence. Then each says in turn what stays with them."),
    Phase.WEIGH: _("Put together what says the same. Then each picks alone what matters most."),
    Phase.AGREE: _("Find the words that all of you can stand behind, one question after the other."),
    Phase.COMPLETE: _("Done. Say what you take along, and thank each other."),
}
WHERE_TO_GO: dict[str, LazyText] = {
    Phase.GATHER: _("To the notes"),  # shown only if they stopped writing a moment ago
    Phase.REVEAL: _("To the notes"),
    Phase.WEIGH: _("To the notes"),
    Phase.AGREE: _("To the texts"),
    Phase.COMPLETE: _("Read what you agreed"),
}


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    debrief = find_debrief(request, pk)
    now = meeting.meeting_of(debrief)
    gathering = Gathering.objects.filter(pk=debrief.pk).first()
    context: dict[str, Any] = {
        "debrief": debrief,
        "incident": debrief.incident,
        "way": way_of(debrief),
        "voice": own_voice(request, debrief),
        "what_to_do": WHAT_TO_DO[debrief.phase],
        "where_to_go": WHERE_TO_GO[debrief.phase],
        "gathering": gathering,
        "door": door_shown(gathering),
        "minutes": meeting.MINUTES,
        "ends_at": now.ends_at,
        "speaking": None if debrief.is_gathering or debrief.is_complete else meeting.speaking_in(now),
    }
    return render(request, "rankless/together/meeting.html", context)


@never_cache
@require_safe
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The talk as a file for one's calendar; 404 while no moment is set for it."""
    debrief = find_debrief(request, pk)
    talks = list(talks_ahead([debrief.pk]))
    if not talks:
        raise Http404
    file = calendar_of(talks, at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return HttpResponse(file, content_type=f"{CONTENT_TYPE}; charset=utf-8", headers=headers)


@pressed_with_a_voice
def next_speaker(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    meeting.next_speaker(debrief, after=request.POST.get("after", ""))
    return redirect("rankless:meeting", debrief.incident_id)


@pressed_with_a_voice
def start_timer(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    try:
        meeting.start_timer(debrief, minutes=read_number(request.POST.get("minutes", "")) or 0, at=timezone.now())
    except meeting.UnknownTime:
        messages.warning(request, _now("The timer runs for one of the times that stand here."))
    return redirect("rankless:meeting", debrief.incident_id)


@pressed_with_a_voice
def stop_timer(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    meeting.stop_timer(debrief)
    return redirect("rankless:meeting", debrief.incident_id)
