"""The answer to a form that was shown to somebody else: nothing is done, and nothing that they typed is shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rankless.models import Debrief


def under_another_sign_in(
    request: HttpRequest,
    debrief: Debrief,
    *,
    address: str = "",
    frame: str = "base_debrief.html",
    is_guest: bool = False,
) -> HttpResponse:
    """`address` is where whoever sends it goes on: to the debrief, unless they are a guest."""
    context = {
        "debrief": debrief,
        "incident": debrief.incident,
        "address": address or debrief.get_absolute_url(),
        "frame": frame,
        "is_guest": is_guest,
    }
    return render(request, "rankless/another_sign_in.html", context, status=409)
