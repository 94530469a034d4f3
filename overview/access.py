"""Which letters a person may read: those of their teams, and those whose debrief they are invited to from elsewhere."""

from django.db.models import Q
from django.http import Http404

from foundation.database.prepared import Prepared
from incidents.models import Incident
from incidents.models.incidents import IncidentQuerySet
from people.models import User
from rankless.models import Voice


def letters_visible_to(person: User) -> IncidentQuerySet:
    """An invitation opens one letter and its debrief, and nothing else of that team."""
    invited = Voice.objects.filter(person=person).values("debrief__incident_id")
    return Incident.objects.filter(Q(team_id__in=person.team_ids) | Q(pk__in=invited))


def letter_for(person: User, pk: int, *, letters: Prepared[Incident]) -> Incident:
    """This one of the `letters`, or the page that says there is none: also if there is one, not meant for this person.

    Invitations are looked for only where a person is in another team, which asks less than `letters_visible_to`.
    """
    for letter in letters(pk):
        is_invited = Voice.objects.filter(person=person, debrief__incident=letter)
        if letter.team_id in person.team_ids or is_invited.exists():
            return letter
    raise Http404
