"""Opening a debrief: with its incident, in the same transaction, for everybody who is in the team.

Up to three people start with the short way and go straight to the three boxes; more first write alone, and one of them,
drawn by lot, hosts the talk after it. Due days and the moment of the reveal follow the team's pace, its working days and
its time zone.
"""

from datetime import datetime, time
from typing import Any

from django.db.models import Model

from foundation.database.prepared import Prepared
from foundation.database.rows import Alike
from incidents.keeping_back import keep_back_unwritten
from incidents.models import Incident
from people.models import Team
from rankless.models import Debrief, Gathering, HeadsUp, Pace, Phase, Voice, Way
from rankless.together.hosting import by_lot

PACE = ("due_after_days", "writing_days", "objection_days", "rest_days", "most_actions", "talk_to")
PEOPLE_AND_PACE = Prepared(
    lambda team: (
        Team.objects.filter(pk=team)
        .order_by("memberships__user")
        .values_list("memberships__user", "memberships__user__is_active", *(f"pace__{field}" for field in PACE))
    ),
)
MOST_FOR_THE_SHORT_WAY = 3
REVEAL_HOUR = time(12)


def debrief_to_open(*, incident: Incident, at: datetime, people_hear_first: bool = False) -> list[Model | Alike]:
    """The one debrief of `incident` and a voice for everybody who is in the team now, to be written with the letter.

    With `people_hear_first` the letter is kept back from the first moment, until somebody spoke with the people concerned.
    """
    team = incident.team
    people, pace = _people_and_pace(team)
    is_short = len(people) <= MOST_FOR_THE_SHORT_WAY
    debrief = Debrief(
        incident=incident,
        team=team,
        way=Way.SHORT if is_short else Way.LONG,
        phase=Phase.AGREE if is_short else Phase.GATHER,
        heads_up=HeadsUp.WANTED if people_hear_first else HeadsUp.NOT_ASKED,
        opened_at=at,
        due_on=team.working_days.add(team.day_of(at), pace.due_after_days),
        remind_at=at,
    )
    if people_hear_first:
        keep_back_unwritten(incident)
    host = None if is_short else by_lot(people)
    voices = Alike(Voice(debrief=debrief), person_id=people, is_host=[person == host for person in people])
    return [debrief, voices, *([] if is_short else [_gathering(debrief, pace=pace, at=at)])]


def _people_and_pace(team: Team) -> tuple[list[int], Pace]:
    """Everybody who is in `team` now, and how long it takes, asked at once: it is asked with every letter."""
    rows = PEOPLE_AND_PACE(team.pk)
    people = [person for person, is_active, *_pace in rows if is_active]
    pace = dict(zip(PACE, rows[0][2:], strict=True))
    # Whole, if the team has set one: whoever asks the team for its pace later gets this one.
    return people, Pace(team=team, **pace if pace["due_after_days"] else {})


def begin_gathering(debrief: Debrief, *, pace: Pace, at: datetime) -> Gathering:
    """Give the voices of `debrief` their time to write alone."""
    gathering = _gathering(debrief, pace=pace, at=at)
    gathering.save(force_insert=True)
    return gathering


def _gathering(debrief: Debrief, *, pace: Pace, at: datetime) -> Gathering:
    team = debrief.team
    reveal_on = team.working_days.add(team.day_of(at), pace.writing_days)
    return Gathering(debrief=debrief, reveal_at=datetime.combine(reveal_on, REVEAL_HOUR, team.zone))


def pace_of(team: Team) -> Pace:
    """The pace that `team` set for itself, or the default one; asked for at most once of the same `team`."""
    return getattr(team, "pace", None) or Pace(team=team)


def open_debrief_when_logged(
    sender: object,
    *,
    incident: Incident,
    at: datetime,
    people_hear_first: bool,
    along: list[Model | Alike],
    **kwargs: Any,
) -> None:
    """Receiver of `incident_logged`: the incident and its debrief stand or fall together."""
    along += debrief_to_open(incident=incident, at=at, people_hear_first=people_hear_first)
