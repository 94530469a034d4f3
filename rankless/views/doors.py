"""The door for guests, as those see it who take part: its code, and a picture of it for phones."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foundation.request_log import unrecorded
from rankless.alone.gathering import NotGathering
from rankless.alone.revealing import reveal_if_due
from rankless.models import Debrief, Gathering, Voice
from rankless.together import guests
from rankless.views.taking_part import pressed_with_a_voice


@dataclass(frozen=True)
class Door:
    """What stands on a screen beside an open door."""

    code: str
    address: str
    form: str
    picture: SafeString


def door_shown(gathering: Gathering | None) -> Door | None:
    """The open door of a gathering; None while it is closed."""
    if gathering is None or gathering.join_code is None:
        return None
    address = settings.BASE_URL + reverse("rankless:join", args=[gathering.join_code])
    form = settings.BASE_URL.partition("//")[2] + reverse("rankless:join-form")
    return Door(guests.spoken(gathering.join_code), address, form, _picture_of(address))


@pressed_with_a_voice
def open_door(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    try:
        guests.open_door(debrief)
    except NotGathering:
        messages.info(request, _("The time to write alone is over; guests cannot join any more."))
    return _back(request, debrief)


@pressed_with_a_voice
def close_door(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    guests.close_door(debrief)
    return _back(request, debrief)


@unrecorded
@pressed_with_a_voice
def send_guests_away(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    guests.send_guests_away(debrief)
    reveal_if_due(debrief.pk, at=timezone.now())
    messages.success(request, _("Nobody waits for guests any more. What they handed in stays."))
    return _back(request, debrief)


def _back(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    """To the page on which the button was: the door is on two."""
    return redirect("rankless:meeting" if "meeting" in request.POST else "rankless:people", debrief.incident_id)


def _picture_of(address: str) -> SafeString:
    """Dark on light whatever the colours of the page are: not every phone reads it the other way round."""
    import segno  # for the few processes that come here

    drawn = segno.make(address, error="m", micro=False)
    title = _("QR code that leads guests to this debrief")
    return mark_safe(drawn.svg_inline(omitsize=True, dark="#000", light="#fff", border=3, title=title))
