"""When a team is reminded, kind by kind, with the dates that it would bring; and whom its people can confide in.

For those who manage or lead the team, and for whoever looks after teams.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from foundation.dates import say_day
from foundation.fragments import wants_fragment
from people.models import Team, User
from people.requests import PersonRequest
from people.roles import leads
from reminders.models import Subject
from reminders.obstacles import choose_confidant, confidant_of, may_be_confided_in
from reminders.pages.access import team_set_up_by
from reminders.pages.cadence_form import CadenceForm
from reminders.timing.dates_ahead import SUPPOSED, Ahead, dates_ahead
from reminders.timing.own_cadence import CHOICES, back_to_usual, rungs_by_subject, set_cadence, usual_rungs

TITLES: dict[Subject, LazyText] = {
    Subject.DEBRIEF: gettext_lazy("Debriefs"),
    Subject.PROMISE: gettext_lazy("Promises to customers"),
    Subject.ACTION: gettext_lazy("Actions"),
    Subject.STEP: gettext_lazy("Customers to look after"),
    Subject.ORIGINAL: gettext_lazy("Letters to sort"),
    Subject.LESSON: gettext_lazy("Lessons to check"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of thing on the page: its form, and the dates of it as far as it has no mistakes."""

    form: CadenceForm
    supposed: str
    ahead: Ahead | None
    is_usual: bool
    is_open: bool

    @property
    def subject(self) -> Subject:
        return self.form.subject

    @property
    def title(self) -> LazyText:
        return TITLES[self.subject]


class ConfidantForm(forms.Form):
    """One of the team, or nobody."""

    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label=gettext_lazy("Who hears of it"),
        empty_label=gettext_lazy("Nobody"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": gettext_lazy("Choose somebody who neither leads nor manages this team.")},
    )

    def __init__(self, team: Team, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = may_be_confided_in(team)  # type: ignore[attr-defined]  # a field of choices


@require_http_methods(["GET", "HEAD"])
def team(request: PersonRequest, pk: int) -> HttpResponse:
    return _page(request, team_set_up_by(request.user, pk))


@require_POST
def cadence(request: PersonRequest, pk: int, subject: str) -> HttpResponse:
    """Save what was chosen for one kind of thing, show its dates without saving, or go back to the usual."""
    team, kind = team_set_up_by(request.user, pk), _subject(subject)
    then = request.POST.get("then", "save")
    if then == "usual":
        back_to_usual(team, kind)
        messages.success(request, _("As usual again."))
        return redirect(f"{reverse('reminders:team', args=[pk])}#{kind.value}")
    form = CadenceForm(kind, rungs=usual_rungs(kind), data=request.POST)
    if then == "dates" or not form.is_valid():
        return _shown(request, team, form)
    set_cadence(team, kind, rungs=form.rungs)
    messages.success(request, _("Saved. What is planned already stays; the next reminders follow it."))
    return redirect(f"{reverse('reminders:team', args=[pk])}#{kind.value}")


@require_POST
def confidant(request: PersonRequest, pk: int) -> HttpResponse:
    team = team_set_up_by(request.user, pk)
    form = ConfidantForm(team, request.POST)
    if not form.is_valid():
        return _page(request, team, confidant=form)
    choose_confidant(team, form.cleaned_data["person"])
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('reminders:team', args=[pk])}#confidant")


def _shown(request: PersonRequest, team: Team, form: CadenceForm) -> HttpResponse:
    """As somebody types only the dates are sent back, so that no field changes under their hands."""
    if wants_fragment(request):
        return render(request, "reminders/_dates.html", {"kind": _kind(team, form, is_usual=False)})
    return _page(request, team, typed=form)


def _page(
    request: PersonRequest, team: Team, *, typed: CadenceForm | None = None, confidant: ConfidantForm | None = None
) -> HttpResponse:
    is_wrong = bool(confidant or (typed and typed.errors))
    chosen = confidant_of(team)
    context = {
        "team": team,
        "kinds": _kinds(team, typed),
        "confidant": confidant or ConfidantForm(team, initial={"person": chosen}),
        "is_heard": chosen is not None,
        "may_set_pace": request.user.is_administrator or leads(request.user, team.pk),
    }
    return render(request, "reminders/team.html", context, status=422 if is_wrong else 200)


def _kinds(team: Team, typed: CadenceForm | None) -> list[Kind]:
    kept = rungs_by_subject(team)
    kinds = []
    for subject in CHOICES:
        is_typed = typed is not None and typed.subject == subject
        form = typed if typed and is_typed else CadenceForm(subject, rungs=kept[subject])
        kinds.append(_kind(team, form, is_usual=kept[subject] == usual_rungs(subject), is_open=is_typed))
    return kinds


def _kind(team: Team, form: CadenceForm, *, is_usual: bool, is_open: bool = False) -> Kind:
    today = timezone.localdate()
    rungs = form.chosen
    ahead = dates_ahead(team, form.subject, rungs=rungs, on=today) if rungs else None
    supposed = str(SUPPOSED[form.subject]) % {"day": say_day(ahead.due_on, today=today)} if ahead else ""
    return Kind(form, supposed, ahead, is_usual, is_open or form.subject == Subject.DEBRIEF)


def _subject(name: str) -> Subject:
    if name not in CHOICES:
        raise Http404
    return Subject(name)
