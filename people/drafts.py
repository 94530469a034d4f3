"""Text that is not sent yet lies in the browser of its writer, sealed; here is what the browser needs for that.

The server stores none of it. It tells the page's script, in cookies that end with the browser session, which account
the text belongs to and the key it is sealed with. Without that cookie what lies on the device cannot be read.
"""

from base64 import urlsafe_b64encode
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from people.models import User

# Named so that a script can keep what this account has not yet sent apart from what others wrote on the same device.
ACCOUNT_COOKIE = "debrief_account"
KEY_COOKIE = "debrief_draft_key"
# Set by the page's script alone, for a year: several people share this computer, and nothing may be kept on it.
SHARED_COOKIE = "debrief_shared"


def account_code(person: User) -> str:
    """Return a name for the account that tells nothing about the person."""
    return _code("people.sign_in.account", str(person.pk))


def draft_key(person: User) -> str:
    """Return the 256 bits that seal this account's drafts: always the same, so that they are read after signing in anew."""
    return _key("people.drafts.key", str(person.pk))


def hand_out(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """Tell scripts on the page which account this is and its key, once per browser session."""
    _tell(request, response, account_code(person), draft_key(person))


def hand_out_to_guest(request: HttpRequest, response: HttpResponse, secret: str, *, path: str) -> None:
    """The same for somebody without an account, on the pages below `path`: `secret` is what only their browser has."""
    _tell(request, response, _code("people.drafts.guest", secret), _key("people.drafts.guest_key", secret), path=path)


def _tell(request: HttpRequest, response: HttpResponse, account: str, key: str, *, path: str = "/") -> None:
    told: list[tuple[str, str, Literal["Lax", "Strict"]]] = [
        (ACCOUNT_COOKIE, account, "Lax"),
        (KEY_COOKIE, key, "Strict"),
    ]
    for name, value, samesite in told:
        if request.COOKIES.get(name) != value:
            response.set_cookie(name, value, path=path, samesite=samesite, secure=settings.SESSION_COOKIE_SECURE)


def _code(purpose: str, of: str) -> str:
    return salted_hmac(purpose, of).hexdigest()[:24]


def _key(purpose: str, of: str) -> str:
    digest = salted_hmac(purpose, of, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def take_key_back(response: HttpResponse) -> None:
    """Leave what this account had not sent unreadable."""
    response.delete_cookie(KEY_COOKIE, samesite="Strict")


def take_back(response: HttpResponse) -> None:
    """At sign-out: neither key nor name stay."""
    response.delete_cookie(ACCOUNT_COOKIE, samesite="Lax")
    take_key_back(response)
