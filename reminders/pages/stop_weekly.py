"""The page of an address by which a mail of Mondays is stopped: open to mail programs, which press it on their own."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from people.models import User
from reminders.weekly.stopping import LETTER, StopLink, stop

Page = Callable[[HttpRequest, str], HttpResponse]


def page_that_stops(link: StopLink, stop: Callable[[User], None], *, template: str) -> Page:
    """The page behind such an address."""

    @login_not_required
    @csrf_exempt  # a mail program presses it without having opened the page; the signed address is what counts
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, token: str) -> HttpResponse:
        person = link.whose(token)
        if person is None:
            raise Http404
        if request.method == "POST":
            stop(person)
        return render(request, template, {"is_stopped": request.method == "POST"})

    return page


stop_weekly = page_that_stops(LETTER, stop, template="reminders/stop_weekly.html")
