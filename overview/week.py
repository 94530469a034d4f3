"""The week: what the teams of whoever reads learned in seven days, as the weekly letter told it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from people.requests import PersonRequest
from reminders.weekly.changes import ONE_DAY, Week
from reminders.weekly.news import news_of
from reminders.weekly.telling import parts_of


@require_safe
def week(request: PersonRequest) -> HttpResponse:
    """The seven days until `until`, the last of them; without it until today."""
    person, today = request.user, timezone.localdate()
    try:
        until = parse_date(request.GET.get("until", "")) or today
        week = Week.before(min(until, today) + ONE_DAY, zone=person.zone)
    except (ValueError, OverflowError):
        week = Week.before(today + ONE_DAY, zone=person.zone)
    context = {"week": week, "parts": parts_of(news_of(person.teams, week, on=today))}
    return render(request, "overview/week.html", context)
