"""All letters that were saved in a hurry and wait to be sorted, the latest first: the desk shows only the soonest due."""

from django.core.exceptions import PermissionDenied
from django.db.models.functions import TruncDate
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.models import Original
from overview.paging import Key, Order, Page, keys_in, page_of
from people.requests import PersonRequest
from people.roles import teams_managed_by
from reminders.awaiting.awaited import Awaited
from reminders.awaiting.things.letters import Originals

LATEST_FIRST = Order("day", is_newest_first=True)


@require_safe
def to_sort(request: PersonRequest) -> HttpResponse:
    """For managers, who sort them, and those who stand in for them; others are refused."""
    team_ids = teams_managed_by(request.user, on=timezone.localdate())
    if not team_ids:
        raise PermissionDenied
    after, before = keys_in(request.GET)
    page = waiting_in(team_ids, after=after, before=before)
    return render(request, "overview/letters/to_sort.html", {"things": things_of(page), "page": page})


def waiting_in(team_ids: list[int], *, after: Key | None = None, before: Key | None = None) -> Page[Original]:
    """A page of what waits in these teams, by the day it came in."""
    waiting = Original.objects.to_sort().filter(team__in=team_ids).defer("raw", "typed")
    return page_of(waiting.annotate(day=TruncDate("received_at")), LATEST_FIRST, after=after, before=before)


def things_of(page: Page[Original]) -> list[Awaited]:
    """The same letters as the desk names them, in the order of the page."""
    originals = Originals()
    pks = [original.pk for original in page]
    named = {row.pk: originals.awaited(row) for row in originals.read(Original.objects.filter(pk__in=pks))}
    return [named[pk] for pk in pks if pk in named]
