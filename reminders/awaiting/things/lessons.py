"""What makes lessons real and shows whether they hold: actions, and checks by those who lead."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from lessons.models import Action, Answer, Lesson, LessonKind, Status
from people.models import Team, User
from reminders.awaiting.awaited import (
    Awaited,
    Pairs,
    Things,
    heard_by_leads,
    heard_by_owner,
    led_by_absent,
    owned_by_absent,
)
from reminders.awaiting.crew import Crew
from reminders.models import Subject
from reminders.timing import cadence
from reminders.timing.cadence import Step

ASKS = {
    Answer.ASKED: _("Say whether you take this on"),
    Answer.ACCEPTED: _("Do what was agreed"),
    Answer.DECLINED: _("Declined: ask somebody else, or let it go"),
}
WHAT_NOW = {
    LessonKind.PREVENT: _("It came back: what now?"),
    LessonKind.REPEAT: _("It did not hold: what now?"),
}
"""Asked of a lesson that is open again."""


class Actions(Things[Action]):
    """The work that makes a lesson real: for whoever is asked to take it on, then does it.

    What rests awaits nobody yet. What nobody takes on is for those who lead the team. Being asked is told once more
    only to who has not answered.
    """

    subject = Subject.ACTION
    whose = "owner"
    is_read_afterwards = True
    model = Action
    ladder = cadence.ACTION
    of_team = "lesson__team"
    shown = ("pk", "what", "due_on", "answer", "owner_id", "lesson__sentence", "lesson__debrief__incident__kind")

    def still_open(self) -> QuerySet[Action]:
        return Action.objects.unfinished()

    def rows(self) -> QuerySet[Action]:
        return self.still_open().select_related("lesson__team", "owner")

    def can_await(self, *, on: date) -> QuerySet[Action]:
        """Of its owner; whoever declined is not asked again."""
        return Action.objects.unfinished().awake(on=on).exclude(answer=Answer.DECLINED)

    def on_desks(self, *, on: date) -> QuerySet[Action]:
        return Action.objects.unfinished().awake(on=on)

    def is_for(self, person: User) -> Q:
        own, covered = Q(owner=person), self.covered_by(person)
        return _with_declined(own | covered if covered else own, person.led_team_ids)

    def is_own(self, numbers: Sequence[int]) -> Q:
        owner, *led = numbers
        own = Q(owner=owner) & ~Q(answer=Answer.DECLINED)
        # Of one person alone both are found by indexes in one go, and each row is read once.
        return own | Q(answer=Answer.DECLINED, team__in=led) if led else own

    def numbers_of(self, person: User) -> list[int]:
        return [person.pk, *person.led_team_ids]

    def covered_by(self, person: User) -> Q | None:
        return owned_by_absent(person, of_team=self.of_team)

    def hearers(self, wanted: Pairs, people: Collection[User]) -> Pairs:
        rows: Any = self.still_open().filter(pk__among={pk for pk, _ in wanted})
        owned = rows.exclude(answer=Answer.DECLINED).values_list(
            "pk", "lesson__team_id", "owner_id", "owner__is_active"
        )
        declined = rows.declined().values_list("pk", "lesson__team_id")
        by_owner = heard_by_owner(owned, wanted, people)
        return by_owner | heard_by_leads(self.subject, rows, people) | _led(declined, people)

    def team(self, row: Action) -> Team:
        return row.lesson.team

    def begun_on(self, row: Action) -> date:
        return row.asked_on or row.lesson.drawn_on

    def people(self, row: Action, step: Step, crew: Crew) -> list[User]:
        if row.answer == Answer.DECLINED or not row.owner.is_active:
            return crew.leads_of(row.lesson.team_id)
        return [] if row.answer == Answer.ACCEPTED and step == Step.INVITATION else [row.owner]

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=ASKS[Answer(row.answer)],
            title=row.what,
            due_on=row.due_on,
            url=f"{address_of('lessons:action', row.pk)}#answer",
            kind=row.lesson__debrief__incident__kind,
            about=row.lesson__sentence,
            whose=row.owner_id,
        )


def _with_declined(owned: Q, led: Sequence[int]) -> Q:
    """What was declined awaits those who lead the team."""
    own = owned & ~Q(answer=Answer.DECLINED)
    if not led:
        return own
    declined = Action.objects.declined().filter(team_id__in=led)
    # Each half is found by an index of its own, which one question for both would not use where somebody is stood in for.
    theirs = Action.objects.unfinished().filter(own)
    return Q(pk__in=theirs.order_by().values("pk").union(declined.order_by().values("pk")))


def _led(rows: Iterable[tuple[int, int]], people: Collection[User]) -> set[tuple[int, int]]:
    """What is told to those of these people who lead its team; if nobody leads it, to who manages it."""
    rows = list(rows)
    leads = {(pk, person.pk) for pk, team_id in rows for person in people if team_id in person.led_team_ids}
    managers = {(pk, person.pk) for pk, team_id in rows for person in people if team_id in person.managed_team_ids}
    return leads | managers


class LessonChecks(Things[Lesson]):
    """Whether a lesson holds, asked of those who lead its team when its check day has come."""

    subject = Subject.LESSON
    whose = "team"
    model = Lesson
    ladder = cadence.LESSON_CHECK
    soonest_first = ("check_on", "pk")
    shown = (
        *("pk", "sentence", "kind", "status", "check_on", "team_id"),
        *("debrief__incident__title", "debrief__incident__kind"),
    )

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
            asks=WHAT_NOW[LessonKind(row.kind)] if row.status == Status.RELAPSED else _("Does this lesson hold?"),
            title=row.sentence,
            due_on=self.due_on(row),
            url=f"{address_of('overview:lesson', row.pk)}#check",
            kind=row.debrief__incident__kind,
            about=row.debrief__incident__title,
            whose=row.team_id,
        )
