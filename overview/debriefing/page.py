"""The one address of a debrief: which page stands there is a matter of its phase alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from overview.debriefing import agreeing, taking
from rankless.alone.one_time_key import drop_spent_key
from rankless.errors import NotAgreeing
from rankless.finding import find_debrief
from rankless.models import Debrief, Phase
from rankless.own_forms import is_own_form
from rankless.views import gathering, notes
from rankless.views.another_sign_in import under_another_sign_in

Page = Callable[[HttpRequest, Debrief], HttpResponse]


def _agree(request: HttpRequest, found: Debrief) -> HttpResponse:
    return taking.take(request, found) if request.method == "POST" else agreeing.page(request, found)


PAGES: dict[str, Page] = {
    Phase.GATHER: gathering.page,
    Phase.REVEAL: notes.page,
    Phase.WEIGH: notes.page,
    Phase.AGREE: _agree,
    Phase.COMPLETE: _agree,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """The debrief of letter `pk`."""
    found = find_debrief(request, pk)
    if request.method == "POST" and not is_own_form(request):
        return under_another_sign_in(request, found)
    response = _answer(request, found)
    if not found.is_gathering:
        drop_spent_key(request, response, found.pk, path=found.get_absolute_url())
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a completed debrief again; texts typed since it was completed may come along and are saved."""
    found = find_debrief(request, pk)
    if request.method != "POST":
        return agreeing.reopening_page(request, found) if found.is_complete else redirect(found)
    if not is_own_form(request):
        return under_another_sign_in(request, found)
    refused = taking.reopen_for_a_reason(request, found) if found.is_complete else None
    return refused or _answer(request, found)


def _answer(request: HttpRequest, found: Debrief) -> HttpResponse:
    try:
        return PAGES[found.phase](request, found)
    except NotAgreeing:  # somebody chose to write notes first while this was sent
        found.refresh_from_db()
        return PAGES[found.phase](request, found)
