"""What can be said once all stand behind the texts: an objection, and later something to add. And which way to go at all."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.request_log import unrecorded
from rankless.alone.gathering import NotGathering
from rankless.choosing import SomethingWritten, choose_long, choose_short
from rankless.finding import find_debrief, own_voice
from rankless.models import Debrief, Part, Section, Way
from rankless.own_forms import is_own_form, own_form_key
from rankless.texts.agreeing import NotComplete, add_later
from rankless.texts.forms import AdditionForm, ReasonForm
from rankless.texts.objecting import NoRoomLeft, NotStanding, object_to
from rankless.views.another_sign_in import under_another_sign_in
from rankless.views.gathering import back_to_writing
from rankless.way import way_of


@unrecorded
@never_cache
@require_POST
def object_(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever sees the debrief may object; nobody is asked who they are."""
    debrief = find_debrief(request, pk)
    form = ReasonForm(request.POST)
    key = request.POST.get("form_key") or uuid4().hex
    if not form.is_valid():
        return _page(request, "rankless/texts/object.html", debrief, form, {"form_key": key}, status=422)
    try:
        object_to(debrief, reason=form.cleaned_data["reason"], key=key)
    except NotStanding:
        debrief.refresh_from_db()
        late = {"is_too_late": True, "form_key": own_form_key(request)}
        return _page(request, "rankless/texts/object.html", debrief, form, late, status=409)
    except NoRoomLeft:
        full = {"is_full": True, "form_key": key}
        return _page(request, "rankless/texts/object.html", debrief, form, full, status=409)
    messages.success(request, _("Sealed. All read it at the next full quarter of an hour, without your name."))
    return redirect(debrief)


@unrecorded
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to a completed debrief."""
    debrief = find_debrief(request, pk)
    if request.method != "POST":
        empty = AdditionForm()
        return _page(request, "rankless/texts/add.html", debrief, empty) if debrief.is_complete else redirect(debrief)
    form = AdditionForm(request.POST)
    if not form.is_valid():
        return _page(request, "rankless/texts/add.html", debrief, form, status=422)
    section = Section(form.cleaned_data["section"])
    try:
        add_later(debrief, section=section, text=form.cleaned_data["text"])
    except NotComplete:
        return _page(request, "rankless/texts/add.html", debrief, form, {"is_too_early": True}, status=409)
    messages.success(request, _("Added."))
    return redirect(f"{debrief.get_absolute_url()}#{section.value}")


@unrecorded
@never_cache
@require_POST
def way(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other way; too late is said, and changes nothing. What was typed meanwhile comes along."""
    debrief = find_debrief(request, pk)
    if not is_own_form(request):
        return under_another_sign_in(request, debrief)
    try:
        if request.POST.get("way") == Way.LONG:
            choose_long(debrief, at=timezone.now())
        else:
            choose_short(debrief)
    except SomethingWritten:
        messages.info(request, _("Somebody has begun to write. Go on together from there."))
    except NotGathering:
        messages.info(request, _("The time to write alone is over."))
    if any(request.POST.get(part, "").strip() for part in Part):
        return redirect(debrief, preserve_request=True)  # the texts go on where the debrief stands now
    return back_to_writing(request, debrief, own_voice(request, debrief))


def _page(
    request: HttpRequest,
    template: str,
    debrief: Debrief,
    form: ReasonForm | AdditionForm,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"debrief": debrief, "incident": debrief.incident, "way": way_of(debrief), "form": form, **(more or {})}
    return render(request, template, context, status=status)
