"""What a page asks of whoever presses a button on it: that they take part in the debrief, and nothing else.

What is done as this very voice is taken only from the page that was shown to it.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from rankless.finding import find_debrief, own_voice
from rankless.models import Debrief, Voice
from rankless.own_forms import is_own_form
from rankless.views.another_sign_in import under_another_sign_in

Pressed = Callable[[HttpRequest, Debrief, Voice], HttpResponse]
View = Callable[[HttpRequest, int], HttpResponse]


def pressed_with_a_voice(press: Pressed) -> View:
    """A view for the form of somebody who takes part; others are told how they can."""

    @never_cache
    @require_POST
    @wraps(press)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        debrief = find_debrief(request, pk)
        voice = own_voice(request, debrief)
        if voice is None:
            messages.warning(request, _("Take part first; then you can do this."))
            return redirect("rankless:people", pk)
        return press(request, debrief, voice)

    return view


def pressed_in_ones_own_name(press: Pressed) -> View:
    """As `pressed_with_a_voice`, for what one voice does for itself: nobody does it with a page of somebody else's."""

    @wraps(press)
    def for_oneself(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
        return press(request, debrief, voice) if is_own_form(request) else under_another_sign_in(request, debrief)

    return pressed_with_a_voice(for_oneself)
