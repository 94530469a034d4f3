"""The one-time key by which a writer changes or withdraws what they handed in, until the reveal.

Only the writer's browser keeps it, in a cookie that no script reads and that goes to their debrief alone; the server keeps
a hash of it and drops that with the envelope. It is made from the key of the form that was sent, so that pressing twice
makes one key, and from a secret of the server, so that nobody who sees the form's key knows it.
"""

import secrets
from base64 import b32encode
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from people.drafts import SHARED_COOKIE
from rankless.models import Voice

KEPT_FOR = timedelta(days=90)
BYTES = 16
LENGTH = 26
"""Letters and digits that 128 bits take."""
_COOKIE = "debrief_note_"
_MISREAD = str.maketrans("018", "OIB")
"""Digits that no key has, and the letters that were meant."""


def make_key(voice: Voice, *, form_key: str) -> str:
    """The key for what `voice` hands in with this form: 128 bits in letters that can be copied by hand."""
    unique = form_key or secrets.token_urlsafe(BYTES)
    mixed = salted_hmac("rankless.alone.one_time_key", f"{voice.pk}:{unique}", algorithm="sha256").digest()
    return b32encode(mixed[:BYTES]).decode().rstrip("=")


def spelled(key: str) -> str:
    """The key in groups of four, to be copied."""
    return "-".join(key[start : start + 4] for start in range(0, len(key), 4))


def read_key(typed: str) -> str:
    """The key as somebody typed it from paper; empty if it cannot be one."""
    key = "".join(character for character in typed[: 4 * LENGTH].upper() if character.isalnum()).translate(_MISREAD)
    return key if len(key) == LENGTH and key.isascii() else ""


def key_in(request: HttpRequest, voice: Voice) -> str:
    """The key that this browser keeps for `voice`; another voice on the same computer cannot use it."""
    try:
        return _signer(voice).unsign(request.COOKIES.get(_cookie(voice), ""))
    except BadSignature:
        return ""


def keep_key(request: HttpRequest, response: HttpResponse, voice: Voice, key: str, *, path: str) -> None:
    """Let the browser keep the key, for requests to `path` only; on a shared computer until it is closed."""
    response.set_cookie(
        _cookie(voice),
        _signer(voice).sign(key),
        max_age=None if SHARED_COOKIE in request.COOKIES else KEPT_FOR,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def drop_key(response: HttpResponse, debrief_id: int, *, path: str) -> None:
    response.delete_cookie(_name(debrief_id), path=path, samesite="Strict")


def drop_spent_key(request: HttpRequest, response: HttpResponse, debrief_id: int, *, path: str) -> None:
    """After the reveal a key opens nothing, and only tells whoever uses this browser that its owner wrote."""
    if _name(debrief_id) in request.COOKIES:
        drop_key(response, debrief_id, path=path)


def drop_spent_keys(request: HttpRequest, response: HttpResponse, *, path: str) -> None:
    """As above for a guest, of whose debrief nothing is known any more: their address is told of its own key alone."""
    for name in request.COOKIES:
        if name.startswith(_COOKIE):
            response.delete_cookie(name, path=path, samesite="Strict")


def _cookie(voice: Voice) -> str:
    return _name(voice.debrief_id)


def _name(debrief_id: int) -> str:
    return f"{_COOKIE}{debrief_id}"


def _signer(voice: Voice) -> Signer:
    return Signer(salt=f"rankless.alone.one_time_key.{voice.pk}")
