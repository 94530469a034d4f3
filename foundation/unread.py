"""A form that is too large to be read is answered in plain words, and its writer finds their text one page back.

The rest of it is taken off the line before the answer goes out: a browser that is still sending reads no answer and
says that the connection broke.
"""

from contextlib import suppress

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render

log = structlog.get_logger(__name__)

UNREAD = (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, UnreadablePostError)
MOST_TAKEN_OFF = 256 * 1024 * 1024
PIECE = 64 * 1024


def unreadable(request: HttpRequest) -> HttpResponse | None:
    """Read the form, before anything else does; the page to answer with if that cannot be done."""
    try:
        _ = request.POST
    except UNREAD as error:
        log.warning("form not read", error=type(error).__name__)
        _take_off_the_line(request)
        return _page(request, error)
    return None


def _page(request: HttpRequest, error: Exception) -> HttpResponse:
    match error:
        case RequestDataTooBig():
            what, status = "TEXT", 413
        case TooManyFilesSent():
            what, status = "FILES", 413
        # The parser has one class for all it cannot read. Only the name of a file makes a part's head this long.
        case MultiPartParserError() if "header size" in str(error):
            what, status = "FILE_NAME", 400
        case _:
            return render(request, "400.html", status=400)
    return render(request, "foundation/too_long.html", {"what": what}, status=status)


def _take_off_the_line(request: HttpRequest) -> None:
    taken = 0
    with suppress(OSError):  # they may have gone away
        while taken < MOST_TAKEN_OFF and (piece := request.read(PIECE)):
            taken += len(piece)
