"""“Not now”: one thing is put off by whoever it awaits, with a reason, until one of the next three working days."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from foundation.dates import say_day
from foundation.fields import LineField
from people.requests import PersonRequest
from reminders.timing import snoozing

LONGEST_REASON = 200


class PutOffForm(forms.Form):
    """Why, in one line, and until which of the days on offer."""

    reason = LineField(
        max_length=LONGEST_REASON,
        label=gettext_lazy("What does it wait for?"),
        error_messages={"required": gettext_lazy("A few words are enough: what does it wait for?")},
    )
    until = forms.DateField(
        error_messages={
            "required": gettext_lazy("Choose one of these days."),
            "invalid": gettext_lazy("Choose one of these days."),
        }
    )

    def __init__(self, *args: Any, days: list[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.days = days

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until not in self.days:
            raise forms.ValidationError(_("Choose one of these days."))
        return until


@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request: PersonRequest, subject: str, pk: int) -> HttpResponse:
    person, at, today = request.user, timezone.now(), timezone.localdate()
    found = snoozing.find_awaited(person, subject=subject, pk=pk, on=today)
    if found is None:
        raise Http404
    thing, team = found
    form = PutOffForm(request.POST or None, days=snoozing.days_to_choose(team, on=today))
    if request.method == "POST" and form.is_valid():
        until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
        try:
            snoozing.put_off(person, thing, team=team, until=until, reason=reason, on=today, at=at)
        except snoozing.TooOften:
            messages.warning(request, _("It was put off twice already. It cannot wait once more."))
            return redirect(thing.url)
        said = {"day": say_day(until, today=today)}
        messages.success(request, _("No reminder of it before %(day)s. It stays on your desk.") % said)
        return redirect("overview:desk")
    times = snoozing.times_put_off(person, thing)
    context = {"form": form, "thing": thing, "is_last": times == 1, "is_over": times >= snoozing.MOST_TIMES}
    return render(request, "reminders/put_off.html", context, status=422 if form.is_bound else 200)
