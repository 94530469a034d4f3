"""The channels of a team: adding one, trying it out, switching it off and on, removing it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from people.requests import PersonRequest
from reminders.channels.chats import SERVICES
from reminders.channels.keeping import add_channel, check_address, try_out
from reminders.channels.models import Channel
from reminders.pages import outlets
from reminders.pages.access import team_set_up_by
from reminders.pages.outlets import OutletForm, outlet_of


@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: PersonRequest, pk: int) -> HttpResponse:
    team = team_set_up_by(request.user, pk)
    form = OutletForm(request.POST or None, example="#service", judge=check_address)
    if request.method == "POST" and (added := form.add_by(add_channel, team)):
        outlets.say_added(request, added)
        return redirect("reminders:channels", pk)
    context = {
        "team": team,
        "form": form,
        "services": SERVICES,
        "outlets": Channel.objects.filter(team=team),
        "now": timezone.now(),
    }
    return render(request, "reminders/channels.html", context, status=422 if form.is_bound else 200)


@require_POST
def test(request: PersonRequest, pk: int, channel: int) -> HttpResponse:
    found = outlet_of(Channel, request, pk, channel)
    outlets.try_out(request, found, by=try_out)
    return redirect("reminders:channels", pk)


@require_POST
def switch(request: PersonRequest, pk: int, channel: int) -> HttpResponse:
    outlets.switch(request, outlet_of(Channel, request, pk, channel))
    return redirect("reminders:channels", pk)


@require_POST
def remove(request: PersonRequest, pk: int, channel: int) -> HttpResponse:
    outlets.remove(request, outlet_of(Channel, request, pk, channel))
    return redirect("reminders:channels", pk)
