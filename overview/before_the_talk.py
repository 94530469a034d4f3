"""What may be done before a debrief's talk by whoever leads the team or looks after the letter: never on its own pages.

The opening line is said by somebody who leads, under their name, if they want to. The heads-up is recorded by whoever
manages the letter. Inside the debrief neither of them counts for more than anybody else.
"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.fields import LineField
from people.requests import PersonRequest
from people.roles import require_lead, require_manager
from rankless.errors import AlreadyComplete
from rankless.finding import find_debrief
from rankless.heads_up import record
from rankless.models import HeadsUp
from rankless.opening_line import NotOneself, TooLate, say

LONGEST_LINE = 300
TOO_LONG = gettext_lazy("This is too long: %(show_value)d characters, where %(limit_value)d fit. One line is enough.")
PRESSED = {"wanted": HeadsUp.WANTED, "done": HeadsUp.DONE, "not-needed": HeadsUp.NOT_ASKED}


class OpeningLineForm(forms.Form):
    """One line; an empty one takes it back."""

    line = LineField(
        required=False,
        max_length=LONGEST_LINE,
        label=gettext_lazy("What I could have done better"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "one-line"}),
        error_messages={"max_length": TOO_LONG},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening_line(request: PersonRequest, pk: int) -> HttpResponse:
    debrief = find_debrief(request, pk)
    require_lead(request.user, debrief.team_id)
    name, is_own = request.user.name, debrief.opening_line_signed == request.user.name
    form = OpeningLineForm(request.POST or None, initial={"line": debrief.opening_line if is_own else ""})
    if request.method == "POST" and form.is_valid():
        try:
            say(debrief, form.cleaned_data["line"], signed=name)
        except TooLate:
            form.add_error("line", _("The talk has begun, so the line can no longer be changed."))
        except NotOneself:
            form.add_error("line", _("Write a line of your own, or leave theirs."))
        else:
            messages.success(request, _("Shown to everybody.") if debrief.opening_line else _("No line is shown."))
            return redirect("overview:letter", pk)
    others_line = "" if is_own else debrief.opening_line
    context = {"debrief": debrief, "incident": debrief.incident, "form": form, "others_line": others_line}
    return render(request, "overview/letters/opening_line.html", context, status=422 if form.is_bound else 200)


@require_POST
def heads_up(request: PersonRequest, pk: int) -> HttpResponse:
    debrief = find_debrief(request, pk)
    require_manager(request.user, debrief.team_id)
    wanted = PRESSED.get(request.POST.get("heads_up", ""))
    if wanted is not None:
        try:
            record(debrief, wanted)
        except AlreadyComplete:
            messages.info(request, _("The debrief is done already."))
    return redirect(f"{debrief.incident.get_absolute_url()}#debrief")
