"""What a link in a mail opens: the page it is about, or one button to come in by.

These addresses are open, and hold a secret until it is used: pages that come after are told only the host.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.limits import Limit
from people.drafts import account_code
from people.models import SignInLink
from people.sign_in_links import find_link, is_good, is_page, use_up

WRONG_LINKS = Limit("wrong-links", most=20, seconds=600)
UNTIL_THE_BROWSER_CLOSES = 0
REFERRER_POLICY = "strict-origin"
"""Not “no-referrer”: under that a browser does not say that a form is ours, and it would be refused as a forged one."""

View = Callable[[HttpRequest, str], HttpResponse]


def _kept_to_itself(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["Referrer-Policy"] = REFERRER_POLICY
        return response

    return answered


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_kept_to_itself
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever is signed in as its person is led on; others come in by one press, and whoever is somebody else is asked."""
    at = timezone.now()
    link = find_link(token)
    if link is None:
        return _wrong(request, at=at)
    if request.user.pk == link.person_id and is_page(link.path):
        return redirect(link.path)
    if not is_good(link, at=at):
        return _over(request, link)
    if request.method != "POST":
        return _ask(request, link)
    if request.POST.get("instead_of", "") != _who_is_here(request):
        return _ask(request, link, status=409)
    if not use_up(link, at=at):
        return _over(request, link)
    return _let_in(request, link)


def _wrong(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """A link that is not known is long over, or a guess. Those that are known open meanwhile: an office is one address."""
    if WRONG_LINKS.is_reached(request, at=at):
        return render(request, "people/link_later.html", status=429)
    WRONG_LINKS.count(request, at=at)
    return _over(request)


def _let_in(request: HttpRequest, link: SignInLink) -> HttpResponse:
    """Sign the person in, by every further step that signing in may ask for; nothing said to somebody else stays."""
    list(messages.get_messages(request))
    if request.user.is_authenticated:
        logout(request)
    request.session.set_expiry(UNTIL_THE_BROWSER_CLOSES)
    response: HttpResponse = perform_login(request, link.person, redirect_url=link.path)
    return response


def _ask(request: HttpRequest, link: SignInLink, *, status: int = 200) -> HttpResponse:
    context = {"link": link, "instead_of": _who_is_here(request)}
    return render(request, "people/link.html", context, status=status)


def _over(request: HttpRequest, link: SignInLink | None = None) -> HttpResponse:
    path = link.path if link and is_page(link.path) else ""
    return render(request, "people/link_over.html", {"path": path}, status=410)


def _who_is_here(request: HttpRequest) -> str:
    """Which account is signed in, as the page was told: whoever changed meanwhile is asked again."""
    return account_code(request.user) if request.user.is_authenticated else ""
