"""Agreeing: three boxes, the letter beside them, and the lessons drawn from what was written."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation.form_keys import forget_drafts, new_form_key
from incidents.models import Attachment
from incidents.passages import marked_pieces
from lessons.drawing import draw, lesson_form, lessons_of
from lessons.forms import LessonForm, offered_sentence
from rankless.agreeing import ChangedMeanwhile, NotAllWritten, complete, reopen
from rankless.boxes import Box, boxes_of, first_to_open
from rankless.finding import find_debrief
from rankless.forms import ReopenForm, SectionsForm
from rankless.models import Debrief, Section
from rankless.settling import Settling, to_settle, unsaved_since_complete
from rankless.way import way_of
from rankless.writing import AlreadyComplete, save_sections


def page(request: HttpRequest, found: Debrief) -> HttpResponse:
    """A debrief that is being agreed, or is agreed: as it stands, or what was sent for it."""
    at = timezone.now()
    if request.method == "POST":
        return _take(request, found, at=at)
    boxes = boxes_of(found)
    if found.is_complete:
        return _page(request, found, boxes)
    sentence = _offer(boxes) if "offer" in request.GET else ""
    return _page(request, found, boxes, lesson_form(found, at=at, sentence=sentence))


@never_cache
@require_POST
def reopen_debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a completed debrief again; texts typed since it was completed may come along and are saved."""
    found = find_debrief(request, pk)
    form = ReopenForm(request.POST)
    at = timezone.now()
    if found.is_complete and not form.is_valid():
        return _refuse_to_reopen(request, found, form, at=at)
    if found.is_complete:
        reopen(found, reason=form.cleaned_data["reason"], at=at)
        messages.success(request, _("The debrief is open again."))
    return _take(request, found, at=at)


def _take(request: HttpRequest, found: Debrief, *, at: datetime) -> HttpResponse:
    """Save what was sent, each part for itself; whatever cannot be saved comes back in the answer."""
    sent = SectionsForm(request.POST)
    sent.full_clean()
    try:
        conflicts = save_sections(found, sent.touched())
    except AlreadyComplete:
        conflicts = unsaved_since_complete(found, sent.touched())
        return _settle(request, found, to_settle(found, conflicts, sent), at=at, reopening=ReopenForm(), status=409)
    lesson = _draw(request, found, at=at)
    if conflicts:
        return _settle(request, found, to_settle(found, conflicts, sent), at=at, lesson=lesson, status=409)
    if sent.errors or lesson.is_bound:
        return _page(request, found, boxes_of(found, sent=sent), lesson, status=422)
    if "complete" in request.POST:
        return _complete(request, found, sent, lesson, at=at)
    return _saved(request, found)


def _draw(request: HttpRequest, found: Debrief, *, at: datetime) -> LessonForm:
    """Keep the lesson that was typed, whichever button was pressed. Return an empty form, or the one to correct."""
    lesson = lesson_form(found, at=at, data=request.POST)
    is_wanted = lesson.is_filled or "keep_lesson" in request.POST
    return lesson_form(found, at=at) if not is_wanted or draw(found, lesson, at=at) else lesson


def _refuse_to_reopen(request: HttpRequest, found: Debrief, form: ReopenForm, *, at: datetime) -> HttpResponse:
    sent = SectionsForm(request.POST)
    sent.full_clean()
    unsaved = unsaved_since_complete(found, sent.touched())
    if unsaved:
        return _settle(request, found, to_settle(found, unsaved, sent), at=at, reopening=form, status=422)
    return _page(request, found, boxes_of(found), reopening=form, status=422)


def _complete(
    request: HttpRequest, found: Debrief, sent: SectionsForm, lesson: LessonForm, *, at: datetime
) -> HttpResponse:
    try:
        complete(found, seen=sent.versions_read(found), at=at)
    except NotAllWritten as missing:
        for section in missing.sections:
            sent.add_error(section.value, _("Not written yet. All three are needed."))
        return _page(request, found, boxes_of(found, sent=sent), lesson, status=422)
    except ChangedMeanwhile:
        found.refresh_from_db()
        return _page(request, found, boxes_of(found, sent=sent, is_stale=True), lesson, status=409)
    messages.success(request, _("Done. This is what you all stand behind."))
    return forget_drafts(request, redirect(found))


def _saved(request: HttpRequest, found: Debrief) -> HttpResponse:
    if any(section.value in request.POST for section in Section):
        messages.success(request, _("Saved."))
    address = found.get_absolute_url()
    if "offer" in request.POST:
        address += "?offer=1"
    return forget_drafts(request, redirect(f"{address}#{_next_place(request)}"))


def _next_place(request: HttpRequest) -> str:
    """The part of the page to go on with: the pressed button names a section by its number."""
    if "keep_lesson" in request.POST or "offer" in request.POST:
        return "lessons"
    sections = {str(number): section.value for number, section in enumerate(Section, start=1)}
    return sections.get(request.POST.get("open", ""), Section.WHAT.value)


def _offer(boxes: list[Box]) -> str:
    last = boxes[-1]
    return offered_sentence(last.text, without={prompt.text for prompt in last.prompts})


def _page(
    request: HttpRequest,
    found: Debrief,
    boxes: list[Box],
    lesson: LessonForm | None = None,
    *,
    reopening: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    incident = found.incident
    context = {
        **_frame(found),
        "boxes": boxes,
        "opened": boxes[-1] if lesson and lesson.is_bound else first_to_open(boxes),
        "is_stale": any(box.change for box in boxes),
        "lesson": lesson,
        "lessons": lessons_of(found),
        "pieces": marked_pieces(incident.text, incident.points.all()),
        "papers": Attachment.objects.of_letter(incident),
        "reopening": reopening or ReopenForm(),
    }
    return render(request, "overview/debrief.html", context, status=status)


def _settle(
    request: HttpRequest,
    found: Debrief,
    settlings: list[Settling],
    *,
    at: datetime,
    lesson: LessonForm | None = None,
    reopening: ReopenForm | None = None,
    status: int,
) -> HttpResponse:
    """Both versions side by side; a lesson that is not kept yet goes along unseen."""
    lesson = lesson or lesson_form(found, at=at, data=request.POST)
    carried = lesson if lesson.is_filled else None
    context = {**_frame(found), "settlings": settlings, "lesson": carried, "reopening": reopening}
    return render(request, "overview/debrief_settle.html", context, status=status)


def _frame(found: Debrief) -> dict[str, Any]:
    return {"debrief": found, "incident": found.incident, "way": way_of(found), "form_key": new_form_key()}
