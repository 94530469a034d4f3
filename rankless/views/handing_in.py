"""Handing in, changing and withdrawing, for a member on the debrief's page and for a guest on theirs alike.

Whatever cannot be taken comes back in the answer. Whose desk it is (`Find`) and the page around it (`Show`) are told by
whoever has the page; a form is taken only from the writer for whom it was made.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation.form_keys import forget_drafts, form_key_of, is_form_of
from foundation.request_log import unrecorded
from rankless.alone import gathering
from rankless.alone.desk import Desk, Writing
from rankless.alone.gathering import AlreadyHandedIn, Note, NotGathering, NotTakingPart, UnknownKey
from rankless.alone.hand_in_form import HandInForm, split
from rankless.alone.note_boxes import filled_form_for, notes_form_for, tabs_of
from rankless.alone.one_time_key import drop_key, keep_key, key_in, make_key, read_key
from rankless.alone.revealing import accept_few, reveal_if_due
from rankless.models import Debrief, Voice
from rankless.views.another_sign_in import under_another_sign_in

LONGEST_TYPED_KEY = 60
STAY = "stay"
"""Sent by Enter in a field beside the boxes, where no script hears it: nothing is done, and nothing typed is lost."""
Show = Callable[[HttpRequest, Writing, int], HttpResponse]
"""Renders the page around what lies on somebody's desk, with a status."""
Find = Callable[..., Desk | HttpResponse]
"""Finds the desk of whoever asks by what stands in the address; or says why they have none."""
Act = Callable[[HttpRequest, Desk, Show], HttpResponse]


def at_the_desk(act: Act, *, find: Find, show: Show) -> Callable[..., HttpResponse]:
    """The view of a form on somebody's desk. It leaves no line in the log, and does nothing for anybody else."""

    @unrecorded
    @never_cache
    @require_POST
    def view(request: HttpRequest, **place: int | str) -> HttpResponse:
        desk = find(request, **place)
        if not isinstance(desk, Desk):
            return desk
        if not is_form_of(request, desk.writer):
            is_guest = desk.voice.is_guest
            return under_another_sign_in(
                request, desk.debrief, address=desk.address, frame=desk.frame, is_guest=is_guest
            )
        return act(request, desk, show)

    return view


def writing_at(request: HttpRequest, desk: Desk) -> Writing:
    """What the page shows when it is opened: with `?change`, a writer's own notes if their browser has the key."""
    if not desk.voice.has_handed_in:
        return Writing.empty(desk)
    key = key_in(request, desk.voice)
    notes = gathering.sealed_notes(desk.voice, key)
    if notes is not None and "change" in request.GET:
        return Writing.opened(desk, notes)
    return Writing.sealed(desk, key=key if notes is not None else "")


def hand_in(request: HttpRequest, desk: Desk, show: Show) -> HttpResponse:
    """Seal what was sent, and give the browser the key to it."""
    if STAY in request.POST:
        return _stay(request, desk, show)
    read = _read(request, desk)
    if read.refused:
        return show(request, read.refused, 422)
    key = make_key(desk.voice, form_key=form_key_of(request))
    try:
        gathering.hand_in(desk.voice, read.notes, key=key)
    except AlreadyHandedIn:
        has_key = gathering.envelope_of(desk.voice, key_in(request, desk.voice)) is not None
        return show(request, Writing.second(desk, read.form, has_key=has_key), 409)
    except (NotGathering, NotTakingPart):
        return _too_late(request, desk, read.form)
    if reveal_if_due(desk.debrief.pk, at=timezone.now()):
        return _taken(request, desk, key, said=_("Handed in. All notes are shown now."))
    return _taken(request, desk, key, said=_("Handed in. Only you can open it until all notes are shown."))


def change(request: HttpRequest, desk: Desk, show: Show) -> HttpResponse:
    """Put other notes into one's envelope; where none are sent, open it so that they can be changed."""
    if STAY in request.POST:
        return _stay(request, desk, show, is_change=True)
    key = _key_sent(request, desk)
    if not any(name.startswith("note-") for name in request.POST):
        return _open(request, desk, key, show)
    read = _read(request, desk, is_change=True)
    if read.refused:
        return show(request, read.refused, 422)
    try:
        gathering.change(desk.voice, read.notes, key=key)
    except UnknownKey:
        if _is_sealed(desk):
            second = Writing.second(desk, read.form, has_key=False, wrong_key=True, typed_key=_key_typed(request))
            return show(request, second, 422)
        said = _("What you had handed in was withdrawn meanwhile. Hand this in anew, if you want it to count.")
        return show(request, Writing.typed(desk, read.form, warning=said), 409)
    except NotGathering:
        return _too_late(request, desk, read.form)
    return _taken(request, desk, key, said=_("Changed. What you handed in before is gone."))


def withdraw(request: HttpRequest, desk: Desk, show: Show) -> HttpResponse:
    """Take one's notes back; they come back into the form, and nowhere else."""
    try:
        notes = gathering.withdraw(desk.voice, key=_key_sent(request, desk))
    except UnknownKey:
        return _refuse_key(request, desk, show)
    except NotGathering:
        return redirect(desk.address)
    form = filled_form_for(desk.debrief, notes)
    if reveal_if_due(desk.debrief.pk, at=timezone.now()):
        response = _too_late(request, desk, form)
    else:
        said = _("Withdrawn. Nobody saw it. What you had written stands here once more, until you leave this page.")
        desk.voice.refresh_from_db()
        response = show(request, Writing.typed(desk, form, warning=said), 200)
    drop_key(response, desk.debrief.pk, path=desk.address)
    return response


def accept(request: HttpRequest, desk: Desk, _show: Show) -> HttpResponse:
    """Show mine all the same, although few have handed in."""
    with suppress(NotGathering):  # then all notes have just been shown
        accept_few(desk.voice)
        reveal_if_due(desk.debrief.pk, at=timezone.now())
    return redirect(desk.address)


def too_late(
    request: HttpRequest, debrief: Debrief, form: HandInForm, *, address: str, frame: str = "base_debrief.html"
) -> HttpResponse:
    """The time to write alone is over, or somebody no longer takes part: what they typed is theirs to copy.

    What stands among the notes already was handed in a moment ago, by the first of two presses.
    """
    debrief.refresh_from_db()
    typed = [box for tab in tabs_of(debrief, form) for box in [*tab.boxes, *tab.further] if split(box.text)]
    if not typed:
        is_over = not debrief.is_gathering
        said = _("The time to write alone is over.") if is_over else _("Take part first; then you can do this.")
        messages.info(request, said)
        return redirect(address)
    if _stand_among_the_notes(debrief, [note for box in typed for note in split(box.text)]):
        return forget_drafts(request, redirect(address))
    context = {"debrief": debrief, "incident": debrief.incident, "typed": typed, "address": address, "frame": frame}
    return render(request, "rankless/alone/too_late.html", context, status=409)


@dataclass(frozen=True)
class _Read:
    """What was sent: notes to seal, or why they cannot be taken."""

    form: HandInForm
    notes: list[Note]
    refused: Writing | None = None


def _read(request: HttpRequest, desk: Desk, *, is_change: bool = False) -> _Read:
    form = notes_form_for(desk.debrief, request.POST)
    nothing = request.POST.get("nothing", "")
    writing = replace(Writing.typed(desk, form), is_change=is_change)
    if nothing == "surely" or (nothing and form.is_empty):
        return _Read(form, [])
    if nothing:
        return _Read(form, [], replace(writing, asks_nothing=True))
    if not form.is_valid():
        return _Read(form, [], writing)
    if form.is_empty:
        said = _("Nothing is written yet. If there is nothing you want to add, press “I have nothing to add”.")
        return _Read(form, [], replace(writing, is_blank=True, warning=said))
    return _Read(form, form.notes)


def _stay(request: HttpRequest, desk: Desk, show: Show, *, is_change: bool = False) -> HttpResponse:
    form = notes_form_for(desk.debrief, request.POST)
    if form.is_empty:
        return redirect(desk.address)
    return show(request, replace(Writing.typed(desk, form), is_change=is_change), 200)


def _open(request: HttpRequest, desk: Desk, key: str, show: Show) -> HttpResponse:
    if gathering.envelope_of(desk.voice, key) is None:
        return _refuse_key(request, desk, show)
    response = redirect(f"{desk.address}?change=1")
    keep_key(request, response, desk.voice, key, path=desk.address)
    return response


def _refuse_key(request: HttpRequest, desk: Desk, show: Show) -> HttpResponse:
    """The key opens nothing; where nothing is sealed any more, the page says so."""
    if not _is_sealed(desk):
        return redirect(desk.address)
    return show(request, Writing.locked(desk, typed_key=_key_typed(request)), 422)


def _taken(request: HttpRequest, desk: Desk, key: str, *, said: str) -> HttpResponse:
    messages.success(request, said)
    response = redirect(desk.address)
    keep_key(request, response, desk.voice, key, path=desk.address)
    return forget_drafts(request, response)


def _too_late(request: HttpRequest, desk: Desk, form: HandInForm) -> HttpResponse:
    return too_late(request, desk.debrief, form, address=desk.address, frame=desk.frame)


def _key_sent(request: HttpRequest, desk: Desk) -> str:
    """The key that was typed, else the one that this browser keeps.

    Where the answer to handing in was lost, it keeps none; but it knows the form that was sent, of which the key is made.
    """
    kept = read_key(request.POST.get("key", "")) or key_in(request, desk.voice)
    return kept or make_key(desk.voice, form_key=form_key_of(request))


def _key_typed(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:LONGEST_TYPED_KEY]


def _is_sealed(desk: Desk) -> bool:
    return Voice.objects.filter(pk=desk.voice.pk, has_handed_in=True).exists()


def _stand_among_the_notes(debrief: Debrief, texts: list[str]) -> bool:
    return set(texts) <= set(debrief.contributions.values_list("text", flat=True))
