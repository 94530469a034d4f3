"""Whom a batch of things can await: who manages and leads their teams, and who is invited to their debriefs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from django.db.models import Q

from people.models import Membership, User
from rankless.models import Voice

People = Mapping[int, list[User]]


class Crew:
    """People by team and by debrief, read when they are first asked for, each once however much awaits them.

    Where one role is empty another takes its place, so that somebody is always told. Only a host has nobody in their place:
    of a debrief without one, nobody is asked what is in its way.
    """

    def __init__(self, *, team_ids: Iterable[int], debrief_ids: Iterable[int]) -> None:
        self._team_ids, self._debrief_ids = set(team_ids), set(debrief_ids)

    def managers_of(self, team_id: int) -> list[User]:
        managers, leads = self._roles
        return managers[team_id] or leads[team_id]

    def leads_of(self, team_id: int) -> list[User]:
        managers, leads = self._roles
        return leads[team_id] or managers[team_id]

    def own_leads_of(self, team_id: int) -> list[User]:
        """Who leads, and nobody in their stead."""
        _managers, leads = self._roles
        return leads[team_id]

    def voices_of(self, debrief_id: int) -> list[User]:
        voices, _hosts = self._invited
        return voices[debrief_id]

    def hosts_of(self, debrief_id: int) -> list[User]:
        _voices, hosts = self._invited
        return hosts[debrief_id]

    @cached_property
    def _roles(self) -> tuple[People, People]:
        """Who manages and who leads, by team."""
        in_charge = Membership.objects.filter(Q(is_manager=True) | Q(is_lead=True), team__among=self._team_ids)
        roles = list(in_charge.order_by("user_id").values_list("team_id", "user_id", "is_manager", "is_lead"))
        people = _active(user_id for _, user_id, *_ in roles)
        managers, leads = defaultdict(list), defaultdict(list)
        for team_id, user_id, is_manager, is_lead in roles:
            if person := people.get(user_id):
                if is_manager:
                    managers[team_id].append(person)
                if is_lead:
                    leads[team_id].append(person)
        return managers, leads

    @cached_property
    def _invited(self) -> tuple[People, People]:
        """Who is invited and who hosts, by debrief; a guest has no address."""
        invited = Voice.objects.filter(debrief__among=self._debrief_ids, person__isnull=False)
        seats = list(invited.order_by("person_id").values_list("debrief_id", "person_id", "is_host"))
        people = _active(person_id for _, person_id, _ in seats)
        voices, hosts = defaultdict(list), defaultdict(list)
        for debrief_id, person_id, is_host in seats:
            if person := people.get(person_id):
                voices[debrief_id].append(person)
                if is_host:
                    hosts[debrief_id].append(person)
        return voices, hosts


def _active(person_ids: Iterable[int]) -> dict[int, User]:
    return {person.pk: person for person in User.objects.active().filter(pk__among=set(person_ids))}
