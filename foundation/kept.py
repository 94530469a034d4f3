"""Nothing typed is lost: when a form cannot be taken now, the answer is a page that carries it, to be sent again.

That is so when one was signed out meanwhile, when the check against forged requests fails, and when the database
is away or held by someone else. A request that another site made is refused plainly: showing it back with a button
under it would help the forger.
"""

from collections.abc import Callable
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from foundation.database import engine
from foundation.fragments import wants_fragment
from foundation.typed import Field
from foundation.unread import unreadable

log = structlog.get_logger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
SECONDS_TO_TRY_AGAIN = 10


class Reason(StrEnum):
    """Why the form was not taken; the page has a heading and a sentence for each."""

    SIGNED_OUT = "signed out"
    UNSURE = "unsure who sent it"
    AWAY = "database away"


class SteadyMiddleware:
    """Answers with a page of ours when the database cannot be used, a form cannot be read or nothing is there.

    What was sent and who is signed in are read here, where a failure can be caught: an exception in a later middleware
    would not reach this one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if page := unreadable(request):
            return page
        try:
            bool(request.user.is_authenticated)
        except (OperationalError, InterfaceError) as error:
            if not engine.is_away(error):
                raise
            return database_away(request, error)
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == HTTPStatus.NOT_FOUND and request.resolver_match is None:
            # Django would list all routes; whoever tries things out and mistypes an address is no developer.
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            return page_not_found(request, exception)  # while trying things out, too
        return database_away(request, exception) if engine.is_away(exception) else None


class SignedInMiddleware(LoginRequiredMiddleware):
    """Every page but the open ones needs a signed-in person; a form sent by nobody is kept for when one is."""

    def handle_no_permission(  # type: ignore[override]  # not only a redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.method not in SAFE_METHODS:
            return kept(request, Reason.SIGNED_OUT, status=403)
        if wants_fragment(request):
            # A piece of a page was asked for: load the whole page anew, which leads to the sign-in.
            return HttpResponse(status=403, headers={"HX-Refresh": "true"})
        return super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW. The usual cause is harmless: the page was opened before signing in anew."""
    return kept(request, Reason.UNSURE, status=403)


def database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("database away", error=type(error).__name__, said=str(error).partition("\n")[0])
    if request.method == "POST":
        response = kept(request, Reason.AWAY, status=503)
    else:
        response = render(request, "foundation/unavailable.html", status=503)
        add_never_cache_headers(response)
    response.headers["Retry-After"] = str(SECONDS_TO_TRY_AGAIN)
    return response


def kept(request: HttpRequest, reason: Reason, *, status: int) -> HttpResponse:
    """The page that carries what was sent; on it one signs in if need be and sends it again."""
    if came_from_elsewhere(request):
        response = render(request, "foundation/refused.html", status=403)
    else:
        response = render(request, "foundation/kept.html", _page(request, reason), status=status)
    add_never_cache_headers(response)
    return response


def came_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site made it send this. Every current browser says so of a form."""
    fetch_site = request.headers.get("Sec-Fetch-Site", "")
    if fetch_site and fetch_site not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin") or _origin_of(request.headers.get("Referer", ""))
    return bool(origin) and origin not in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _page(request: HttpRequest, reason: Reason) -> dict[str, Any]:
    sent = [Field(name, str(value)) for name, values in request.POST.lists() for value in values]
    return {
        "reason": reason.name,
        "fields": [field for field in sent if not field.is_secret],
        "left_out": [
            *([_("the password")] if any(field.is_password for field in sent) else []),
            *(file.name for _name, files in request.FILES.lists() for file in files),
        ],
        "address": escape_leading_slashes(request.get_full_path()),
        "sign_in": resolve_url(settings.LOGIN_URL) if _needs_sign_in(request, reason) else "",
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }


def _needs_sign_in(request: HttpRequest, reason: Reason) -> bool:
    """While the database is away nobody knows who is signed in, so nobody is asked to."""
    if reason is Reason.AWAY or request.user.is_authenticated:
        return False
    match = request.resolver_match
    return match is None or getattr(match.func, "login_required", True)


def _origin_of(address: str) -> str:
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}" if url.netloc else ""
