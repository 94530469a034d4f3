"""The page of one action, and the answers of whoever it is asked of: yes, no, somebody else, another day, done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.acting import (
    AlreadyDone,
    AnsweredMeanwhile,
    StillResting,
    accept_action,
    answer_seen,
    begin_action,
    decline_action,
    finish_action,
    hand_on_action,
    let_go_of_action,
    move_action,
    say_strength,
)
from lessons.forms.answering import HandOnForm, MoveForm, ReasonForm, StrengthForm
from lessons.forms.drawing import ActionForm
from lessons.learning import AlreadyDropped, TooManyActions, actions_left, ask_for_one_more
from lessons.models import Action, Answer, Strength
from lessons.pages.finding import action_for, lesson_for, require
from lessons.powers import answers_for, may_finish
from people.models import User
from people.requests import PersonRequest
from people.roles import leads
from rankless.opening import pace_of


@dataclass(frozen=True)
class Row:
    """One action in a list, and what the person who looks may do about it."""

    action: Action
    may_answer: bool
    may_finish: bool
    is_resting: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether this person has yet to say that they take it on."""
        return self.may_answer and self.action.is_open and self.action.answer == Answer.ASKED and not self.is_resting

    @property
    def may_be_done(self) -> bool:
        """Once somebody has taken it on, whoever may say so says that it is done."""
        return self.may_finish and self.action.is_open and self.action.answer == Answer.ACCEPTED


def rows_of(person: User, actions: Iterable[Action], *, on: date) -> list[Row]:
    return [
        Row(
            action,
            may_answer=answers_for(person, action, on=on),
            may_finish=may_finish(person, action, on=on),
            is_resting=action.is_resting(on=on),
        )
        for action in actions
    ]


@require_safe
def action(request: PersonRequest, pk: int) -> HttpResponse:
    return _page(request, action_for(request.user, pk))


@require_POST
def action_done(request: PersonRequest, pk: int) -> HttpResponse:
    """Its owner, whoever stands in for them, or a lead of the team, says that an action is done."""
    found = action_for(request.user, pk)
    if not may_finish(request.user, found, on=timezone.localdate()):
        return _asked_of_another(request, found)
    try:
        finish_action(found, at=timezone.now(), by=request.user)
        messages.success(request, _("Done: %(what)s") % {"what": found.what})
    except AlreadyDone:
        messages.info(request, _("This was done already."))
    return redirect("overview:actions" if "to_list" in request.POST else found.lesson)


@require_POST
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Whoever was asked takes it on: one press."""
    found = action_for(request.user, pk)
    if not answers_for(request.user, found, on=timezone.localdate()):
        return _asked_of_another(request, found)
    accepted = _("You take this on: %(what)s") % {"what": found.what}
    return _told(request, found, lambda: accept_action(found, at=timezone.now(), by=request.user), said=accepted)


@require_POST
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    found = action_for(request.user, pk)
    if not answers_for(request.user, found, on=timezone.localdate()):
        return _asked_of_another(request, found)
    declined = _("Declined. Those who lead the team are told, with your reason.")
    return _for_a_reason(request, found, decline_action, form="decline", said=declined)


@require_POST
def hand_on(request: PersonRequest, pk: int) -> HttpResponse:
    """Its owner or a lead asks somebody else of the team."""
    found = action_for(request.user, pk)
    if _is_asked(found, request.POST.get("hand_on-to")):
        messages.success(request, _handed_on(request, found.owner))
        return redirect("lessons:action", found.pk)
    if not may_finish(request.user, found, on=timezone.localdate()):
        return _asked_of_another(request, found)
    form = HandOnForm(request.POST, prefix="hand_on", people=_others(found))
    if not form.is_valid():
        return _page(request, found, hand_on=form, status=422)
    to, because, seen = form.chosen, form.cleaned_data["because"], form.cleaned_data["seen"]
    try:
        return _told(
            request,
            found,
            lambda: hand_on_action(found, to=to, because=because, seen=seen, at=timezone.now(), by=request.user),
            said=_handed_on(request, to),
        )
    except AnsweredMeanwhile:
        words = _("Somebody answered meanwhile: it says below what. Nobody else is asked yet.")
        messages.warning(request, words)
        return _page(request, action_for(request.user, pk), hand_on=form, status=409)


@require_POST
def move(request: PersonRequest, pk: int) -> HttpResponse:
    found = action_for(request.user, pk)
    if not may_finish(request.user, found, on=timezone.localdate()):
        return _asked_of_another(request, found)
    form = MoveForm(request.POST, prefix="move", today=timezone.localdate())
    if not form.is_valid():
        return _page(request, found, move=form, status=422)
    day, because = form.cleaned_data["to"], form.cleaned_data["because"]
    return _told(
        request,
        found,
        lambda: move_action(found, to=day, because=because, at=timezone.now(), by=request.user),
        said=_("Moved. The story of the lesson says why."),
    )


@require_POST
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    """Its owner or a lead has its owner asked now, though it was to rest."""
    found = action_for(request.user, pk)
    if not may_finish(request.user, found, on=timezone.localdate()):
        return _asked_of_another(request, found)
    asked = _("It rests no longer: %(name)s is asked.") % {"name": found.owner.name}
    return _for_a_reason(request, found, begin_action, form="begin", said=asked)


@require_POST
def let_go(request: PersonRequest, pk: int) -> HttpResponse:
    """A lead says that it is not done after all."""
    found = action_for(request.user, pk)
    require(leads(request.user, found.lesson.team_id))
    not_done = _("It is not done after all. The story of the lesson says why.")
    return _for_a_reason(request, found, let_go_of_action, form="let_go", said=not_done)


@require_POST
def strength(request: PersonRequest, pk: int) -> HttpResponse:
    """Anyone of the team says what kind of change it is."""
    found = action_for(request.user, pk)
    form = StrengthForm(request.POST, prefix="strength")
    if not form.is_valid():
        return _page(request, found, strength=form, status=422)
    chosen = Strength(form.cleaned_data["strength"])
    return _told(request, found, lambda: say_strength(found, chosen), said=_("Noted."))


@require_http_methods(["GET", "HEAD", "POST"])
def add_action(request: PersonRequest, pk: int) -> HttpResponse:
    """Anyone of the team asks somebody for one more piece of work that makes the lesson real."""
    lesson, now = lesson_for(request.user, pk), timezone.now()
    if lesson.is_dropped and request.method != "POST":
        return redirect(lesson)
    people = list(User.objects.in_team(lesson.team_id).order_by("name", "pk"))
    today = lesson.team.day_of(now)
    data = request.POST if request.method == "POST" else None
    form = ActionForm(data, prefix="action1", people=people, team=lesson.team, today=today, is_needed=True)
    if data and lesson.is_dropped:
        form.add_error(None, AlreadyDropped.message)
    elif data and form.is_valid():
        try:
            ask_for_one_more(lesson, form.planned(), at=now, by=request.user)
            messages.success(request, _("Asked: %(name)s") % {"name": form.planned().owner.name})
            return redirect(f"{lesson.get_absolute_url()}#actions")
        except TooManyActions as error:
            form.add_error("what", error.message)
    is_full = not data and not actions_left(lesson)
    context = {"lesson": lesson, "action": form, "is_full": is_full, "most_actions": pace_of(lesson.team).most_actions}
    return render(request, "lessons/add_action.html", context, status=422 if data else 200)


def _for_a_reason(
    request: PersonRequest, found: Action, act: Callable[..., None], *, form: str, said: str
) -> HttpResponse:
    """Do what needs a reason; without one, the page with that form standing open."""
    typed = ReasonForm(request.POST, prefix=form)
    if not typed.is_valid():
        return _page(request, found, status=422, **{form: typed})
    because = typed.cleaned_data["because"]
    return _told(request, found, lambda: act(found, because=because, at=timezone.now(), by=request.user), said=said)


def _told(request: PersonRequest, found: Action, act: Callable[[], None], *, said: str) -> HttpResponse:
    """Do it, say so, and go back to where it was pressed."""
    try:
        act()
        messages.success(request, said)
    except AlreadyDone:
        messages.info(request, _("This is not to be done any more, so nothing was changed."))
    except StillResting:
        messages.info(request, _("It still rests. To begin now, say why."))
    if "to_list" in request.POST:
        return redirect("overview:actions")
    if "to_lesson" in request.POST:
        return redirect(f"{found.lesson.get_absolute_url()}#action-{found.pk}")
    return redirect("lessons:action", found.pk)


def _is_asked(found: Action, number: Any) -> bool:
    """Whether just this person was asked already, as by a press that came twice."""
    return found.is_open and found.answer != Answer.DECLINED and str(found.owner_id) == number


def _handed_on(request: PersonRequest, to: User) -> str:
    return _("It is yours now.") if to == request.user else _("Handed on: %(name)s is asked.") % {"name": to.name}


def _asked_of_another(request: PersonRequest, found: Action) -> HttpResponse:
    """For whoever answers what is not theirs to answer, mostly since it was handed on meanwhile: whose it is, and what
    they typed."""
    if found.is_open:
        messages.warning(
            request, _("This is asked of %(name)s by now: nothing was changed.") % {"name": found.owner.name}
        )
    else:
        messages.info(request, _("This is not to be done any more, so nothing was changed."))
    typed = next((words for name, words in request.POST.items() if name.endswith("-because")), "")
    return _page(request, found, str(typed).strip(), status=403)


def _others(found: Action) -> list[User]:
    """Whoever it could be handed on to."""
    return list(User.objects.in_team(found.lesson.team_id).exclude(pk=found.owner_id).order_by("name", "pk"))


def _page(
    request: PersonRequest, found: Action, typed: str = "", /, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    """The page of an action, with the form in which something was wrong standing open, or with what was `typed` in vain."""
    person, today = request.user, timezone.localdate()
    fresh: dict[str, Any] = {
        "decline": ReasonForm(prefix="decline"),
        "move": MoveForm(prefix="move", today=today),
        "begin": ReasonForm(prefix="begin"),
        "let_go": ReasonForm(prefix="let_go"),
        "strength": StrengthForm(prefix="strength", initial={"strength": found.strength}),
    }
    if "hand_on" not in bound:
        fresh["hand_on"] = HandOnForm(prefix="hand_on", people=_others(found))
    context = {
        "action": found,
        "lesson": found.lesson,
        "row": rows_of(person, [found], on=today)[0],
        "may_lead": leads(person, found.lesson.team_id),
        "is_yours": found.owner_id == person.pk,
        "forms": {**fresh, **bound},
        "seen": answer_seen(found),
        "typed": typed,
        "turns": found.events.select_related("by", "to_person"),
    }
    return render(request, "lessons/action.html", context, status=status)
