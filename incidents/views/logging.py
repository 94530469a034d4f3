"""Logging a letter, keeping it for later, and sorting what was kept."""

from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents import papers
from incidents.forms.letters import LetterForm, filled_with, typed_in
from incidents.intake import discard, log_letter, receive, withdraw
from incidents.models import Customer, Original, Outcome
from incidents.models.customers import CustomerQuerySet
from people.requests import PersonRequest
from people.roles import require_manager


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: PersonRequest) -> HttpResponse:
    if not request.user.may_log:
        raise PermissionDenied
    if request.method == "POST":
        return _answer(request, original=_kept_with_key(request))
    form = LetterForm(initial=filled_with({}, today=_today(request)), person=request.user, today=_today(request))
    return _page(request, form, original=None)


@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: PersonRequest, pk: int) -> HttpResponse:
    original = get_object_or_404(Original.objects.visible_to(request.user), pk=pk)
    require_manager(request.user, original.team_id)
    if original.outcome == Outcome.DISCARDED:
        messages.info(request, _("This was put aside as not a letter."))
        return redirect("overview:desk")
    if request.method == "POST" and request.POST.get("then") == "discard" and original.incident_id is None:
        discard(original)
        messages.success(request, _("Put aside as not a letter. It is kept, but waits no longer."))
        return redirect("overview:desk")
    if request.method == "POST":
        return _answer(request, original=original)
    if original.incident_id:
        return redirect("overview:letter", original.incident_id)
    typed = {"team": original.team_id, **original.typed, "text": original.text}
    form = LetterForm(
        initial=filled_with(typed, today=_today(request)),
        person=request.user,
        today=_today(request),
    )
    return _page(request, form, original=original)


@require_safe
def customers(request: PersonRequest) -> HttpResponse:
    """Customers of one's own teams whose name, phone or e-mail holds what is being typed."""
    if not request.user.may_log:
        raise PermissionDenied
    words = request.GET.get("q", request.GET.get("customer_name", ""))
    return render(request, "incidents/_customers.html", {"found": _found(request, words)})


def _answer(request: PersonRequest, *, original: Original | None) -> HttpResponse:
    """Take in what was sent: log it, keep it for later, or show the form again with nothing lost."""
    if original and original.incident_id:
        return redirect("overview:letter", original.incident_id)
    then = request.POST.get("then", "log")
    form = LetterForm(
        request.POST,
        request.FILES,
        person=request.user,
        today=_today(request),
        is_for_later=then == "later",
        kept_papers=original.attachments.count() if original else 0,
    )
    is_right = form.is_valid()
    if then == "find" or not is_right:
        return _again(request, form, original=original, is_search=then == "find")
    original = _receive(request, form, original)
    problems = papers.keep_papers(original, form.good_papers)
    if problems and not original.text.strip() and not original.attachments.exists():
        withdraw(original)
        form.add_error("papers", problems)
        return _page(request, form, original=None, status=507)
    for problem in problems:
        messages.error(request, problem)
    if then == "later" and original.incident_id is None:
        messages.success(request, _("Kept. It waits on your desk until you sort it."))
        return redirect("overview:desk")
    incident = log_letter(original=original, sorted_as=form.sorted_as, by=request.user, at=timezone.now())
    messages.success(request, _("The letter is logged and its debrief is open."))
    return redirect(incident)


def _again(request: PersonRequest, form: LetterForm, *, original: Original | None, is_search: bool) -> HttpResponse:
    """Show the form again. A browser does not send a file twice, so chosen files are kept with the letter now."""
    if form.good_papers:
        original = _receive(request, form, original)
        for problem in papers.keep_papers(original, form.good_papers):
            form.add_error("papers", problem)
    if not is_search:
        return _page(request, form, original=original, status=422)
    typed = {**typed_in(request.POST), "text": request.POST.get("text", "")}
    unjudged = LetterForm(initial=typed, person=request.user, today=_today(request))
    found = _found(request, request.POST.get("customer_name", ""))
    return _page(request, unjudged, original=original, found=found)


def _page(
    request: PersonRequest,
    form: LetterForm,
    *,
    original: Original | None,
    found: CustomerQuerySet | None = None,
    status: int = 200,
) -> HttpResponse:
    key = original.form_key if original else _form_key(request) or uuid4()
    context = {
        "form": form,
        "form_key": key,
        "original": original,
        "kept_papers": original.attachments.all() if original else [],
        "found": found,
        "is_sorting": request.path != reverse("incidents:log"),
        "is_folded_open": found is not None or form.has_folded_errors,
    }
    return render(request, "incidents/log.html", context, status=status)


def _receive(request: PersonRequest, form: LetterForm, original: Original | None) -> Original:
    return receive(
        text=form.cleaned_data.get("text", original.text if original else ""),
        team=form.chosen_team,
        by=request.user,
        at=timezone.now(),
        form_key=original.form_key if original else _form_key(request),
        typed=typed_in(request.POST),
    )


def _kept_with_key(request: PersonRequest) -> Original | None:
    """The letter that an earlier press of this form kept; another team's letter with this key is none of ours."""
    key = _form_key(request)
    original = Original.objects.filter(form_key=key).first() if key else None
    if original and original.team_id not in request.user.managed_team_ids:
        raise Http404
    return original


def _form_key(request: PersonRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def _found(request: PersonRequest, words: str) -> CustomerQuerySet:
    return Customer.objects.filter(team_id__in=request.user.managed_team_ids).looked_up(words)


def _today(request: PersonRequest) -> date:
    return timezone.now().astimezone(request.user.zone).date()
