"""What is to be done with stories: whoever one names says whether they agree."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from lessons.models import Status
from people.models import Team, User
from reminders.awaiting.awaited import Pairs
from reminders.awaiting.crew import Crew
from reminders.awaiting.things.yes_or_no import YesOrNo
from reminders.models import Subject
from reminders.timing.cadence import Step
from stories.models import Consent


class Consents(YesOrNo[Consent]):
    """Whether a story may name them, asked of whoever it names until they said yes or no. Nobody answers for another."""

    subject = Subject.CONSENT
    whose = "person"
    model = Consent
    of_team = "story__team"
    asks = _("This story names you: do you agree?")
    title = F("story__title")
    lesson = F("story__lesson_id")
    about = F("story__learned")

    def still_open(self) -> QuerySet[Consent]:
        """The story of a lesson that was dropped is not told."""
        return Consent.objects.to_answer().exclude(story__lesson__status=Status.DROPPED)

    def rows(self) -> QuerySet[Consent]:
        """Also those that nobody is told of: they have their next moment like any other."""
        asked = Consent.objects.to_answer().select_related("person", "story__team", "story__lesson")
        return asked.defer("story__letter", "story__changed")

    def hearers(self, wanted: Pairs, people: Collection[User]) -> Pairs:
        named = self.still_open().filter(pk__among={pk for pk, _ in wanted}).values_list("pk", "person_id")
        return wanted & set(named)

    def team(self, row: Consent) -> Team:
        return row.story.team

    def begun_on(self, row: Consent) -> date:
        return row.story.written_on

    def people(self, row: Consent, step: Step, crew: Crew) -> list[User]:
        return [] if row.story.lesson.is_dropped else [row.person]

    def page(self, lesson: int) -> str:
        return f"{address_of('stories:story', lesson)}#to-agree"
