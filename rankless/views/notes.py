"""Reading the notes together, then picking what matters: first what says the same is put together, then all vote."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from foundation.request_log import unrecorded
from rankless.alone.gathering import SMALL_GROUP
from rankless.models import Debrief, Phase, Voice
from rankless.notes import weighing
from rankless.notes.ticks import NO_NOTE, BallotForm, NotesForm
from rankless.together.guests import have_joined
from rankless.views.signing import NO_SUCH_NOTE, cleaned, notes_context, read_note, to_the_note
from rankless.views.taking_part import Pressed, pressed_in_ones_own_name, pressed_with_a_voice

STEP, VOTING, COUNTING = "step", "votes", "count"
ANYWAY = "anyway"
BEFORE = {Phase.GATHER, Phase.REVEAL}


def page(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    """The notes of a debrief that is being read or weighed; what is sent here for another phase leads to it."""
    if request.method == "POST":
        return redirect(debrief)
    if debrief.phase == Phase.REVEAL:
        return _read(request, debrief)
    steps = {VOTING: _vote, COUNTING: _ask_before_the_count}
    return steps.get(request.GET.get(STEP, ""), _put_together)(request, debrief)


@pressed_with_a_voice
def weigh(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    weighing.start_weighing(debrief)
    return redirect(debrief)


def _while_weighing(press: Pressed) -> Pressed:
    """Whoever comes too late is told so; nothing is lost by it, since votes and piles hold no words of theirs."""

    @wraps(press)
    def answer(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
        try:
            return press(request, debrief, voice)
        except weighing.NotWeighing:
            if debrief.phase not in BEFORE:
                messages.info(
                    request, _("The votes have been counted already; this came too late and changed nothing.")
                )
            return redirect(debrief)
        except weighing.UnknownNote:
            messages.warning(request, NO_SUCH_NOTE)
            return redirect(debrief)

    return answer


@pressed_with_a_voice
@_while_weighing
def together(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    keys = cleaned(NotesForm(request.POST))["key"]
    try:
        weighing.put_together(debrief, keys)
    except weighing.SectionsDiffer:
        messages.warning(request, _("Only notes of one section can be put together."))
        return redirect(debrief)
    if len(keys) < 2:
        messages.warning(request, _("Tick two notes or more that say the same; then press again."))
        return redirect(debrief)
    messages.success(request, _("Put together."))
    return to_the_note(debrief, keys[0])


@pressed_with_a_voice
@_while_weighing
def apart(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    key = read_note(request) or NO_NOTE
    weighing.take_apart(debrief, key)
    messages.success(request, _("Taken out; the note lies alone again."))
    return to_the_note(debrief, key)


@unrecorded
@pressed_in_ones_own_name
@_while_weighing
def ballot(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    sent = cleaned(BallotForm(request.POST))
    picks = sent["pick"]
    if not picks and not sent["nothing"]:
        return _vote(request, debrief, wrong=_("Tick up to three, or say that none of them stands out."), status=422)
    if picks and sent["nothing"]:
        wrong = _("You ticked something. Cast your votes, or take the ticks off first.")
        return _vote(request, debrief, picks=picks, wrong=wrong, status=422)
    try:
        weighing.cast(debrief, voice, picks)
    except weighing.TooManyPicks:
        wrong = _("You have three votes, and these are more. Take some back.")
        return _vote(request, debrief, picks=picks, wrong=wrong, status=422)
    except weighing.PickedTwice:
        wrong = _(
            "Two of your picks lie in one pile now and take one vote together. Pick another if you like; then cast again."
        )
        return _vote(request, debrief, picks=picks, wrong=wrong, status=409)
    except weighing.UnknownNote:
        wrong = _(
            "Something of what you picked is not among the notes here. The rest is still ticked: look, then cast."
        )
        return _vote(request, debrief, picks=picks, wrong=wrong, status=422)
    except weighing.AlreadyCast:
        messages.info(request, _("You had cast your votes before; those count."))
    except weighing.NoBallot:
        messages.info(request, _("With fewer than five people there is no vote."))
    return redirect(f"{debrief.get_absolute_url()}?{STEP}={VOTING}")


@pressed_with_a_voice
def count(request: HttpRequest, debrief: Debrief, voice: Voice) -> HttpResponse:
    """Count and go on; while somebody could still vote, whoever presses is asked first."""
    if ANYWAY not in request.POST and weighing.shuts_somebody_out(debrief):
        return redirect(f"{debrief.get_absolute_url()}?{STEP}={COUNTING}")
    weighing.count_ballots(debrief)
    return redirect(debrief)


def _read(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    handed_in = debrief.hand_ins or 0
    context = {
        **notes_context(request, debrief),
        "can_be_guessed": handed_in < SMALL_GROUP,
        "few": SMALL_GROUP,
        "has_guests": have_joined(debrief),
    }
    return render(request, "rankless/notes/read.html", context)


def _put_together(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    return render(request, "rankless/notes/weigh.html", _weighing(request, debrief))


def _ask_before_the_count(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    """Says nothing of who has voted or how many, and is the same for all."""
    context = _weighing(request, debrief)
    if not context["has_ballot"] or context["voice"] is None:
        return render(request, "rankless/notes/weigh.html", context)
    return render(request, "rankless/notes/count.html", context)


def _vote(
    request: HttpRequest, debrief: Debrief, *, picks: list[UUID] | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    context = _weighing(request, debrief)
    if not context["has_ballot"]:
        return render(request, "rankless/notes/weigh.html", context)
    picked = {pile.key for table in context["tables"] for pile in table.piles if pile.holds_any_of(picks or [])}
    context |= {"is_voting": True, "picked": picked, "wrong": wrong, "votes": weighing.VOTES}
    return render(request, "rankless/notes/vote.html", context, status=status)


def _weighing(request: HttpRequest, debrief: Debrief) -> dict[str, Any]:
    context = {**notes_context(request, debrief), "has_ballot": weighing.has_ballot(debrief)}
    return context if context["has_ballot"] else {**context, "has_guests": have_joined(debrief)}
