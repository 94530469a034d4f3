"""Whether a debrief moved since a screen last looked."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from foundation.request_log import unrecorded
from rankless.following import state_by


@unrecorded
@login_not_required
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Open to anybody with the token, so that a screen asks without saying whose it is; unrecorded, as it is so often."""
    state = state_by(token)
    if state is None:
        raise Http404
    tag = quote_etag(state)
    known = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponseNotModified() if known else HttpResponse(state, content_type="text/plain")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    return response
