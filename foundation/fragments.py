"""Pages that can be asked for in part: htmx fetches a fragment, anybody else at the same address gets the whole page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

ASKED_BY_HTMX = "HX-Request"


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks, which puts the answer into a page that is there already."""
    return bool(request.headers.get(ASKED_BY_HTMX))


def page_or_fragment(
    request: HttpRequest, context: dict[str, Any], *, page: str, fragment: str, status: int = 200
) -> HttpResponse:
    """Render the template that was asked for, and say that the answer depends on it: a cache must not mix the two up."""
    response = render(request, fragment if wants_fragment(request) else page, context, status=status)
    patch_vary_headers(response, [ASKED_BY_HTMX])
    return response
