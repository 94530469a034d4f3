"""The outbox: what was mailed, what waits, and what failed and why. For administrators only."""

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from people.requests import PersonRequest
from people.roles import require_administrator
from reminders.mailing import outbox as kept
from reminders.models import Digest, Notice

SENT_SHOWN = 25

# The mail itself may look as it likes and opens its links beside us; it runs nothing and fetches nothing.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'none'"],
    "sandbox": SANDBOX.split(),
}


@require_safe
def outbox(request: PersonRequest) -> HttpResponse:
    require_administrator(request.user)
    page = Paginator(kept.names(), kept.PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "mails_are_kept": kept.mails_are_kept(),
        "page": page,
        "envelopes": [mail for name in page if (mail := kept.envelope(name))],
        "sent": [] if kept.mails_are_kept() else Digest.objects.sent().select_related("person")[:SENT_SHOWN],
        "waiting": Notice.objects.ahead().first(),
        "now": timezone.now(),
    }
    return render(request, "reminders/outbox.html", context)


@require_safe
def mail(request: PersonRequest, name: str) -> HttpResponse:
    require_administrator(request.user)
    return render(request, "reminders/mail.html", {"mail": _opened(name), "sandbox": SANDBOX})


@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]  # its types know no further arguments
def mail_html(request: PersonRequest, name: str) -> HttpResponse:
    require_administrator(request.user)
    opened = _opened(name)
    if not opened.html:
        raise Http404
    return HttpResponse(opened.html)


def _opened(name: str) -> kept.OpenedMail:
    try:
        return kept.open_mail(name)
    except kept.NoSuchMail:
        raise Http404 from None
