"""What a team shows to others, and what it takes up from them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons.models import Adoption, Lesson
from lessons.pages.finding import lesson_for, lesson_to_read, require, team_for
from lessons.powers import may_check, may_take_up_for
from lessons.sharing import NotTheNorm, OwnTeam, keep_to_the_team, leave, propose, share, take_up
from people.models import Team
from people.requests import PersonRequest


@require_POST
def share_lesson(request: PersonRequest, pk: int) -> HttpResponse:
    """Those who check lessons decide whether other teams see this one."""
    found = lesson_for(request.user, pk)
    require(may_check(request.user, found, on=timezone.localdate()))
    try:
        share(found, at=timezone.now(), by=request.user)
        messages.success(request, _("Other teams can read it now, without the letter behind it."))
    except NotTheNorm:
        messages.info(request, _("Only how you do things is shown to others: check first whether it holds."))
    return redirect(found)


@require_POST
def keep_lesson(request: PersonRequest, pk: int) -> HttpResponse:
    found = lesson_for(request.user, pk)
    require(may_check(request.user, found, on=timezone.localdate()))
    keep_to_the_team(found, at=timezone.now(), by=request.user)
    messages.success(request, _("Other teams no longer see it, but for those that do it too."))
    return redirect(found)


@require_POST
def propose_lesson(request: PersonRequest, pk: int) -> HttpResponse:
    """Anyone may say that a team of theirs should do this too."""
    found, team = _asked(request, pk)
    proposed = _(
        "Proposed. Whoever leads or manages %(team)s is asked; until they decide it stands first under “How we do it”."
    ) % {"team": team.name}
    return _told(request, found, lambda: propose(found, team=team, at=timezone.now(), by=request.user), said=proposed)


@require_POST
def take_up_lesson(request: PersonRequest, pk: int) -> HttpResponse:
    """Whoever leads or manages a team says that it does this too."""
    found, team = _asked(request, pk)
    require(may_take_up_for(request.user, team))
    done_too = _("%(team)s does this too.") % {"team": team.name}
    return _told(request, found, lambda: take_up(found, team=team, at=timezone.now(), by=request.user), said=done_too)


@require_POST
def leave_lesson(request: PersonRequest, pk: int) -> HttpResponse:
    """Whoever leads or manages a team says that it does not do this, or no longer; a press that came twice says it once."""
    team = team_for(request.user, request.POST.get("team"))
    require(may_take_up_for(request.user, team))
    ever = Adoption.objects.filter(lesson=pk, team=team).select_related("lesson__team", "team")
    if not ever:
        raise Http404
    for adoption in ever:
        leave(adoption, at=timezone.now(), by=request.user)
    messages.success(request, _("%(team)s does not do this.") % {"team": team.name})
    return redirect("overview:practice")


def _asked(request: PersonRequest, pk: int) -> tuple[Lesson, Team]:
    """What another team shows, and the person's own team that is to do it too."""
    return lesson_to_read(request.user, pk), team_for(request.user, request.POST.get("team"))


def _told(request: PersonRequest, found: Lesson, act: Callable[[], object], *, said: str) -> HttpResponse:
    """Do it and say so, if the other team still shows it."""
    try:
        act()
        messages.success(request, said)
    except (NotTheNorm, OwnTeam):
        messages.info(request, _("This is not something to take up any more."))
    return redirect(found)
