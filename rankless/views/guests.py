"""The way in for guests: a code, a word on what this is, and then the same form as for everybody.

These addresses are open without signing in. A guest is known by a cookie that is sent to their own address alone.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.limits import Limit
from people.drafts import hand_out_to_guest
from rankless.alone.desk import Desk, Writing
from rankless.alone.gathering import SMALL_GROUP
from rankless.alone.one_time_key import drop_spent_keys
from rankless.models import Debrief, Gathering, Voice
from rankless.together import guests
from rankless.together.inviting import taking_part
from rankless.views import handing_in
from rankless.views.handing_in import at_the_desk, writing_at

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
        return render(request, "rankless/together/join_form.html")
    typed = request.POST.get("code", "")
    if code := guests.read_code(typed):
        return redirect("rankless:join", code)
    return _no_code(request, typed, status=422)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What a code leads to: an invitation, then the form; or words on why it leads nowhere."""
    known = guests.read_code(code)
    if known is None:
        return _no_code(request, code, status=404)
    if known != code:
        return redirect("rankless:join", known)
    guest = _guest_at(request)
    if guest is None:
        return _at_the_door(request, code)
    if request.method == "POST":
        return redirect("rankless:join", code)
    return _page(request, writing_at(request, _desk(guest, code)))


def _no_code(request: HttpRequest, typed: str, *, status: int) -> HttpResponse:
    """What was typed or followed cannot be a code: it stands in the field, to be put right."""
    wrong = _("A code has eight letters and digits, such as 7KQM-4RXZ.")
    return render(request, "rankless/together/join_form.html", {"typed": typed[:40], "wrong": wrong}, status=status)


def _guest_at(request: HttpRequest) -> Voice | None:
    """The guest whose browser this is, while their debrief gathers."""
    return guests.guest_with(request.COOKIES.get(COOKIE, ""))


def _find_desk(request: HttpRequest, code: str) -> Desk | HttpResponse:
    guest = _guest_at(request)
    return _desk(guest, code) if guest else _over(request, _address(code))


def _desk(guest: Voice, code: str) -> Desk:
    return Desk(
        debrief=guest.debrief,
        voice=guest,
        address=_address(code),
        hand_in=reverse("rankless:guest-hand-in", args=[code]),
        change=reverse("rankless:guest-change", args=[code]),
        withdraw=reverse("rankless:guest-withdraw", args=[code]),
        accept=reverse("rankless:guest-accept", args=[code]),
        frame="bare.html",
    )


def _page(request: HttpRequest, writing: Writing, status: int = 200) -> HttpResponse:
    """The form and the text of the letter, in the time zone of the team: nobody knows the guest's."""
    debrief = writing.desk.debrief
    gathering = Gathering.objects.filter(pk=debrief.pk).first()
    if gathering is None:
        return _over(request, writing.desk.address)
    context: dict[str, Any] = {
        **writing.context(),
        "debrief": debrief,
        "incident": debrief.incident,
        "gathering": gathering,
        "is_small": taking_part(debrief).count() < SMALL_GROUP,
        "address": writing.desk.address,
    }
    with timezone.override(debrief.team.zone):
        response = render(request, "rankless/alone/guest.html", context, status=status)
    hand_out_to_guest(request, response, request.COOKIES[COOKIE], path=writing.desk.address)
    return response


def _at_the_door(request: HttpRequest, code: str) -> HttpResponse:
    if COOKIE in request.COOKIES:  # of a guest who is one no more: a code ends for good, so this is no guess at one
        return _over(request, _address(code))
    at = timezone.now()
    if WRONG_CODES.is_reached(request, at=at) or JOINS.is_reached(request, at=at):
        return render(request, "rankless/together/join_later.html", status=429)
    debrief = guests.behind_door(code)
    if debrief is None:
        WRONG_CODES.count(request, at=at)
        return _over(request, _address(code))
    if _takes_part_already(request, debrief):
        return redirect(debrief)
    if request.method != "POST":
        return render(request, "rankless/together/join.html", {"incident": debrief.incident, "code": code})
    JOINS.count(request, at=at)
    return _let_in(request, code)


def _let_in(request: HttpRequest, code: str) -> HttpResponse:
    try:
        _guest, key = guests.join(code)
    except guests.NoPlaceLeft:
        return render(request, "rankless/together/join_full.html", status=409)
    except guests.UnknownCode:
        return _over(request, _address(code))
    address = _address(code)
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


def _address(code: str) -> str:
    return reverse("rankless:join", args=[code])


def _over(request: HttpRequest, address: str) -> HttpResponse:
    """In words why the code leads nowhere; whatever a guest typed stands there to be copied."""
    typed = [str(text) for name, text in request.POST.items() if name.startswith("note-") and str(text).strip()]
    context = {"typed": typed, "was_here": COOKIE in request.COOKIES}
    response = render(request, "rankless/together/join_over.html", context, status=410)
    drop_spent_keys(request, response, path=address)
    return response


def _takes_part_already(request: HttpRequest, debrief: Debrief) -> bool:
    """Whoever is signed in and sees the debrief writes there under their own account, and once."""
    if not request.user.is_authenticated:
        return False
    return Debrief.objects.visible_to(request.user).filter(pk=debrief.pk).exists()


hand_in = login_not_required(at_the_desk(handing_in.hand_in, find=_find_desk, show=_page))
change = login_not_required(at_the_desk(handing_in.change, find=_find_desk, show=_page))
withdraw = login_not_required(at_the_desk(handing_in.withdraw, find=_find_desk, show=_page))
accept = login_not_required(at_the_desk(handing_in.accept, find=_find_desk, show=_page))
