"""The page of the address by which a weekly letter is stopped: open to mail programs, which press it on their own."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reminders.weekly.stopping import stop, whose


@login_not_required
@csrf_exempt  # a mail program presses it without having opened the page; the signed address is what counts
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_weekly(request: HttpRequest, token: str) -> HttpResponse:
    person = whose(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        stop(person)
    return render(request, "reminders/stop_weekly.html", {"is_stopped": request.method == "POST"})
