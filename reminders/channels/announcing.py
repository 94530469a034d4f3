"""Announcements: written down when there is something to say, and said within the working hours of the team.

What happened outside those hours waits for the morning and is said in one message, as is whatever comes at once.
"""

from collections.abc import Iterator
from datetime import datetime

from foundation.outward import Refused
from people.models import Team
from rankless.models import Debrief
from reminders.channels.chats import BY_KEY
from reminders.channels.models import Announcement, Channel
from reminders.channels.wording import LINES, line_of, text_of
from reminders.outlets.happenings import ONE_DAY, Happening, Teams, beginning_of, happenings, hours_of, zone_of
from reminders.outlets.kinds import Kind, Outcome
from reminders.outlets.models import Event

AT_ONCE = 50
"""So many announcements make one message, which shows the first few and counts the others."""


def news(teams: Teams, since: datetime, at: datetime) -> Iterator[Happening]:
    """What is announced of what happened, and what of the debriefs that are due next or late."""
    for happening in happenings(teams, since=since, at=at):
        if happening.event != Event.PROMISE_LATE:
            yield happening
    for team in teams.values():
        yield from _of_the_day(team, at=at)


def _of_the_day(team: Team, *, at: datetime) -> Iterator[Happening]:
    """On a working day: debriefs that are due on the next one, and once a week that some are late."""
    zone, days = zone_of(team), team.working_days
    today = at.astimezone(zone).date()
    if not days.is_working_day(today):
        return
    still_open = Debrief.objects.incomplete().filter(team=team, objections_until=None)  # else all is agreed
    beginning = beginning_of(today, zone)
    due = still_open.filter(due_on__gt=today, due_on__lte=days.add(today, 1))
    for letter_id, due_on in due.order_by("due_on", "pk").values_list("incident_id", "due_on"):
        yield Happening(
            Event.DEBRIEF_DUE, team.pk, letter_id, mark=f"{letter_id}:{due_on}", at=beginning, is_of_day=True
        )
    if still_open.filter(due_on__lt=today).exists():
        year, week, _ = today.isocalendar()
        monday = beginning_of(today - today.weekday() * ONE_DAY, zone)
        yield Happening(
            Event.DEBRIEFS_LATE, team.pk, year * 100 + week, mark=f"{year}-{week}", at=monday, is_of_day=True
        )


def announcement_of(channel: Channel, happening: Happening, at: datetime) -> Announcement:
    moment = not_before(channel, at)
    return Announcement(
        key=happening.key_at(channel),
        outlet=channel,
        event=happening.event,
        subject_id=happening.subject_id,
        happened_at=happening.at,
        wanted_at=moment,
        try_at=moment,
    )


def not_before(channel: Channel, at: datetime) -> datetime:
    """The first moment from `at` on within the working hours of the channel's team."""
    return hours_of(channel.team).in_the_day(at)


def send(channel: Channel, announcements: list[Announcement], at: datetime, seconds: float) -> Outcome:
    """Say in one message what is still true of these. Raises CannotOpen."""
    said = {announcement.pk: line_of(announcement, team=channel.team, at=at) for announcement in announcements}
    void = frozenset(pk for pk, line in said.items() if line is None)
    lines = [line for line in said.values() if line is not None]
    if not lines:
        return Outcome(void=void)
    outcome = _say(channel, text_of(lines[:LINES], more=len(lines) - LINES if len(lines) > LINES else 0), seconds)
    return Outcome(reason=outcome.reason, status=outcome.status, wait=outcome.wait, void=void)


def _say(channel: Channel, text: str, seconds: float) -> Outcome:
    from foundation.outward.requesting import outing  # for the few processes that come here
    from reminders.channels.speaking import say

    with outing(seconds=seconds) as came:
        try:
            is_taken = say(BY_KEY[channel.service], channel.address, text)
        except Refused as refused:
            return Outcome(reason=str(refused.why))
    answer = came.answer
    if is_taken:
        return Outcome()
    if answer is None:
        return Outcome(reason=came.reason)
    return Outcome(reason=came.reason, status=answer.status, wait=answer.wait)


KIND = Kind(
    outlets=Channel,
    errands=Announcement,
    read=news,
    write=announcement_of,
    send=send,
    not_before=not_before,
    at_once=AT_ONCE,
)
