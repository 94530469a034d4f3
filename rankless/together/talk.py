"""The talk of a debrief as an entry of people's calendars: when all read the notes together.

Calendars are seen by others and kept elsewhere, so an entry says nothing of the letter and names nobody. It is known by a
constant UID; the debrief's count of moves tells programs which of two states is the later one.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rankless.models import Gathering

if TYPE_CHECKING:
    from icalendar import Event

LASTS = timedelta(hours=1)
"""A debrief takes an hour or less (docs/domain.md)."""
FILE_NAME = "debrief.ics"
CONTENT_TYPE = "text/calendar; method=PUBLISH"


def talks_ahead(debrief_ids: Iterable[int]) -> QuerySet[Gathering]:
    """The gatherings of these debriefs that end in a talk at a moment that is set."""
    ahead = Gathering.objects.filter(debrief__among=debrief_ids, reveal_at__isnull=False)
    shown = ("reveal_at", "debrief__moves", "debrief__incident_id", "debrief__team__time_zone")
    return ahead.select_related("debrief__team").only(*shown).order_by("reveal_at", "pk")


def calendar_of(talks: Iterable[Gathering], *, at: datetime) -> str:
    """Write the talks as an iCalendar file, made at the moment `at`; each in the time zone of its team."""
    from icalendar import Calendar  # for the few processes that come here

    calendar = Calendar()
    calendar.add("prodid", f"-//Debrief//{(get_language() or 'en').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for talk in talks:
        calendar.add_component(_entry(talk, at=at))
    calendar.add_missing_timezones(first_date=date(at.year - 1, 1, 1), last_date=date(at.year + 2, 12, 31))
    return calendar.to_ical().decode()


def _entry(talk: Gathering, *, at: datetime) -> "Event":
    from icalendar import Event

    debrief, address = talk.debrief, settings.BASE_URL + talk.debrief.get_absolute_url()
    begins_at = talk.reveal_at.astimezone(debrief.team.zone) if talk.reveal_at else at
    event = Event()
    event.add("uid", f"debrief-{debrief.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", debrief.moves)
    event.add("dtstamp", at)
    event.add("dtstart", begins_at)
    event.add("dtend", begins_at + LASTS)
    event.add("summary", _("Debrief: read the notes together"))
    event.add("description", f"{_('Hand in your notes before; the moment may still change.')}\n{address}")
    event.add("url", address)
    return event
