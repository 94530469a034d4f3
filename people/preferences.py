"""Each person's own time zone and language, for as long as their request is answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from people.drafts import KEY_COOKIE, hand_out, take_key_back


class PreferencesMiddleware:
    """Activates what the signed-in person chose; for others the defaults stand."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answered(request)
        if request.user.is_authenticated:
            hand_out(request, response, request.user)
        elif KEY_COOKIE in request.COOKIES and KEY_COOKIE not in response.cookies:
            # A session that ended by itself takes the key to its drafts along, as signing out does; a guest's key stays.
            take_key_back(response)
        return response

    def _answered(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        # The language is left active: LocaleMiddleware, further out, names it in the answer and sets it anew each time.
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.user.zone):
            return self.get_response(request)
