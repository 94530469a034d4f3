"""The notes behind an agreed text, and signing one's own: by one's own choice, whenever one likes, or never."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rankless.finding import find_debrief, own_voice
from rankless.frame import frame_of
from rankless.models import Contribution, Debrief, Phase, Voice
from rankless.notes import weighing
from rankless.notes.piles import is_weighed, tables_of
from rankless.notes.ticks import NoteForm
from rankless.own_forms import own_form_key
from rankless.views.taking_part import pressed_in_ones_own_name, pressed_with_a_voice

TEXT_PHASES = {Phase.AGREE, Phase.COMPLETE}
NO_SUCH_NOTE = gettext_lazy("This is not among the notes here. Nothing was changed.")
LONGEST_NAME = Contribution._meta.get_field("signed").max_length


@never_cache
@require_safe
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written alone, with its votes; while notes are the debrief's own page, that page."""
    debrief = find_debrief(request, pk)
    if debrief.is_short or debrief.phase not in TEXT_PHASES:
        return redirect(debrief)
    return render(request, "rankless/notes/behind.html", notes_context(request, debrief))


@pressed_in_ones_own_name
def sign(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    note = _chosen(request, debrief)
    if note is None:
        return redirect(_place_of_notes(debrief))
    try:
        weighing.sign(note, name_of(request))
    except weighing.SignedByAnother:
        messages.warning(request, _("Somebody else said that this note is theirs."))
    return to_the_note(debrief, note.pk)


@pressed_with_a_voice
def unsign(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    note = _chosen(request, debrief)
    if note is None:
        return redirect(_place_of_notes(debrief))
    try:
        weighing.unsign(note, name_of(request))
    except weighing.SignedByAnother:
        messages.warning(request, _("Only whoever put their name to a note takes it off."))
    return to_the_note(debrief, note.pk)


def notes_context(request: HttpRequest, debrief: Debrief) -> dict[str, Any]:
    """For every page that shows notes."""
    tables = tables_of(debrief)
    return {
        **frame_of(debrief),
        "voice": own_voice(request, debrief),
        "tables": tables,
        "is_weighed": is_weighed(pile for table in tables for pile in table.piles),
        "own_name": name_of(request),
        "form_key": own_form_key(request),
    }


def name_of(request: HttpRequest) -> str:
    return str(request.user)[:LONGEST_NAME]


def cleaned(form: forms.Form) -> dict[str, Any]:
    """Keys of notes, and whether something is ticked: whatever was sent can be read as that."""
    form.full_clean()
    return form.cleaned_data


def read_note(request: HttpRequest) -> UUID | None:
    """The key of the one note that was chosen."""
    return cleaned(NoteForm(request.POST))["note"]


def to_the_note(debrief: Debrief, key: UUID) -> HttpResponse:
    return redirect(f"{_place_of_notes(debrief)}#note-{key}")


def _place_of_notes(debrief: Debrief) -> str:
    is_in_text = debrief.phase in TEXT_PHASES
    return reverse("rankless:notes", args=[debrief.incident_id]) if is_in_text else debrief.get_absolute_url()


def _chosen(request: HttpRequest, debrief: Debrief) -> Contribution | None:
    """The note that was chosen; if there is none, it is said why."""
    key = read_note(request)
    note = debrief.contributions.filter(pk=key).first() if key else None
    if note is None:
        messages.warning(request, NO_SUCH_NOTE if key else _("Say which note was yours."))
    return note
