"""What happened in teams, read from the tables: nobody has to publish anything, and a request that is done owes nothing.

The tables are read anew from a day before they were last read, so that what was committed late is found; the key of a
happening keeps it from being told twice. Nothing here holds a name, or a word of a letter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import F

from foundation.working_days import ONE_DAY
from incidents.models import Happening as Entry
from incidents.models import Promise, TimelineEntry
from lessons.models import Evidence, EvidenceOutcome
from people.models import Team
from reminders.outlets.models import OF_A_DAY, Event, Outlet
from reminders.timing.mornings import Hours, zone_of

OVERLAP = timedelta(days=1)
"""Nothing takes longer than this between the moment it bears and the end of its transaction."""

Teams = Mapping[int, Team]


@dataclass(frozen=True)
class Happening:
    """One thing that happened in a team. `mark` tells it from all others of its kind with the same subject.

    Lessons and promises bear days alone: then `at` is the beginning of that day, and `is_of_day` says so.
    """

    event: Event
    team_id: int
    subject_id: int
    mark: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_of_day(self) -> bool:
        return self.event in OF_A_DAY

    def key_at(self, outlet: Outlet) -> str:
        return f"{outlet._meta.model_name}:{outlet.pk}:{self.event.value}:{self.mark}"

    def errand_for(self, outlet: Outlet, *, at: datetime) -> dict[str, Any]:
        """What an errand that tells it at the outlet says of it, whatever its kind; `at` is when it may first be sent."""
        return {
            "key": self.key_at(outlet),
            "outlet": outlet,
            "event": self.event,
            "subject_id": self.subject_id,
            "happened_at": self.at,
            "wanted_at": at,
            "try_at": at,
        }

    def is_news_to(self, outlet: Outlet, *, zone: tzinfo) -> bool:
        """Whether it happened since the outlet was switched on; a whole day counts if it was not over by then."""
        if self.is_of_day:
            return self.at.astimezone(zone).date() >= outlet.switched_on_at.astimezone(zone).date()
        return self.at >= outlet.switched_on_at


def hours_of(team: Team) -> Hours:
    return Hours(zone_of(team), days=team.working_days)


def happenings(teams: Teams, *, since: datetime, at: datetime) -> Iterator[Happening]:
    """All that happened in these teams from a day before `since`."""
    yield from _of_letters(teams, since=since - OVERLAP)
    yield from _of_lessons(teams, since=since - OVERLAP)
    yield from _of_promises(teams, since=since - OVERLAP, at=at)


def beginning_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _of_letters(teams: Teams, *, since: datetime) -> Iterator[Happening]:
    """Every letter logged, and with it its debrief opened; every debrief completed."""
    events = {Entry.LOGGED: Event.LETTER_LOGGED, Entry.DEBRIEF_COMPLETED: Event.DEBRIEF_COMPLETED}
    entries = TimelineEntry.objects.filter(what__in=[entry.value for entry in events], at__gte=since)
    of_teams = entries.filter(incident__team__in=list(teams)).order_by("at", "pk")
    for entry in of_teams.values_list(
        *("pk", "what", "at", "incident_id", "incident__kind", "incident__team_id"), named=True
    ):
        yield Happening(
            event=events[Entry(entry.what)],
            team_id=entry.incident__team_id,
            subject_id=entry.incident_id,
            mark=f"{entry.incident_id}:{entry.pk}",
            at=entry.at,
            facts={"letter": entry.incident_id, "kind": entry.incident__kind},
        )


def _of_lessons(teams: Teams, *, since: datetime) -> Iterator[Happening]:
    """Every lesson that became how things are done on the day it was checked, and every one that came back."""
    evidence = Evidence.objects.seen_at_home().filter(
        lesson__team__in=list(teams), noted_on__gte=since.date() - ONE_DAY
    )
    yield from _of_evidence(
        evidence.filter(outcome=EvidenceOutcome.HELD, lesson__norm_since=F("noted_on")), Event.LESSON_ADOPTED, teams
    )
    yield from _of_evidence(evidence.filter(outcome=EvidenceOutcome.RELAPSED), Event.LESSON_RELAPSED, teams)


def _of_evidence(evidence: Any, event: Event, teams: Teams) -> Iterator[Happening]:
    """Of each lesson one a day at most: whoever presses twice says it once."""
    for seen in evidence.order_by("pk").values_list(
        *("lesson_id", "lesson__kind", "lesson__team_id", "lesson__debrief__incident_id", "noted_on"), named=True
    ):
        yield Happening(
            event=event,
            team_id=seen.lesson__team_id,
            subject_id=seen.lesson_id,
            mark=f"{seen.lesson_id}:{seen.noted_on}",
            at=beginning_of(seen.noted_on, zone_of(teams[seen.lesson__team_id])),
            facts={"lesson": seen.lesson_id, "kind": seen.lesson__kind, "letter": seen.lesson__debrief__incident_id},
        )


def _of_promises(teams: Teams, *, since: datetime, at: datetime) -> Iterator[Happening]:
    """Every open promise whose day is over where the team is; it is late from the day after."""
    late = Promise.objects.still_open().filter(
        team__in=list(teams), due_on__gte=since.date() - 2 * ONE_DAY, due_on__lte=at.date()
    )
    for promise in late.order_by("due_on", "pk").values_list(
        *("pk", "due_on", "incident_id", "incident__kind", "team_id"), named=True
    ):
        zone = zone_of(teams[promise.team_id])
        late_from = beginning_of(promise.due_on + ONE_DAY, zone)
        if late_from <= at:
            yield Happening(
                event=Event.PROMISE_LATE,
                team_id=promise.team_id,
                subject_id=promise.pk,
                mark=f"{promise.pk}:{promise.due_on}",
                at=late_from,
                facts={
                    "promise": promise.pk,
                    "due_on": promise.due_on,
                    "letter": promise.incident_id,
                    "kind": promise.incident__kind,
                },
            )
