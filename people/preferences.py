"""Each person's own time zone and language, for as long as their request is answered."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from people.sign_in import ACCOUNT_COOKIE, account_code


class PreferencesMiddleware:
    """Activates what the signed-in person chose; for others the defaults stand."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        # The language is left active: LocaleMiddleware, further out, names it in the answer and sets it anew each time.
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.user.zone):
            response = self.get_response(request)
        return _with_account_cookie(request, response)


def _with_account_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell scripts on the page which account this is, once per browser session."""
    # Signing out happens inside: then there is nobody to name any more.
    if request.user.is_authenticated and request.COOKIES.get(ACCOUNT_COOKIE) != account_code(request.user):
        response.set_cookie(
            ACCOUNT_COOKIE,
            account_code(request.user),
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=False,
        )
    return response
