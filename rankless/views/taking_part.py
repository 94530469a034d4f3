"""What a page asks of whoever presses a button on it: that they take part in the debrief, and nothing else."""

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
