"""What makes lessons real and shows whether they hold: actions, and checks by those who lead."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from lessons.models import Action, Lesson
from people.models import Team, User
from reminders.awaiting.awaited import Awaited, Things, heard_by_leads, heard_by_owner, led_by_absent, owned_by_absent
from reminders.awaiting.crew import Crew
from reminders.models import Subject
from reminders.timing import cadence
from reminders.timing.cadence import Step


class Actions(Things[Action]):
    """The work that makes a lesson real, for its owner."""

    subject = Subject.ACTION
    whose = "owner"
    model = Action
    ladder = cadence.ACTION
    of_team = "lesson__team"
    shown = ("pk", "what", "due_on", "owner_id", "lesson_id", "lesson__sentence", "lesson__debrief__incident__kind")

    def still_open(self) -> QuerySet[Action]:
        return Action.objects.unfinished()

    def rows(self) -> QuerySet[Action]:
        return self.still_open().select_related("lesson__team", "owner")

    def covered_by(self, person: User) -> Q | None:
        return owned_by_absent(person, of_team=self.of_team)

    def hearers(self, pks: Iterable[int], people: Collection[User]) -> set[tuple[int, int]]:
        rows = self.still_open().filter(pk__in=pks)
        owned = rows.values_list("pk", "lesson__team_id", "owner_id", "owner__is_active")
        return heard_by_owner(owned, people) | heard_by_leads(self.subject, rows, people)

    def team(self, row: Action) -> Team:
        return row.lesson.team

    def begun_on(self, row: Action) -> date:
        return row.lesson.drawn_on

    def people(self, row: Action, step: Step, crew: Crew) -> list[User]:
        return [row.owner] if row.owner.is_active else crew.leads_of(row.lesson.team_id)

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Do what was agreed"),
            title=row.what,
            due_on=row.due_on,
            url=f"{address_of('overview:lesson', row.lesson_id)}#action-{row.pk}",
            kind=row.lesson__debrief__incident__kind,
            about=row.lesson__sentence,
            whose=row.owner_id,
        )


class LessonChecks(Things[Lesson]):
    """Whether a lesson holds, asked of those who lead its team when its check day has come."""

    subject = Subject.LESSON
    whose = "team"
    model = Lesson
    ladder = cadence.LESSON_CHECK
    soonest_first = ("check_on", "pk")
    shown = ("pk", "sentence", "check_on", "team_id", "debrief__incident__title", "debrief__incident__kind")

    def still_open(self) -> QuerySet[Lesson]:
        return Lesson.objects.filter(check_on__isnull=False)

    def rows(self) -> QuerySet[Lesson]:
        return self.still_open().select_related("team")

    def can_await(self, *, on: date) -> QuerySet[Lesson]:
        return Lesson.objects.to_check(on=on)

    def stands_for(self, person: User) -> list[int]:
        return person.led_team_ids

    def covered_by(self, person: User) -> Q | None:
        return led_by_absent(person)

    def team(self, row: Lesson) -> Team:
        return row.team

    def begun_on(self, row: Lesson) -> date:
        return row.drawn_on

    def due_on(self, row: Any) -> date:
        check_on: date = row.check_on
        return check_on

    def people(self, row: Lesson, step: Step, crew: Crew) -> list[User]:
        return crew.leads_of(row.team_id)

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Does this lesson hold?"),
            title=row.sentence,
            due_on=self.due_on(row),
            url=f"{address_of('overview:lesson', row.pk)}#check",
            kind=row.debrief__incident__kind,
            about=row.debrief__incident__title,
            whose=row.team_id,
        )
