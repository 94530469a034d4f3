"""What one team does and somebody proposed to another: whoever leads or manages that one says whether it does this too."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from lessons.models import Adoption, Status
from people.models import Team, User
from reminders.awaiting.awaited import Pairs
from reminders.awaiting.crew import Crew
from reminders.awaiting.things.yes_or_no import YesOrNo
from reminders.models import Subject
from reminders.timing.cadence import Step


class Proposals(YesOrNo[Adoption]):
    """Told when it is proposed and once more on the day; then it lies on desks, since it is an offer and no duty."""

    subject = Subject.PROPOSAL
    whose = "team"
    model = Adoption
    asks = _("Would this help us too?")
    title = F("lesson__sentence")
    lesson = F("lesson_id")
    about = Concat(F("lesson__team__name"), Value(" → "), F("team__name"))

    def still_open(self) -> QuerySet[Adoption]:
        return Adoption.objects.to_answer()

    def rows(self) -> QuerySet[Adoption]:
        """Also what can be read no longer: it has its next moment like any other."""
        return Adoption.objects.proposed().select_related("team", "lesson")

    def stands_for(self, person: User) -> list[int]:
        return sorted({*person.led_team_ids, *person.own_managed_team_ids})

    def hearers(self, wanted: Pairs, people: Collection[User]) -> Pairs:
        asked = self.still_open().filter(pk__among={pk for pk, _person in wanted}).values_list("pk", "team_id")
        decides = {person.pk: set(self.stands_for(person)) for person in people}
        return wanted & {(pk, person) for pk, team_id in asked for person, teams in decides.items() if team_id in teams}

    def team(self, row: Adoption) -> Team:
        return row.team

    def begun_on(self, row: Adoption) -> date:
        return row.proposed_on

    def people(self, row: Adoption, step: Step, crew: Crew) -> list[User]:
        can_be_read = row.lesson.is_shared and row.lesson.status == Status.NORM
        if step == Step.WEEKLY or not can_be_read:
            return []
        return [*crew.leads_of(row.team_id), *crew.managers_of(row.team_id)]

    def page(self, lesson: int) -> str:
        return f"{address_of('overview:lesson', lesson)}#we-too"
