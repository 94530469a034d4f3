"""How long a team takes for its debriefs, and how much is to come of each: set by those who lead it and administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from foundation.fields import PassageField
from people.models import Team, User
from people.requests import PersonRequest
from people.roles import leads
from rankless.models import LONGEST_REST_DAYS, MOST_ACTIONS, Pace
from rankless.opening import pace_of
from rankless.pacing import Days, set_pace

LONGEST_DAYS = 60
LONGEST_TEXT = 500


class DaysField(forms.IntegerField):
    def __init__(self, *, least: int, most: int = LONGEST_DAYS, **options: Any) -> None:
        wrong = gettext_lazy("A whole number of working days, from %(limit_value)s.")
        too_many = gettext_lazy("At most %(limit_value)s working days.")
        words = {"required": gettext_lazy("How many working days?"), "min_value": wrong, "max_value": too_many}
        super().__init__(min_value=least, max_value=most, error_messages=words, **options)


class PaceForm(forms.Form):
    """Working days, how many actions a debrief gives, and whom people can talk to."""

    due_after = DaysField(
        least=1,
        label=gettext_lazy("A debrief is due after"),
        help_text=gettext_lazy("Working days from the day its letter is logged."),
    )
    writing = DaysField(
        least=1,
        label=gettext_lazy("Time to write alone"),
        help_text=gettext_lazy("Working days of these; the notes are read at noon of the last one at the latest."),
    )
    objection = DaysField(
        least=0,
        label=gettext_lazy("Time to object"),
        help_text=gettext_lazy("Working days after a text was agreed. With 0 nobody is waited for."),
    )
    rest = DaysField(
        least=0,
        most=LONGEST_REST_DAYS,
        label=gettext_lazy("New actions rest"),
        help_text=gettext_lazy(
            "Working days before their owners are asked: a good idea still looks good after two nights. "
            "We suggest 2; with 0 they are asked at once."
        ),
    )
    most_actions = forms.IntegerField(
        min_value=1,
        max_value=MOST_ACTIONS,
        label=gettext_lazy("Actions of a debrief"),
        help_text=gettext_lazy("At most so many, over all its lessons. Few that get done beat many that are meant."),
        error_messages={
            "required": gettext_lazy("How many actions?"),
            "min_value": gettext_lazy("A whole number, from %(limit_value)s."),
            "max_value": gettext_lazy("At most %(limit_value)s actions."),
        },
    )
    talk_to = PassageField(
        required=False,
        max_length=LONGEST_TEXT,
        label=gettext_lazy("Whom to talk to"),
        help_text=gettext_lazy("Shown to everybody after a debrief, for whatever stays on somebody's mind."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        if "writing" in days and "due_after" in days and days["writing"] > days["due_after"]:
            self.add_error("writing", _("Writing has to end before the debrief is due."))
        return days

    @property
    def days(self) -> Days:
        return Days(**{name: self.cleaned_data[name] for name in ("due_after", "writing", "objection", "rest")})


@require_http_methods(["GET", "HEAD", "POST"])
def pace(request: PersonRequest, pk: int) -> HttpResponse:
    team = _team(request.user, pk)
    form = PaceForm(request.POST or None, initial=_typed(pace_of(team)))
    if request.method == "POST" and form.is_valid():
        set_pace(
            team,
            days=form.days,
            talk_to=form.cleaned_data["talk_to"],
            most_actions=form.cleaned_data["most_actions"],
        )
        messages.success(request, _("Saved. It holds for debriefs that open and lessons that are drawn from now on."))
        return redirect("overview:pace", pk)
    return render(request, "overview/pace.html", {"form": form, "team": team}, status=422 if form.is_bound else 200)


def _team(person: User, pk: int) -> Team:
    """404 for a team that is not one's own; whoever looks after teams is in none of them."""
    if not person.is_administrator and pk not in person.team_ids:
        raise Http404
    team = get_object_or_404(Team, pk=pk)
    if not person.is_administrator and not leads(person, pk):
        raise PermissionDenied
    return team


def _typed(pace: Pace) -> dict[str, Any]:
    return {
        "due_after": pace.due_after_days,
        "writing": pace.writing_days,
        "objection": pace.objection_days,
        "rest": pace.rest_days,
        "most_actions": pace.most_actions,
        "talk_to": pace.talk_to,
    }
