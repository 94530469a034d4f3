"""What is to be done with letters and their customers: sorting, the steps of putting it right, promises."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import BinaryField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from foundation.text import first_line, storable
from incidents.intake import title_without_words
from incidents.models import Original, Promise, RecoveryStep
from incidents.models import Step as LadderStep
from incidents.models.incidents import TITLE_LENGTH
from people.calendars import CALENDAR
from people.models import Team, User
from reminders.awaiting.awaited import Awaited, Pairs, Things, heard_by_owner, owned_by_absent
from reminders.awaiting.crew import Crew
from reminders.models import Subject
from reminders.timing import cadence
from reminders.timing.cadence import Step

TITLE_BYTES = 4 * TITLE_LENGTH
"""No character takes more than four."""
TOLD_LATE = {Step.DAY_AFTER, Step.WEEKLY}
"""Steps of a promise that whoever leads is told too: a customer whom we failed twice does not come back."""


class Originals(Things[Original]):
    """Letters saved in a hurry, to be sorted by a manager on the next working day."""

    subject = Subject.ORIGINAL
    whose = "team"
    model = Original
    ladder = cadence.LETTER_TO_SORT
    soonest_first = ("received_at", "pk")
    shown = ("pk", "received_at", "team_id", *(f"team__{name}" for name in CALENDAR), "beginning")

    def still_open(self) -> QuerySet[Original]:
        return Original.objects.to_sort()

    def rows(self) -> QuerySet[Original]:
        return self.still_open().select_related("team").defer("raw", "typed")

    def read(self, things: QuerySet[Original]) -> QuerySet[Any, Any]:
        return super().read(things.annotate(beginning=Substr("raw", 1, TITLE_BYTES, output_field=BinaryField())))

    def stands_for(self, person: User) -> list[int]:
        return person.managed_team_ids

    def team(self, row: Original) -> Team:
        return row.team

    def begun_on(self, row: Original) -> date:
        return row.team.day_of(row.received_at)

    def due_on(self, row: Original) -> date:
        return _next_working_day(row.received_at, row.team)

    def people(self, row: Original, step: Step, crew: Crew) -> list[User]:
        return crew.managers_of(row.team_id)

    def awaited(self, row: Any) -> Awaited:
        beginning = bytes(row.beginning or b"").decode("utf-8", "ignore")
        team = Team(**{name: getattr(row, f"team__{name}") for name in CALENDAR})
        came_on = team.day_of(row.received_at)
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Sort this letter"),
            title=first_line(storable(beginning), limit=TITLE_LENGTH) or title_without_words(came_on),
            due_on=_next_working_day(row.received_at, team),
            url=address_of("incidents:sort", row.pk),
            whose=row.team_id,
        )


def _next_working_day(moment: datetime, team: Team) -> date:
    return team.working_days.add(team.day_of(moment), 1)


class RecoverySteps(Things[RecoveryStep]):
    """What is to be done with a customer, for the managers of the team: one step of a letter at a time."""

    subject = Subject.STEP
    whose = "team"
    model = RecoveryStep
    ladder = cadence.RECOVERY_STEP
    shown = ("pk", "step", "due_on", "team_id", "incident_id", "incident__title", "incident__kind")

    def still_open(self) -> QuerySet[RecoveryStep]:
        return RecoveryStep.objects.still_open()

    def rows(self) -> QuerySet[RecoveryStep]:
        return self.still_open().select_related("incident", "team").defer("incident__text")

    def can_await(self, *, on: date) -> QuerySet[RecoveryStep]:
        return self._next_ones

    def stands_for(self, person: User) -> list[int]:
        return person.managed_team_ids

    @cached_property
    def _next_ones(self) -> QuerySet[RecoveryStep]:
        """Of each letter the open step that comes first. It is the same question for everybody, put together once."""
        comes_before = Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), pk__lt=OuterRef("pk"))
        sooner = self.still_open().filter(comes_before, incident=OuterRef("incident"))
        return self.still_open().filter(~Exists(sooner))

    def team(self, row: RecoveryStep) -> Team:
        return row.team

    def begun_on(self, row: RecoveryStep) -> date:
        return self.team(row).day_of(row.incident.logged_at)

    def people(self, row: RecoveryStep, step: Step, crew: Crew) -> list[User]:
        return crew.managers_of(row.team_id)

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=LadderStep(row.step).label,
            title=row.incident__title,
            due_on=row.due_on,
            url=f"{address_of('overview:letter', row.incident_id)}#step-{row.pk}",
            kind=row.incident__kind,
            whose=row.team_id,
        )


class Promises(Things[Promise]):
    """What we told a customer, for whoever said they would keep it."""

    subject = Subject.PROMISE
    whose = "owner"
    model = Promise
    ladder = cadence.PROMISE
    shown = ("pk", "what", "due_on", "owner_id", "incident_id", "incident__title", "incident__kind")

    def still_open(self) -> QuerySet[Promise]:
        return Promise.objects.still_open()

    def rows(self) -> QuerySet[Promise]:
        return self.still_open().select_related("team", "owner")

    def covered_by(self, person: User) -> Q | None:
        return owned_by_absent(person, of_team=self.of_team)

    def hearers(self, wanted: Pairs, people: Collection[User]) -> Pairs:
        """Leads too: they are told of one that is late or was put off twice."""
        rows = self.still_open().filter(pk__among={pk for pk, _ in wanted})
        owned = list(rows.values_list("pk", "team_id", "owner_id", "owner__is_active"))
        led = {person.pk: set(person.led_team_ids) for person in people}
        teams = {pk: team_id for pk, team_id, _owner, _is_active in owned}
        by_leads = {(pk, person) for pk, person in wanted if teams.get(pk) in led.get(person, ())}
        return heard_by_owner(owned, wanted, people) | by_leads

    def team(self, row: Promise) -> Team:
        return row.team

    def begun_on(self, row: Promise) -> date:
        return row.team.day_of(row.made_at)

    def people(self, row: Promise, step: Step, crew: Crew) -> list[User]:
        keepers = [row.owner] if row.owner.is_active else crew.managers_of(row.team_id)
        return [*keepers, *(crew.own_leads_of(row.team_id) if step in TOLD_LATE else [])]

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Keep this promise"),
            title=row.what,
            due_on=row.due_on,
            url=f"{address_of('overview:letter', row.incident_id)}#promise-{row.pk}",
            kind=row.incident__kind,
            about=row.incident__title,
            whose=row.owner_id,
        )
