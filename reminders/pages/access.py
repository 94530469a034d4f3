"""Who may set up how a team is reminded and told: those who manage or lead it, and whoever looks after teams."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from people.models import Team, User
from people.roles import leads, manages


def team_set_up_by(person: User, pk: int) -> Team:
    """404 for a team that is not one's own; whoever looks after teams is in none of them."""
    if not person.is_administrator and pk not in person.team_ids:
        raise Http404
    if not (person.is_administrator or manages(person, pk) or leads(person, pk)):
        raise PermissionDenied
    return get_object_or_404(Team, pk=pk)
