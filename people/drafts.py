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
    return salted_hmac("people.sign_in.account", str(person.pk)).hexdigest()[:24]


def draft_key(person: User) -> str:
    """Return the 256 bits that seal this account's drafts: always the same, so that they are read after signing in anew."""
    digest = salted_hmac("people.drafts.key", str(person.pk), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hand_out(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """Tell scripts on the page which account this is and its key, once per browser session."""
    told: list[tuple[str, str, Literal["Lax", "Strict"]]] = [
        (ACCOUNT_COOKIE, account_code(person), "Lax"),
        (KEY_COOKIE, draft_key(person), "Strict"),
    ]
    for name, value, samesite in told:
        if request.COOKIES.get(name) != value:
            response.set_cookie(name, value, samesite=samesite, secure=settings.SESSION_COOKIE_SECURE, httponly=False)


def take_key_back(response: HttpResponse) -> None:
    """Leave what this account had not sent unreadable."""
    response.delete_cookie(KEY_COOKIE, samesite="Strict")


def take_back(response: HttpResponse) -> None:
    """At sign-out: neither key nor name stay."""
    response.delete_cookie(ACCOUNT_COOKIE, samesite="Lax")
    take_key_back(response)
