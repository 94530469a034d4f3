"""What an administrator sets up, in order: a team, somebody who logs letters, somebody who follows lessons."""

from dataclasses import dataclass

from django.db.models import Count, Q

from people.models import Membership, Team, User
from reminders.models import Digest, State


@dataclass(frozen=True)
class SettingUp:
    """How far the house is furnished, and whether any mail is stuck."""

    teams: int
    people: int
    has_manager: bool
    has_lead: bool
    failed_mails: int

    @property
    def is_done(self) -> bool:
        return bool(self.teams and self.has_manager and self.has_lead)


def setting_up() -> SettingUp:
    """Look how far it is. Four queries."""
    roles = Membership.objects.aggregate(
        managers=Count("pk", filter=Q(is_manager=True)), leads=Count("pk", filter=Q(is_lead=True))
    )
    return SettingUp(
        teams=Team.objects.count(),
        people=User.objects.active().count(),
        has_manager=bool(roles["managers"]),
        has_lead=bool(roles["leads"]),
        failed_mails=Digest.objects.filter(state=State.FAILED)[:100].count(),
    )
