"""What is announced: a line of plain words and the address of a page. No name, and no word of a letter or a lesson."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.addresses import whole_address_of
from foundation.dates import exact_day
from incidents.models import Kind
from lessons.models import Lesson, Status
from people.models import Team
from rankless.models import Debrief
from reminders.channels.models import Announcement
from reminders.outlets.models import Event
from reminders.timing.mornings import zone_of

LINES = 10

Line = str | None
"""None when it is no longer true."""


def text_of(lines: list[str], *, more: int = 0) -> str:
    """One line stands alone; several have marks, and what does not fit is counted."""
    if len(lines) == 1 and not more:
        return lines[0]
    listed = [f"• {line}" for line in lines]
    if more:
        listed.append(ngettext("… and one more.", "… and %(count)d more.", more) % {"count": more})
    return "\n".join(listed)


def line_of(announcement: Announcement, *, team: Team, at: datetime) -> Line:
    """Say it as it stands now."""
    with timezone.override(zone_of(team)):
        return _SAID[Event(announcement.event)](announcement.subject_id, team, at)


def _opened(letter_id: int, team: Team, at: datetime) -> Line:
    debrief = _debrief(letter_id)
    if debrief is None or debrief.is_complete:
        return None
    is_complaint = debrief.incident.kind == Kind.COMPLAINT
    words = _("A complaint came in.") if is_complaint else _("Praise came in.")
    opened = _("Its debrief is open until %(day)s:") % {"day": exact_day(debrief.due_on)}
    return f"{words} {opened} {whole_address_of('overview:debrief', letter_id)}"


def _completed(letter_id: int, team: Team, at: datetime) -> Line:
    debrief = _debrief(letter_id)
    if debrief is None or not debrief.is_complete:
        return None
    return (
        f"{_('A debrief is complete. Read what we do from now on:')} {whole_address_of('overview:debrief', letter_id)}"
    )


def _due(letter_id: int, team: Team, at: datetime) -> Line:
    debrief = _debrief(letter_id)
    today = at.astimezone(zone_of(team)).date()
    if debrief is None or debrief.is_complete or debrief.due_on < today:
        return None
    days = (debrief.due_on - today).days
    when = {0: _("today"), 1: _("tomorrow")}.get(days, exact_day(debrief.due_on))
    return f"{_('A debrief is due %(day)s:') % {'day': when}} {whole_address_of('overview:debrief', letter_id)}"


def _late(week: int, team: Team, at: datetime) -> Line:
    today = at.astimezone(zone_of(team)).date()
    late = Debrief.objects.late(on=today).filter(team=team).count()
    if not late:
        return None
    words = ngettext("One debrief is late:", "%(count)d debriefs are late:", late) % {"count": late}
    return f"{words} {settings.BASE_URL}{reverse('overview:letters')}?debrief=late&team={team.pk}"


def _adopted(lesson_id: int, team: Team, at: datetime) -> Line:
    if not _is_lesson(lesson_id, Status.NORM):
        return None
    return f"{_('A lesson has become how we do it:')} {whole_address_of('overview:lesson', lesson_id)}"


def _relapsed(lesson_id: int, team: Team, at: datetime) -> Line:
    if not _is_lesson(lesson_id, Status.RELAPSED):
        return None
    return f"{_('It came back, although we had a lesson on it:')} {whole_address_of('overview:lesson', lesson_id)}"


def _trial(_nothing: int, team: Team, at: datetime) -> Line:
    return f"{_('This is a test from Debrief. News of the team comes here:')} {settings.BASE_URL}"


def _debrief(letter_id: int) -> Debrief | None:
    debriefs = Debrief.objects.without_texts().select_related("incident").defer("incident__text")
    return debriefs.filter(incident=letter_id).first()


def _is_lesson(pk: int, status: Status) -> bool:
    return Lesson.objects.filter(pk=pk, status=status).exists()


_SAID: dict[Event, Callable[[int, Team, datetime], Any]] = {
    Event.LETTER_LOGGED: _opened,
    Event.DEBRIEF_COMPLETED: _completed,
    Event.DEBRIEF_DUE: _due,
    Event.DEBRIEFS_LATE: _late,
    Event.LESSON_ADOPTED: _adopted,
    Event.LESSON_RELAPSED: _relapsed,
    Event.TEST: _trial,
}
