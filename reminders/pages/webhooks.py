"""The webhooks of a team, and the last calls of each. A secret is shown once, on the page that answers the press."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.outward import check
from people.requests import PersonRequest
from reminders.pages import outlets
from reminders.pages.access import team_set_up_by
from reminders.pages.outlets import OutletForm, outlet_of
from reminders.webhooks import keeping
from reminders.webhooks.models import Call, Webhook
from reminders.webhooks.payload import TOLD

CALLS_SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: PersonRequest, pk: int) -> HttpResponse:
    team = team_set_up_by(request.user, pk)
    form = OutletForm(request.POST or None, example="n8n", judge=check)
    if request.method == "POST" and (added := form.add_by(keeping.add_webhook, team)):
        webhook, secret = added
        return _page(request, webhook, secret=secret)
    found = Webhook.objects.filter(team=team)
    context = {"team": team, "form": form, "outlets": found, "events": TOLD, "now": timezone.now()}
    return render(request, "reminders/webhooks.html", context, status=422 if form.is_bound else 200)


@require_safe
def webhook(request: PersonRequest, pk: int, webhook: int) -> HttpResponse:
    return _page(request, outlet_of(Webhook, request, pk, webhook))


@never_cache
@require_POST
def renew(request: PersonRequest, pk: int, webhook: int) -> HttpResponse:
    found = outlet_of(Webhook, request, pk, webhook)
    secret = keeping.renew_secret(found, at=timezone.now())
    found.refresh_from_db()
    return _page(request, found, secret=secret)


@require_POST
def test(request: PersonRequest, pk: int, webhook: int) -> HttpResponse:
    found = outlet_of(Webhook, request, pk, webhook)
    outlets.try_out(request, found, by=keeping.try_out)
    return redirect("reminders:webhook", pk, webhook)


@require_POST
def switch(request: PersonRequest, pk: int, webhook: int) -> HttpResponse:
    outlets.switch(request, outlet_of(Webhook, request, pk, webhook))
    return redirect("reminders:webhook", pk, webhook)


@require_POST
def remove(request: PersonRequest, pk: int, webhook: int) -> HttpResponse:
    outlets.remove(request, outlet_of(Webhook, request, pk, webhook))
    return redirect("reminders:webhooks", pk)


@require_POST
def replay(request: PersonRequest, pk: int, webhook: int, call: int) -> HttpResponse:
    found = outlet_of(Webhook, request, pk, webhook)
    made = get_object_or_404(Call, pk=call, outlet=found)
    outlets.try_out(request, found, by=lambda _, at: keeping.replay(made, at=at))
    return redirect("reminders:webhook", pk, webhook)


def _page(request: PersonRequest, webhook: Webhook, *, secret: str = "") -> HttpResponse:
    context = {
        "team": webhook.team,
        "outlet": webhook,
        "secret": secret,
        "calls": webhook.errands.defer("body").newest_first()[:CALLS_SHOWN],
        "now": timezone.now(),
    }
    return render(request, "reminders/webhook.html", context)
