"""The one address of a debrief: which page stands there is a matter of its phase alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from overview.debriefing import agreeing
from rankless.finding import find_debrief
from rankless.models import Debrief, Phase

Page = Callable[[HttpRequest, Debrief], HttpResponse]

PAGES: dict[str, Page] = {
    Phase.AGREE: agreeing.page,
    Phase.COMPLETE: agreeing.page,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """The debrief of letter `pk`."""
    found = find_debrief(request, pk)
    return PAGES[found.phase](request, found)
