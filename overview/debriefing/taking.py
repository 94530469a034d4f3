"""Taking what was sent for a debrief: each part is saved for itself, and what cannot be saved comes back in the answer."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.form_keys import forget_drafts
from lessons.drawing import draw, lesson_form, lessons_of
from lessons.forms.drawing import LessonForm
from overview.debriefing.agreeing import form_page, reopening_page, settle_page
from rankless.errors import AlreadyComplete
from rankless.models import Debrief, Part, Section
from rankless.texts.agreeing import ChangedMeanwhile, NotAllWritten, reopen, stand_behind
from rankless.texts.boxes import PANELS, panels_of
from rankless.texts.forms import ReasonForm, TextsForm
from rankless.texts.settling import to_settle, unsaved_since_complete
from rankless.texts.writing import save_texts


def reopen_for_a_reason(request: HttpRequest, found: Debrief) -> HttpResponse | None:
    """Open a completed debrief again; the page that asks for a reason if there is none."""
    form = ReasonForm(request.POST)
    at = timezone.now()
    if not form.is_valid():
        return _refuse_to_reopen(request, found, form, at=at)
    reopen(found, reason=form.cleaned_data["reason"], at=at)
    messages.success(request, _("The debrief is open again."))
    return None


def take(request: HttpRequest, found: Debrief) -> HttpResponse:
    """Save the texts and the lesson that were sent, then do what the pressed button says. Raises NotAgreeing."""
    at = timezone.now()
    sent = TextsForm(request.POST)
    sent.full_clean()
    was_standing = found.is_standing
    try:
        conflicts = save_texts(found, sent.touched())
    except AlreadyComplete:
        conflicts = unsaved_since_complete(found, sent.touched())
        return settle_page(request, found, to_settle(found, conflicts, sent), at=at, reopening=ReasonForm(), status=409)
    lesson = _draw(request, found, at=at)
    if conflicts:
        return settle_page(request, found, to_settle(found, conflicts, sent), at=at, lesson=lesson, status=409)
    if sent.errors or lesson.is_bound:
        return form_page(request, found, panels_of(found, sent=sent), lesson, at=at, status=422)
    if "complete" in request.POST:
        return _stand_behind(request, found, sent, lesson, at=at)
    return _saved(request, found, has_fallen=was_standing and not found.is_standing)


def _draw(request: HttpRequest, found: Debrief, *, at: datetime) -> LessonForm:
    """Keep the lesson that was typed, whichever button was pressed. Return an empty form, or the one to correct."""
    lesson = lesson_form(found, at=at, data=request.POST)
    is_wanted = lesson.is_filled or "keep_lesson" in request.POST
    return lesson_form(found, at=at) if not is_wanted or draw(found, lesson, at=at) else lesson


def _refuse_to_reopen(request: HttpRequest, found: Debrief, form: ReasonForm, *, at: datetime) -> HttpResponse:
    sent = TextsForm(request.POST)
    sent.full_clean()
    unsaved = unsaved_since_complete(found, sent.touched())
    if unsaved:
        return settle_page(request, found, to_settle(found, unsaved, sent), at=at, reopening=form, status=422)
    return reopening_page(request, found, form, status=422)


def _stand_behind(
    request: HttpRequest, found: Debrief, sent: TextsForm, lesson: LessonForm, *, at: datetime
) -> HttpResponse:
    try:
        stand_behind(found, seen=sent.versions_read(found), has_lesson=bool(lessons_of(found)), at=at)
    except NotAllWritten as missing:
        for part in missing.parts:
            sent.add_error(part.value, _why_needed(part))
        return form_page(request, found, panels_of(found, sent=sent), lesson, at=at, status=422)
    except ChangedMeanwhile:
        found.refresh_from_db()
        return form_page(request, found, panels_of(found, sent=sent, is_stale=True), lesson, at=at, status=409)
    if found.is_complete:
        messages.success(request, _("Done. Whoever cannot stand behind it can open it again."))
    return forget_drafts(request, redirect(found))


def _why_needed(part: Part) -> str:
    match part:
        case Part.OTHER_SIDE:
            return _("Not written yet. One sentence is enough.")
        case Part.NO_CHANGE:
            return _("Keep a lesson above, or say here why nothing changes.")
        case _:
            return _("Not written yet. All three are needed.")


def _saved(request: HttpRequest, found: Debrief, *, has_fallen: bool) -> HttpResponse:
    if has_fallen:
        messages.success(request, _("Saved. The text changed, so stand behind it together once more."))
    elif any(section.value in request.POST for section in Section):
        messages.success(request, _("Saved."))
    address = found.get_absolute_url()
    if "offer" in request.POST:
        address += "?offer=1"
    return forget_drafts(request, redirect(f"{address}#{_next_place(request)}"))


def _next_place(request: HttpRequest) -> str:
    """The part of the page to go on with: the pressed button names a panel by its number."""
    if "keep_lesson" in request.POST or "offer" in request.POST:
        return "lessons"
    panels = {str(PANELS[Part(section.value)]): section.value for section in Section}
    return panels.get(request.POST.get("open", ""), Section.WHAT.value)
