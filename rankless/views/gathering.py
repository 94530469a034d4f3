"""The page on which each writes alone, and the presses that bring about the reveal.

Until then it shows of others' writing one word, and that changes on the quarter hour; it never shows who wrote.
"""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.request_log import unrecorded
from rankless.alone.desk import Desk, Writing
from rankless.alone.gathering import SMALL_GROUP, NotGathering
from rankless.alone.note_boxes import notes_form_for
from rankless.alone.reveal_form import RevealForm
from rankless.alone.revealing import (
    TooFewToRead,
    agree_to_read,
    reveal_if_due,
    set_reveal,
)
from rankless.finding import find_debrief, own_voice
from rankless.frame import frame_of
from rankless.models import Debrief, Gathering, Section, Voice
from rankless.own_forms import is_own_form
from rankless.together.inviting import taking_part
from rankless.views import handing_in
from rankless.views.another_sign_in import under_another_sign_in
from rankless.views.handing_in import at_the_desk, too_late, writing_at
from rankless.views.taking_part import pressed_in_ones_own_name

TYPED_IN_THE_BOXES = {
    Section.WHAT: ("what", "other_side"),
    Section.WHY: ("why",),
    Section.DIFFERENTLY: ("differently", "lesson-sentence"),
}
"""Where on the short way something is typed that goes on in each box here; the sentence is a lesson not kept yet."""


def page(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    """Writing alone: the form, what one handed in, or how to take part."""
    voice = own_voice(request, debrief)
    if request.method == "POST":
        return _sent_for_the_short_way(request, debrief, voice)
    if voice is None:
        return _page(request, debrief, None)
    return _page(request, debrief, writing_at(request, _desk(debrief, voice)))


@unrecorded
@pressed_in_ones_own_name
def reveal(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    """“We are all here”: with enough such presses the notes are shown."""
    try:
        agree_to_read(voice)
    except TooFewToRead:
        messages.info(request, _("Fewer than three have handed in so far. Nothing is shown."))
        return back_to_writing(request, debrief, voice)
    except NotGathering:
        return _over(request, debrief, voice)
    if not reveal_if_due(debrief.pk, at=timezone.now()):
        messages.info(request, _("Noted. Somebody else has to press it too, within the same quarter of an hour."))
    return back_to_writing(request, debrief, voice)


@unrecorded
@pressed_in_ones_own_name
def set_moment(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    """Set by when notes are shown at the latest."""
    at = timezone.now()
    form = RevealForm(request.POST, at=at)
    if not form.is_valid():
        writing = _typed_along(request, debrief, voice) or writing_at(request, _desk(debrief, voice))
        return _page(request, debrief, writing, moment=form, status=422)
    try:
        set_reveal(debrief, reveal_at=form.cleaned_data["reveal_at"], at=at)
    except NotGathering:
        return _over(request, debrief, voice)
    messages.success(request, _("The moment is set; everybody sees it."))
    return back_to_writing(request, debrief, voice)


def back_to_writing(request: HttpRequest, debrief: Debrief, voice: Voice | None) -> HttpResponse:
    """To the debrief; what came along typed stands there again, since without a script nothing else keeps it."""
    form = notes_form_for(debrief, request.POST)
    if form.is_empty:
        return redirect(debrief)
    debrief.refresh_from_db()
    if voice is None or not debrief.is_gathering:
        return too_late(request, debrief, form, address=debrief.get_absolute_url())
    return _page(request, debrief, _typed_along(request, debrief, voice))


def _find_desk(request: HttpRequest, pk: int) -> Desk | HttpResponse:
    """The desk of whoever asks; of somebody who does not take part, nothing that they typed is lost."""
    debrief = find_debrief(request, pk)
    voice = own_voice(request, debrief)
    return _desk(debrief, voice) if voice and debrief.is_gathering else _too_late(request, debrief)


def _too_late(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    """Show what was sent to whoever typed it, and to nobody else."""
    form = notes_form_for(debrief, request.POST)
    if not form.is_empty and not is_own_form(request):
        return under_another_sign_in(request, debrief)
    return too_late(request, debrief, form, address=debrief.get_absolute_url())


def _desk(debrief: Debrief, voice: Voice) -> Desk:
    letter = [debrief.incident_id]
    return Desk(
        debrief=debrief,
        voice=voice,
        address=debrief.get_absolute_url(),
        hand_in=reverse("rankless:hand-in", args=letter),
        change=reverse("rankless:change", args=letter),
        withdraw=reverse("rankless:withdraw", args=letter),
        accept=reverse("rankless:accept", args=letter),
    )


def _sent_for_the_short_way(request: HttpRequest, debrief: Debrief, voice: Voice | None) -> HttpResponse:
    """The team chose to write notes first while somebody wrote in the three boxes: their text goes on in those here."""
    typed = {
        f"note-{section.value}": "\n\n".join(filter(str.strip, (request.POST.get(name, "") for name in names)))
        for section, names in TYPED_IN_THE_BOXES.items()
    }
    form = notes_form_for(debrief, typed)
    if voice is None:
        return too_late(request, debrief, form, address=debrief.get_absolute_url())
    said = _("Meanwhile the team chose to write alone first. What you typed stands here; it is not handed in yet.")
    return _page(request, debrief, Writing.typed(_desk(debrief, voice), form, warning=said), status=409)


def _typed_along(request: HttpRequest, debrief: Debrief, voice: Voice) -> Writing | None:
    """What stood in the boxes when something beside them was pressed; None if nothing did."""
    form = notes_form_for(debrief, request.POST)
    if form.is_empty:
        return None
    return replace(Writing.typed(_desk(debrief, voice), form), is_change=voice.has_handed_in)


def _over(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    messages.info(request, _("The time to write alone is over."))
    return back_to_writing(request, debrief, voice)


def _page(
    request: HttpRequest,
    debrief: Debrief,
    writing: Writing | None,
    *,
    moment: RevealForm | None = None,
    status: int = 200,
) -> HttpResponse:
    gathering = Gathering.objects.filter(pk=debrief.pk).first()
    if gathering is None:  # it ended while this page was made
        form = writing.form if writing else notes_form_for(debrief, {})
        return too_late(request, debrief, form, address=debrief.get_absolute_url())
    invited = list(taking_part(debrief))
    stirring = debrief.voices.filter(Q(is_host=True) | Q(wants_reveal=True))
    hosts = {voice.person_id for voice in stirring if voice.is_host}
    context: dict[str, Any] = {
        **(writing.context() if writing else {"writing": None}),
        **frame_of(debrief),
        "voice": writing.desk.voice if writing else None,
        "gathering": gathering,
        "names": [str(person) for person in invited],
        "is_small": len(invited) < SMALL_GROUP,
        "host": next((person for person in invited if person.pk in hosts), None),
        "wishes": sum(voice.wants_reveal for voice in stirring),
        "moment": moment or RevealForm(reveal_at=gathering.reveal_at),
    }
    return render(request, "rankless/alone/gather.html", context, status=status)


def _around(request: HttpRequest, writing: Writing, status: int) -> HttpResponse:
    return _page(request, writing.desk.debrief, writing, status=status)


hand_in = at_the_desk(handing_in.hand_in, find=_find_desk, show=_around)
change = at_the_desk(handing_in.change, find=_find_desk, show=_around)
withdraw = at_the_desk(handing_in.withdraw, find=_find_desk, show=_around)
accept = at_the_desk(handing_in.accept, find=_find_desk, show=_around)
