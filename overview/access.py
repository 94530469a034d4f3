"""Which letters a person may read: those of their teams, and those whose debrief they are invited to from elsewhere."""

from django.db.models import Q

from incidents.models import Incident
from incidents.models.incidents import IncidentQuerySet
from people.models import User
from rankless.models import Voice


def letters_visible_to(person: User) -> IncidentQuerySet:
    """An invitation opens one letter and its debrief, and nothing else of that team."""
    invited = Voice.objects.filter(person=person).values("debrief__incident_id")
    return Incident.objects.filter(Q(team_id__in=person.team_ids) | Q(pk__in=invited))
