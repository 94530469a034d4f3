"""Who is in the house: people are added, look after something in their teams, and leave.

Nobody is deleted, since letters keep who logged them; whoever leaves cannot sign in any more.
"""

from collections.abc import Mapping

from django.db import models, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from foundation.database.engine import locked
from people.models import Membership, Team, User


class Duty(models.TextChoices):
    """What somebody does in a team. Whoever has one of the last two is in the team, and so has the first as well."""

    MEMBER = "member", _("in the team: takes part in debriefs")
    MANAGER = "manager", _("logs letters and looks after customers")
    LEAD = "lead", _("follows lessons and actions")


Duties = Mapping[Team, set[str]]


class LastAdministrator(Exception):
    """Without this person nobody could add people or mend settings any more."""


def everybody() -> QuerySet[User]:
    """Return all people with their teams, those who left last."""
    return User.objects.prefetch_related("memberships__team").order_by("-is_active", Lower("name"), "pk")


def every_team() -> QuerySet[Team]:
    """Return all teams, each with how many people are in it."""
    return Team.objects.annotate(size=Count("memberships", filter=Q(memberships__user__is_active=True)))


@transaction.atomic
def add_person(*, name: str, email: str, is_administrator: bool, duties: Duties) -> User:
    """Add somebody who cannot sign in yet: they set their password by a link that is mailed to them."""
    person = User.objects.create_user(email, name=name, is_administrator=is_administrator)
    share_duties(person=person, duties=duties)
    return person


@transaction.atomic
def change_person(*, person: User, duties: Duties) -> None:
    """Save what was changed on the person and in their teams. Raises LastAdministrator.

    Who left, or has another address now, is not let in by links that were mailed before.
    """
    if not (person.is_administrator and person.is_active) and _is_last_administrator(person):
        raise LastAdministrator
    if not User.objects.filter(pk=person.pk, email=person.email).exists() or not person.is_active:
        person.sign_in_links.all().delete()
    person.save(update_fields=["name", "email", "is_administrator", "is_active"])
    share_duties(person=person, duties=duties)


def _is_last_administrator(person: User) -> bool:
    """Whether nobody else is one. All of them are held, so that of two who take it from each other at once one remains."""
    administrators = locked(User.objects.active().filter(is_administrator=True).order_by("pk"))
    return set(administrators.values_list("pk", flat=True)) <= {person.pk}


def share_duties(*, person: User, duties: Duties) -> None:
    """Make the person's memberships say exactly this; teams that are not named stay as they are."""
    for team, duty in duties.items():
        if not duty:
            Membership.objects.filter(user=person, team=team).delete()
            continue
        roles = {"is_manager": Duty.MANAGER in duty, "is_lead": Duty.LEAD in duty}
        Membership.objects.update_or_create(user=person, team=team, defaults=roles)


def duties_of(person: User) -> dict[int, set[str]]:
    """Return what the person does, by the id of the team."""
    return {
        membership.team_id: {Duty.MEMBER.value}
        | ({Duty.MANAGER.value} if membership.is_manager else set())
        | ({Duty.LEAD.value} if membership.is_lead else set())
        for membership in person.team_memberships
    }
