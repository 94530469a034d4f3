"""The way in for guests: a code, a word on what this is, and then the same form as for everybody.

These addresses are open without signing in. A guest is known by a cookie that is sent to their own address alone.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.limits import Limit
from rankless import guests
from rankless.models import Debrief, Voice

COOKIE = "debrief_guest"
COOKIE_SECONDS = 14 * 24 * 60 * 60
WRONG_CODES = Limit("wrong-codes", most=20, seconds=600)
JOINS = Limit("joins", most=60, seconds=600)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_form(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the shared screen."""
    if request.method != "POST":
        return render(request, "rankless/join_form.html")
    typed = request.POST.get("code", "")
    if code := guests.read_code(typed):
        return redirect("rankless:join", code)
    wrong = _("A code has eight letters and digits, such as 7KQM-4RXZ.")
    return render(request, "rankless/join_form.html", {"typed": typed[:40], "wrong": wrong}, status=422)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What a code leads to: an invitation, then the form; or words on why it leads nowhere."""
    known = guests.read_code(code)
    if known is None:
        raise Http404
    if known != code:
        return redirect("rankless:join", known)
    if guest := guest_at(request):
        return guest_page(request, guest, code=code)
    return _at_the_door(request, code)


def guest_at(request: HttpRequest) -> Voice | None:
    """The guest whose browser this is, while their debrief gathers."""
    return guests.guest_with(request.COOKIES.get(COOKIE, ""))


def guest_page(request: HttpRequest, guest: Voice, *, code: str) -> HttpResponse:
    debrief = guest.debrief
    context = {"debrief": debrief, "incident": debrief.incident, "code": code}
    return render(request, "rankless/guest.html", context)


def _at_the_door(request: HttpRequest, code: str) -> HttpResponse:
    at = timezone.now()
    if WRONG_CODES.is_reached(request, at=at) or JOINS.is_reached(request, at=at):
        return render(request, "rankless/join_later.html", status=429)
    debrief = guests.behind_door(code)
    if debrief is None:
        WRONG_CODES.count(request, at=at)
        return render(request, "rankless/join_over.html", status=410)
    if _takes_part_already(request, debrief):
        return redirect(debrief)
    if request.method != "POST":
        return render(request, "rankless/join.html", {"incident": debrief.incident, "code": code})
    JOINS.count(request, at=at)
    return _let_in(request, code)


def _let_in(request: HttpRequest, code: str) -> HttpResponse:
    try:
        _guest, key = guests.join(code)
    except guests.NoPlaceLeft:
        return render(request, "rankless/join_full.html", status=409)
    except guests.UnknownCode:
        return render(request, "rankless/join_over.html", status=410)
    address = reverse("rankless:join", args=[code])
    response = redirect(address)
    response.set_cookie(
        COOKIE,
        key,
        max_age=COOKIE_SECONDS,
        path=address,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _takes_part_already(request: HttpRequest, debrief: Debrief) -> bool:
    """Whoever is signed in and sees the debrief writes there under their own account, and once."""
    if not request.user.is_authenticated:
        return False
    return Debrief.objects.visible_to(request.user).filter(pk=debrief.pk).exists()
