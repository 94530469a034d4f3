"""Whom a batch of things can await: who manages and leads their teams, and who is invited to their debriefs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from people.models import Membership, User
from rankless.models import Voice


def _nobody() -> dict[int, list[User]]:
    return defaultdict(list)


@dataclass
class Crew:
    """People by team, and voices by debrief. Nothing is told to nobody: where one role is empty another stands in.

    For a host nobody does: a debrief without one asks nobody what is in its way.
    """

    managers: dict[int, list[User]] = field(default_factory=_nobody)
    leads: dict[int, list[User]] = field(default_factory=_nobody)
    voices: dict[int, list[User]] = field(default_factory=_nobody)
    hosts: dict[int, list[User]] = field(default_factory=_nobody)

    def managers_of(self, team_id: int) -> list[User]:
        return self.managers[team_id] or self.leads[team_id]

    def leads_of(self, team_id: int) -> list[User]:
        return self.leads[team_id] or self.managers[team_id]


def crew_of(*, team_ids: Iterable[int], debrief_ids: Iterable[int]) -> Crew:
    """Read, in two queries, the people behind these teams and these debriefs."""
    crew = Crew()
    memberships = Membership.objects.filter(
        Q(is_manager=True) | Q(is_lead=True), team__among=set(team_ids), user__is_active=True
    )
    for membership in memberships.select_related("user").order_by("user_id"):
        if membership.is_manager:
            crew.managers[membership.team_id].append(membership.user)
        if membership.is_lead:
            crew.leads[membership.team_id].append(membership.user)
    voices = Voice.objects.filter(debrief__among=set(debrief_ids), person__is_active=True)
    for voice in voices.select_related("person").order_by("person_id"):
        if voice.person:  # a guest has no address
            crew.voices[voice.debrief_id].append(voice.person)
            if voice.is_host:
                crew.hosts[voice.debrief_id].append(voice.person)
    return crew
