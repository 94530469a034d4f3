"""Drawing a lesson when the debrief is long done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lessons.drawing import draw, lesson_form, lessons_of
from people.requests import PersonRequest
from rankless.models import Debrief


@require_http_methods(["GET", "HEAD", "POST"])
def draw_later(request: PersonRequest, pk: int) -> HttpResponse:
    """Draw a lesson when the debrief is long done. As in the debrief itself, nobody's rank counts."""
    visible = Debrief.objects.visible_at_once(request.user)
    debrief = get_object_or_404(visible.select_related("incident__team"), incident_id=pk)
    form = lesson_form(debrief, at=timezone.now(), data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and draw(debrief, form, at=timezone.now()):
        messages.success(request, _("Lesson kept."))
        return redirect(f"{debrief.get_absolute_url()}#lessons")
    context = {"incident": debrief.incident, "debrief": debrief, "lesson": form, "lessons": lessons_of(debrief)}
    return render(request, "lessons/draw.html", context, status=422 if form.is_bound else 200)
