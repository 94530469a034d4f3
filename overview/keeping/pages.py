"""Where a search is kept, called otherwise, shared and taken away."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from foundation.fields import LineField
from overview.keeping.kept import MOST_KEPT, MOST_SHARED, TooManyKept, TooManyShared, may_take_from_team, take_away
from overview.keeping.kept import change as change_kept
from overview.keeping.kept import keep as keep_question
from overview.keeping.mailing import STOP, mail_no_more, mail_to, stop
from overview.keeping.questions import Question, read
from overview.models import LONGEST_NAME, KeptSearch, Place
from people.models import Team, User
from people.requests import PersonRequest
from reminders.pages.stop_weekly import page_that_stops


class KeepForm(forms.Form):
    """What to call a search, the team that it is shared with, if any, and whether what is new in it is to be mailed."""

    is_mailed = forms.BooleanField(required=False)
    name = LineField(max_length=LONGEST_NAME, error_messages={"required": gettext_lazy("Give it a name.")})

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = teams
        choices = [("", ""), *((team.pk, team.name) for team in teams)]
        self.fields["team"] = forms.TypedChoiceField(choices=choices, required=False, coerce=int, empty_value=None)

    @property
    def said(self) -> dict[str, Any]:
        chosen = self.cleaned_data["team"]
        return {
            "name": self.cleaned_data["name"],
            "team": next((team for team in self.teams if team.pk == chosen), None),
        }

    def is_full(self, error: TooManyKept | TooManyShared) -> None:
        """Say which of the two limits was met, beside the field that it is about."""
        if isinstance(error, TooManyKept):
            said = _("You keep %(n)s searches, as many as fit. Take one away on Search first.") % {"n": MOST_KEPT}
            self.add_error("name", said)
        else:
            said = _("The team shares %(n)s searches, as many as fit. Keep this one for yourself.") % {"n": MOST_SHARED}
            self.add_error("team", said)


@require_POST
def keep(request: PersonRequest) -> HttpResponse:
    """Keep what the page was asking when the button was pressed."""
    place, query = request.POST.get("place", ""), request.POST.get("query", "")
    question = read(place, query, person=request.user)
    if question is None:
        messages.info(request, _("There was nothing to keep. Ask something first, and not more than fits."))
        return redirect("overview:search")
    form = KeepForm(request.POST, teams=question.teams)
    kept = _kept(request, question, form) if form.is_valid() else None
    if kept is None:
        context = {"form": form, "keeping": question}
        return render(request, "overview/keeping/keep.html", context, status=422)
    if form.cleaned_data["is_mailed"]:
        mail_to(request.user, kept, at=timezone.now())
    messages.success(request, _where_it_is(kept))
    return redirect(kept)


@require_http_methods(["GET", "HEAD", "POST"])
def kept_search(request: PersonRequest, pk: int) -> HttpResponse:
    """Its own page: whoever keeps it changes it; whoever manages or leads the team can end that it is shared."""
    kept = _find(request, pk)
    is_own = kept.person_id == request.user.pk
    if request.method == "POST" and not is_own:
        raise PermissionDenied
    question = read(kept.place, kept.query, person=request.user)
    teams = question.teams if question else []
    is_mailed = kept.mailed.filter(person=request.user).exists()
    initial = {"name": kept.name, "team": kept.team_id, "is_mailed": is_mailed}
    form = KeepForm(request.POST or None, teams=teams, initial=initial)
    if request.method == "POST" and form.is_valid() and _changed(kept, form):
        _set_mailed(kept, request.user, is_wanted=form.cleaned_data["is_mailed"])
        messages.success(request, _("Saved."))
        return redirect("overview:search")
    context = {"form": form, "kept": kept, "is_own": is_own}
    return render(request, "overview/keeping/kept.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    take_away(_find(request, pk), by=request.user)
    messages.success(request, _("Taken away."))
    return redirect("overview:search")


@require_POST
def mail(request: PersonRequest, pk: int) -> HttpResponse:
    """Whoever keeps it, or finds it in a team of theirs, wants what is new in it mailed on Mondays, or no more."""
    kept = get_object_or_404(KeptSearch.objects.visible_to(request.user), pk=pk)
    is_wanted = request.POST.get("is_mailed") == "yes"
    _set_mailed(kept, request.user, is_wanted=is_wanted)
    messages.success(request, _("What is new is mailed to you on Mondays.") if is_wanted else _("No mail any more."))
    return redirect("overview:search")


stop_mails = page_that_stops(STOP, stop, template="overview/keeping/stop.html")


def _set_mailed(kept: KeptSearch, person: User, *, is_wanted: bool) -> None:
    if is_wanted:
        mail_to(person, kept, at=timezone.now())
    else:
        mail_no_more(person, kept)


def _find(request: PersonRequest, pk: int) -> KeptSearch:
    """What the person may change or take away; of others' in their teams PermissionDenied is raised."""
    person = request.user
    kept = get_object_or_404(KeptSearch.objects.visible_to(person).select_related("team"), pk=pk)
    if kept.person_id != person.pk and not may_take_from_team(person, kept):
        raise PermissionDenied
    return kept


def _where_it_is(kept: KeptSearch) -> str:
    if kept.place == Place.LETTERS:
        return _("Kept. You find it again above the filter of letters, and on Search.")
    return _("Kept. You find it again on Search.")


def _kept(request: PersonRequest, question: Question, form: KeepForm) -> KeptSearch | None:
    try:
        return keep_question(question, by=request.user, **form.said)
    except (TooManyKept, TooManyShared) as error:
        form.is_full(error)
        return None


def _changed(kept: KeptSearch, form: KeepForm) -> bool:
    try:
        change_kept(kept, **form.said)
    except TooManyShared as error:
        form.is_full(error)
        return False
    return True
