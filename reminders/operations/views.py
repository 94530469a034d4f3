"""The operations page for administrators, and figures for Prometheus."""

import hmac

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.health import FINE, Glance, ask_database, look
from foundation.working_days import ONE_DAY
from people.models import User
from people.requests import PersonRequest
from people.roles import require_administrator
from reminders.checkup import last_checkup
from reminders.mailing import addresses
from reminders.models import Digest
from reminders.operations.heartbeats import heartbeats, workers
from reminders.operations.outlets import in_trouble
from reminders.operations.waiting import whats_ahead
from reminders.operations.went_out import DAYS, days_of_mail, try_again

SHOWN = 50
TOLD_BELOW = {"mails", "addresses", "last_night"}
"""Checks of whose trouble a part of the page says more."""


@require_safe
def operations(request: PersonRequest) -> HttpResponse:
    require_administrator(request.user)
    glance = Glance()
    glance.knows(ask_database, FINE)  # whoever reads this page was just looked up in it
    ahead, today = glance.at(whats_ahead), timezone.localdate()
    context = {
        "findings": list(look(glance)),
        "told_below": TOLD_BELOW,
        "workers": workers(glance.at(heartbeats)),
        "looks": ahead.looks,
        "due_since": ahead.due_since(at=timezone.now()),
        "next_notice_at": ahead.notice_at,
        "days": list(days_of_mail(until=today)),
        "troubles": Digest.objects.in_trouble(since=today - DAYS * ONE_DAY).select_related("person")[:SHOWN],
        "dead": glance.at(addresses.dead_addresses).shown,
        "outlets": in_trouble(),
        "checkup": glance.at(last_checkup),
        "now": timezone.now(),
    }
    return render(request, "reminders/operations/operations.html", context)


@require_POST
def retry(request: PersonRequest, pk: int) -> HttpResponse:
    require_administrator(request.user)
    if try_again(digest_id=pk, at=timezone.now()):
        messages.success(request, _("It is tried again within a minute."))
    else:
        messages.info(request, _("It waits for no further try: it was sent, or its lines go into the next digest."))
    return redirect("reminders:operations")


@require_POST
def trust(request: PersonRequest, pk: int) -> HttpResponse:
    require_administrator(request.user)
    addresses.try_again(get_object_or_404(User, pk=pk), at=timezone.now())
    messages.success(request, _("What waits for this address goes out again."))
    return redirect("reminders:operations")


@login_not_required  # a machine reads it and shows its token
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Without METRICS_TOKEN there is no such page; with it only whoever shows the token reads the figures."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if not hmac.compare_digest(shown.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0  # for the few processes that come here

    from reminders.operations.metrics import metrics_text

    return HttpResponse(metrics_text(at=timezone.now()), content_type=CONTENT_TYPE_PLAIN_1_0_0)
