"""What a page of this project costs at least, and how many queries a page made when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

COUNT_HEADER = "X-Count-Queries"


@require_safe
def floor(request: HttpRequest) -> HttpResponse:
    """Session, person and the frame that every page has, and nothing in it."""
    return render(request, "base.html")


class CountQueriesMiddleware:
    """Counts on request only, so that the pages that are timed do not pay for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if COUNT_HEADER not in request.headers:
            return self.get_response(request)
        counted = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal counted
            counted += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers[COUNT_HEADER] = str(counted)
        return response
