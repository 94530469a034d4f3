"""A key for every form that is shown, by which the script on the page learns that what it kept of it was taken in.

Without the script, or where a form was not taken, nothing follows from it.
"""

import re
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SAVED_COOKIE = "debrief_saved"
"""Tells the browser that sent a form that all of it was saved, so that it may forget what it kept of it."""
SAVED_COOKIE_SECONDS = 300
_FORM_KEY = re.compile(r"[\w-]{1,36}", re.ASCII)


def new_form_key() -> str:
    return str(uuid4())


def form_key_of(request: HttpRequest) -> str:
    """The key of the form that was sent; empty if it had none of ours."""
    key = request.POST.get("form_key", "")
    return key if _FORM_KEY.fullmatch(key) else ""


def forget_drafts(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser forget what it kept of the form that was sent."""
    response.set_cookie(
        SAVED_COOKIE,
        form_key_of(request),
        max_age=SAVED_COOKIE_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
