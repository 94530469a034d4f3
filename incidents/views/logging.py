"""Logging a letter, keeping it for later, and sorting what was kept."""

from uuid import uuid4

import structlog
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.failures import without_its_words
from incidents import papers
from incidents.forms.letters import FirstPressForm, LetterForm, filled_with, typed_in
from incidents.intake import discard, log_at_once, log_letter, receive, withdraw
from incidents.models import Customer, Incident, Original, Outcome
from incidents.models.customers import CustomerQuerySet
from incidents.presses import Press, key_of, press_of
from people.requests import PersonRequest
from people.roles import require_manager, teams_managed_by

logger = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: PersonRequest) -> HttpResponse:
    if not request.user.may_log:
        raise PermissionDenied
    if request.method == "POST":
        return _logged_at_once(request) or _answer(request, _press(request))
    today = timezone.localdate()
    form = LetterForm(initial=filled_with({}, today=today), person=request.user, today=today)
    return _page(request, form, Press(uuid4()))


@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: PersonRequest, pk: int) -> HttpResponse:
    original = get_object_or_404(Original.objects.visible_to(request.user), pk=pk)
    require_manager(request.user, original.team_id)
    if original.outcome == Outcome.TO_SORT and request.method == "POST" and request.POST.get("then") == "discard":
        discard(original)
        messages.success(request, _("Put aside as not a letter. It is kept, but waits no longer."))
        return redirect("overview:desk")
    if original.outcome != Outcome.TO_SORT:
        return _sorted_before(request, original)
    press = Press(original.form_key, original)
    if request.method == "POST":
        return _answer(request, press)
    typed = {"team": original.team_id, **original.typed, "text": original.text}
    today = timezone.localdate()
    form = LetterForm(initial=filled_with(typed, today=today), person=request.user, today=today)
    return _page(request, form, press)


@require_safe
def customers(request: PersonRequest) -> HttpResponse:
    """Customers whose name, phone or e-mail holds what is being typed, for whoever acts as a manager of their team."""
    if not teams_managed_by(request.user, on=timezone.localdate()):
        raise PermissionDenied
    words = request.GET.get("q", request.GET.get("customer_name", ""))
    return render(request, "incidents/_customers.html", {"found": _found(request, words, request.GET.get("team", ""))})


def _logged_at_once(request: PersonRequest) -> HttpResponse | None:
    """Log a letter of words alone by the first press of its form, as nearly every one comes; nothing for any other.

    Whether it is the first need not be asked: that the letter can be kept under the key of the form says so. After any
    error the letter is kept before anything else is tried; one that was no passing thing shows again then.
    """
    if request.FILES or request.POST.get("then", "log") != "log":
        return None
    form = FirstPressForm(request.POST, person=request.user, today=timezone.localdate())
    if not form.is_valid():
        return None
    try:
        incident = log_at_once(
            text=form.cleaned_data["text"],
            team=form.chosen_team,
            form_key=key_of(request.POST.get("form_key", "")),
            sorted_as=form.sorted_as,
            by=request.user,
            at=timezone.now(),
        )
    except IntegrityError:
        return None
    except Exception as error:
        logger.warning("letter not logged at once", **without_its_words(error))
        return None
    return _logged(request, incident)


def _answer(request: PersonRequest, press: Press) -> HttpResponse:
    """Take in what was sent: log it, keep it for later, or show the form again with nothing lost."""
    if press.original and press.original.outcome != Outcome.TO_SORT:
        return _sorted_before(request, press.original)
    then = request.POST.get("then", "log")
    form = LetterForm(
        request.POST,
        request.FILES,
        person=request.user,
        today=timezone.localdate(),
        is_for_later=then == "later",
        kept_papers=press.original.attachments.count() if press.original else 0,
    )
    is_right = form.is_valid()
    if then == "find" or not is_right:
        return _again(request, form, press, is_search=then == "find")
    original = _receive(request, form, press)
    problems = papers.keep_papers(original, form.good_papers)
    if problems and not original.text.strip() and not original.attachments.exists():
        if press.original is None:
            withdraw(original)
        form.add_error("papers", problems)
        return _page(request, form, press, status=507)
    for problem in problems:
        messages.error(request, problem)
    if original.incident_id:
        return redirect("overview:letter", original.incident_id)
    if then == "later":
        messages.success(request, _("Kept. It waits on your desk until you sort it."))
        return redirect("overview:desk")
    incident = log_letter(original=original, sorted_as=form.sorted_as, by=request.user, at=timezone.now())
    return _logged(request, incident)


def _logged(request: PersonRequest, incident: Incident) -> HttpResponse:
    messages.success(request, _("The letter is logged and its debrief is open."))
    return redirect(incident)


def _sorted_before(request: PersonRequest, original: Original) -> HttpResponse:
    """Somebody, perhaps this person a moment ago, already said what this letter is."""
    if original.incident_id:
        return redirect("overview:letter", original.incident_id)
    messages.info(request, _("This was put aside as not a letter."))
    return redirect("overview:desk")


def _again(request: PersonRequest, form: LetterForm, press: Press, *, is_search: bool) -> HttpResponse:
    """Show the form again. A browser does not send a file twice, so chosen files are kept with the letter now."""
    if form.good_papers:
        original = _receive(request, form, press)
        press = Press(press.key, original)
        for problem in papers.keep_papers(original, form.good_papers):
            form.add_error("papers", problem)
    if not is_search:
        return _page(request, form, press, status=422)
    typed = {**typed_in(request.POST), "text": request.POST.get("text", "")}
    unjudged = LetterForm(initial=typed, person=request.user, today=timezone.localdate())
    found = _found(request, request.POST.get("customer_name", ""), request.POST.get("team", ""))
    return _page(request, unjudged, press, found=found)


def _page(
    request: PersonRequest,
    form: LetterForm,
    press: Press,
    *,
    found: CustomerQuerySet | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "form_key": press.key,
        "original": press.original,
        "kept_papers": press.original.attachments.all() if press.original else [],
        "found": found,
        "is_sorting": request.path != reverse("incidents:log"),
        "is_folded_open": found is not None or form.has_folded_errors,
    }
    return render(request, "incidents/log.html", context, status=status)


def _receive(request: PersonRequest, form: LetterForm, press: Press) -> Original:
    """Keep what was sent; a text that could not be read leaves the one that is there."""
    text = form.cleaned_data.get("text", press.original.text if press.original else "")
    return receive(
        text=text,
        team=form.chosen_team,
        form_key=press.key,
        typed=typed_in(request.POST),
        by=request.user,
        at=timezone.now(),
    )


def _press(request: PersonRequest) -> Press:
    """The letter that this press means; one of another team is none of ours."""
    press = press_of(
        request.POST.get("form_key", ""), text=request.POST.get("text", ""), uploads=request.FILES.getlist("papers")
    )
    if press.original and press.original.team_id not in request.user.managed_team_ids:
        raise Http404
    return press


def _found(request: PersonRequest, words: str, team: str) -> CustomerQuerySet:
    """Customers of the team chosen in the form; while none is, of all that this person manages."""
    managed = request.user.managed_team_ids
    chosen = [team_id for team_id in managed if str(team_id) == team]
    return Customer.objects.filter(team_id__in=chosen or managed).looked_up(words)
