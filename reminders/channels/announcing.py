"""Announcements: written down when there is something to say, and said within the working hours of the team.

What happened outside those hours waits for the morning and is said in one message, as is whatever comes at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.db.models import Exists, OuterRef

from foundation.outward import Refused
from foundation.working_days import monday_of
from people.models import Team
from rankless.models import Debrief
from reminders.channels.chats import BY_KEY
from reminders.channels.models import Announcement, Channel
from reminders.channels.wording import LINES, line_of, text_of
from reminders.outlets.happenings import Happening, Teams, beginning_of, happenings, hours_of
from reminders.outlets.kinds import Kind, Outcome
from reminders.outlets.models import Event
from reminders.timing.mornings import zone_of

AT_ONCE = 50
"""So many announcements make one message, which shows the first few and counts the others."""


def news(teams: Teams, since: datetime, at: datetime) -> Iterator[Happening]:
    """What is announced of what happened, and what of the debriefs that are due next or late."""
    for happening in happenings(teams, since=since, at=at):
        if happening.event != Event.PROMISE_LATE:
            yield happening
    yield from _of_the_day(teams, at=at)


@dataclass(frozen=True)
class _Day:
    """A team's working day: when it began where the team is, and the working day after it."""

    today: date
    next: date
    zone: tzinfo

    @classmethod
    def of(cls, team: Team, *, at: datetime) -> "_Day | None":
        """None on a day on which the team does not work."""
        zone, days = zone_of(team), team.working_days
        today = at.astimezone(zone).date()
        return cls(today, days.add(today, 1), zone) if days.is_working_day(today) else None


def _of_the_day(teams: Teams, *, at: datetime) -> Iterator[Happening]:
    """On a working day: debriefs that are due on the next one, and once a week that some are late."""
    days = {pk: day for pk, team in teams.items() if (day := _Day.of(team, at=at))}
    if not days:
        return
    first, last = min(day.today for day in days.values()), max(day.next for day in days.values())
    unsettled = Debrief.objects.unsettled()
    due = unsettled.filter(team__in=days, due_on__gt=first, due_on__lte=last).order_by("due_on", "pk")
    for team_id, letter_id, due_on in due.values_list("team_id", "incident_id", "due_on"):
        day = days[team_id]
        if day.today < due_on <= day.next:
            mark, beginning = f"{letter_id}:{due_on}", beginning_of(day.today, day.zone)
            yield Happening(Event.DEBRIEF_DUE, team_id, letter_id, mark=mark, at=beginning)
    for team_id in _with_late_ones(days):
        today, zone = days[team_id].today, days[team_id].zone
        year, week, _ = today.isocalendar()
        monday = beginning_of(monday_of(today), zone)
        yield Happening(Event.DEBRIEFS_LATE, team_id, year * 100 + week, mark=f"{year}-{week}", at=monday)


def _with_late_ones(days: Mapping[int, _Day]) -> Iterator[int]:
    """Those of these teams in which a debrief is late: a query for each day that it is somewhere on earth, at most three."""
    for today in {day.today for day in days.values()}:
        late = Debrief.objects.late(on=today).filter(team=OuterRef("pk"))
        theirs = [team_id for team_id, day in days.items() if day.today == today]
        yield from Team.objects.filter(Exists(late), pk__in=theirs).order_by("pk").values_list("pk", flat=True)


def announcement_of(channel: Channel, happening: Happening, at: datetime) -> Announcement:
    return Announcement(**happening.errand_for(channel, at=not_before(channel, at)))


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
