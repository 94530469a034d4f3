"""The page on which a debrief is agreed: three boxes, the letter and the notes beside them, the lessons drawn from it.

While the time to object runs it shows what was agreed unless somebody objects, and once that is over, what is done.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lessons.drawing import lesson_form, lessons_of
from lessons.forms.drawing import LessonForm, offered_sentence
from rankless.choosing import may_choose_long
from rankless.frame import frame_of
from rankless.models import Debrief
from rankless.own_forms import own_form_key
from rankless.texts.agreeing import time_to_object
from rankless.texts.boxes import Panel, first_to_open, panels_of
from rankless.texts.coverage import untouched_in
from rankless.texts.forms import ReasonForm
from rankless.texts.settling import Settling


def page(request: HttpRequest, found: Debrief) -> HttpResponse:
    """A debrief that is being agreed, stands, or is agreed."""
    at = timezone.now()
    panels = panels_of(found)
    is_changing = "change" in request.GET
    if _is_settled(found, is_changing=is_changing):
        return form_page(request, found, panels, at=at, is_changing=is_changing)
    sentence = _offer(panels[-1]) if "offer" in request.GET else ""
    return form_page(request, found, panels, lesson_form(found, at=at, sentence=sentence), at=at)


def form_page(
    request: HttpRequest,
    found: Debrief,
    panels: list[Panel],
    lesson: LessonForm | None = None,
    *,
    at: datetime,
    is_changing: bool = True,
    status: int = 200,
) -> HttpResponse:
    """The boxes; what was agreed instead, when it is complete or stands and nobody is about to change it."""
    context = {
        **_frame(request, found),
        "panels": panels,
        "opened": panels[-1] if lesson and lesson.is_bound else first_to_open(panels),
        "is_stale": any(panel.has_changes for panel in panels),
        "lesson": lesson,
        "lessons": lessons_of(found),
        "objecting": ReasonForm(),
        "may_write_first": may_choose_long(found),
    }
    is_settled = _is_settled(found, is_changing=is_changing)
    if not is_settled and not found.is_short:
        notes = [note for panel in panels for note in panel.notes]
        context["untouched"] = untouched_in(found, notes=notes)
        context |= {"until": time_to_object(found, at=at), "is_needed": not context["lessons"]}
    context["is_settled"] = is_settled
    return render(request, "overview/debriefing/debrief.html", context, status=status)


def reopening_page(
    request: HttpRequest, found: Debrief, form: ReasonForm | None = None, *, status: int = 200
) -> HttpResponse:
    """Why it is opened again: a page of its own, so that sending it drops nothing typed into another form."""
    context = {**_frame(request, found), "reopening": form or ReasonForm()}
    return render(request, "overview/debriefing/reopen.html", context, status=status)


def settle_page(
    request: HttpRequest,
    found: Debrief,
    settlings: list[Settling],
    *,
    at: datetime,
    lesson: LessonForm | None = None,
    reopening: ReasonForm | None = None,
    status: int,
) -> HttpResponse:
    """Both versions side by side; a lesson that is not kept yet goes along unseen."""
    lesson = lesson or lesson_form(found, at=at, data=request.POST)
    carried = lesson if lesson.is_filled else None
    context = {**_frame(request, found), "settlings": settlings, "lesson": carried, "reopening": reopening}
    return render(request, "overview/debriefing/settle.html", context, status=status)


def _is_settled(found: Debrief, *, is_changing: bool) -> bool:
    """Whether the texts stand there to be read and not to be written."""
    return found.is_complete or (found.is_standing and not is_changing)


def _frame(request: HttpRequest, found: Debrief) -> dict[str, Any]:
    return {**frame_of(found), "form_key": own_form_key(request)}


def _offer(last: Panel) -> str:
    return offered_sentence(last.box.text, without={prompt.text for prompt in last.prompts})
