"""One line for every request: what was asked for and how long it took, not who asked or what they wrote.

The route is written as its pattern, so not even the number of a letter is in it. Of requests in which somebody hands in
notes, votes or objects there is no line at all: their moment and how long they took could be matched with somebody.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("requests")

View = TypeVar("View", bound=Callable[..., HttpResponse])


def unrecorded(view: View) -> View:
    """Mark a view whose requests leave no line in the log."""
    view.is_unrecorded = True  # type: ignore[attr-defined]  # a mark on a function
    return view


class RequestLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        if match and getattr(match.func, "is_unrecorded", False):
            response._has_been_logged = True  # type: ignore[attr-defined]  # else Django logs the address of a failure
            return response
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000),
        )
        return response
