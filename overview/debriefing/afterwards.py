"""After the talk: everybody who was invited reads the same words, and may answer two questions.

The page is the same for all, but for one thing that only its reader sees: whether they have answered.
"""

from contextlib import suppress
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.request_log import unrecorded
from incidents.models import Kind
from lessons.drawing import lessons_of
from rankless.afterwards import AlreadyAnswered, NotAsked, answer, is_asking
from rankless.finding import find_debrief, own_voice
from rankless.models import Debrief, Voice
from rankless.opening import pace_of
from rankless.own_forms import is_own_form, own_form_key
from rankless.views.another_sign_in import under_another_sign_in

YES, NO = "yes", "no"


class AnswerField(forms.TypedChoiceField):
    """Yes or no; neither is chosen for anybody."""

    widget = forms.RadioSelect

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            choices=[(YES, _("Yes")), (NO, _("No"))],
            coerce=lambda chosen: chosen == YES,
            error_messages={"required": _("Yes or no?")},
        )


class AnswersForm(forms.Form):
    """The two questions; both answers are sent together."""

    could_say = AnswerField(_("I could say what mattered."))
    come_again = AnswerField(_("I would come again."))


@unrecorded
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def afterwards(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_debrief(request, pk)
    if not found.is_complete:
        return redirect(found)
    voice = own_voice(request, found)
    if request.method != "POST":
        return _page(request, found, voice, AnswersForm())
    if not is_own_form(request):
        return under_another_sign_in(request, found)
    form = AnswersForm(request.POST)
    if not form.is_valid():
        return _page(request, found, voice, form, status=422)
    if voice:
        with suppress(AlreadyAnswered, NotAsked):  # the page says which
            answer(voice, **form.cleaned_data)
    return redirect("overview:afterwards", pk)


def _page(
    request: HttpRequest, found: Debrief, voice: Voice | None, form: AnswersForm, *, status: int = 200
) -> HttpResponse:
    incident = found.incident
    context = {
        "debrief": found,
        "incident": incident,
        "handled_well": found.other_side if incident.kind == Kind.COMPLAINT else found.what,
        "lessons": [lesson for lesson in lessons_of(found) if not lesson.is_dropped],
        "talk_to": pace_of(incident.team).talk_to,
        "form": form,
        "form_key": own_form_key(request),
        "is_asked": voice is not None and is_asking(found),
        "has_answered": voice is not None and voice.has_answered,
    }
    return render(request, "overview/debriefing/afterwards.html", context, status=status)
