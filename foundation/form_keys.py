"""A key for every form that is shown, by which the script on the page learns that what it kept of it was taken in.

Without the script, or where a form was not taken, nothing follows from it.

A key can be made for one writer: then it tells whether whoever sends the form is the one to whom it was shown. Somebody
else may have signed in meanwhile, in the same browser.
"""

import re
import secrets
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SAVED_COOKIE = "debrief_saved"
"""Tells the browser that sent a form that all of it was saved, so that it may forget what it kept of it."""
SAVED_COOKIE_SECONDS = 300
HALF = 8
"""Bytes that are random in a key made for somebody; as many that only this server can make of them follow."""
_FORM_KEY = re.compile(r"[\w-]{1,36}", re.ASCII)


def form_key_for(writer: str) -> str:
    """A new key for a form that `writer` alone may send. It looks like any other, and nobody reads the writer from it."""
    return _marked(secrets.token_bytes(HALF), writer)


def form_key_of(request: HttpRequest) -> str:
    """The key of the form that was sent; empty if it had none of ours."""
    key = request.POST.get("form_key", "")
    return key if _FORM_KEY.fullmatch(key) else ""


def is_form_of(request: HttpRequest, writer: str) -> bool:
    """Whether the form that was sent was made for `writer`; one without a key was made for nobody."""
    try:
        sent = UUID(form_key_of(request))
    except ValueError:
        return False
    return constant_time_compare(str(sent), _marked(sent.bytes[:HALF], writer))


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


def _marked(random_half: bytes, writer: str) -> str:
    """The key that begins with `random_half`, in the shape of a UUID."""
    mark = salted_hmac("foundation.form_keys", f"{random_half.hex()}:{writer}", algorithm="sha256").digest()
    return str(UUID(bytes=random_half + mark[:HALF]))
