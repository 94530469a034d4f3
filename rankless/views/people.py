"""Who takes part, who hosts, and how guests come in: one page, the same for everybody who takes part."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.addresses import read_number
from foundation.request_log import unrecorded
from people.absences import with_absences
from people.models import User
from rankless.alone.revealing import reveal_if_due
from rankless.errors import AlreadyComplete
from rankless.finding import find_debrief, own_voice
from rankless.models import Debrief, Gathering, Voice
from rankless.own_forms import own_form_key
from rankless.together import hosting, inviting
from rankless.views.doors import door_shown
from rankless.views.taking_part import pressed_in_ones_own_name, pressed_with_a_voice
from rankless.way import way_of

LONGEST_WORDS = 120


@never_cache
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, find_debrief(request, pk))


@never_cache
@require_POST
def take_part(request: HttpRequest, pk: int) -> HttpResponse:
    debrief = find_debrief(request, pk)
    try:
        inviting.invite(debrief, request.user)  # type: ignore[arg-type]  # they have signed in
    except AlreadyComplete:
        return _too_late(request, debrief)
    return redirect(debrief)


@unrecorded
@pressed_in_ones_own_name
def step_out(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    try:
        inviting.step_out(voice)
    except inviting.HasSpoken:
        return _page(request, debrief, has_spoken=True, status=409)
    reveal_if_due(debrief.pk, at=timezone.now())
    messages.success(request, _("You no longer take part."))
    still_sees_it = Debrief.objects.visible_to(request.user).filter(pk=debrief.pk)  # type: ignore[arg-type]  # they have signed in
    return redirect("rankless:people", debrief.incident_id) if still_sees_it.exists() else redirect("overview:desk")


@pressed_with_a_voice
def invite(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    """Invite the person picked, or the one whose whole name or address was typed; else show who could be meant."""
    typed = request.POST.get("who", "")[:LONGEST_WORDS]
    found = _picked(request.POST.get("person", "")) or _the_only_one(debrief, typed)
    if found is None:
        return _page(request, debrief, typed=typed, status=422)
    try:
        inviting.invite(debrief, found)
    except AlreadyComplete:
        return _too_late(request, debrief)
    messages.success(request, _("%(name)s takes part now.") % {"name": found})
    return redirect("rankless:people", debrief.incident_id)


@pressed_in_ones_own_name
def pass_hosting(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    try:
        hosting.pass_hosting(voice)
    except hosting.NotHosting:
        messages.info(request, _("Somebody else hosts already."))
    return redirect("rankless:people", debrief.incident_id)


@pressed_in_ones_own_name
def hand_on(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    person = read_number(request.POST.get("to", ""))
    to = debrief.voices.filter(person__is_active=True, person_id=person).first()
    try:
        if to is None:
            raise hosting.CannotHost(person)
        hosting.hand_on(voice, to=to)
    except hosting.NotHosting:
        messages.info(request, _("Somebody else hosts already."))
    except hosting.CannotHost:
        messages.info(request, _("Whom you asked does not take part any more."))
    return redirect("rankless:people", debrief.incident_id)


@pressed_in_ones_own_name
def take_hosting(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    try:
        hosting.take_hosting(voice)
    except hosting.SomebodyHosts:
        messages.info(request, _("Somebody else hosts already."))
    return redirect("rankless:people", debrief.incident_id)


def _picked(typed: str) -> User | None:
    number = read_number(typed)
    return User.objects.active().filter(pk=number).first() if number else None


def _the_only_one(debrief: Debrief, typed: str) -> User | None:
    """Whoever is called exactly so; nobody is invited by half a name."""
    words = " ".join(typed.split()).lower()
    meant = [
        person for person in inviting.who_could_help(debrief, typed) if words in {person.name.lower(), person.email}
    ]
    return meant[0] if len(meant) == 1 else None


def _too_late(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    messages.info(request, _("This debrief is done. Open it again to invite others."))
    return redirect("rankless:people", debrief.incident_id)


def _page(
    request: HttpRequest, debrief: Debrief, *, typed: str = "", has_spoken: bool = False, status: int = 200
) -> HttpResponse:
    voice = own_voice(request, debrief)
    context: dict[str, Any] = {
        "debrief": debrief,
        "incident": debrief.incident,
        "way": way_of(debrief),
        "voice": voice,
        "form_key": own_form_key(request),
        "invited": list(with_absences(inviting.taking_part(debrief), on=timezone.localdate())),
        "host": User.objects.filter(voices__debrief=debrief, voices__is_host=True).first(),
        "door": door_shown(Gathering.objects.filter(pk=debrief.pk).first()),
        "has_spoken": has_spoken,
        "typed": typed,
        **(_found(debrief, typed) if status == 422 else {}),
    }
    return render(request, "rankless/together/people.html", context, status=status)


def _found(debrief: Debrief, typed: str) -> dict[str, Any]:
    some = inviting.who_could_help(debrief, typed).prefetch_related("memberships__team")
    found = list(some[: inviting.MOST_FOUND + 1])
    return {"found": found[: inviting.MOST_FOUND], "has_more": len(found) > inviting.MOST_FOUND, "was_asked": True}
