"""The six kinds of thing somebody can be awaited for: where they are kept, and whom they await."""

from datetime import date
from typing import Any

from django.db.models import BinaryField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as translated_now
from django.utils.translation import gettext_lazy as _

from foundation.text import first_line, storable
from foundation.working_days import add_working_days
from incidents.models import Original, Promise, RecoveryStep
from lessons.models import Action, Lesson
from people.models import Team, User
from rankless.models import Debrief, Section, SectionState
from reminders import cadence
from reminders.awaited import Awaited, Things
from reminders.cadence import Step
from reminders.crew import Crew
from reminders.models import Subject

TITLE_LENGTH = 120
TITLE_BYTES = 4 * TITLE_LENGTH
TOLD_TO_LEADS = {Step.FIVE_AFTER, Step.WEEKLY}


class Debriefs(Things[Debrief]):
    """Told to all voices; from “five days after” on to the team's leads as well.

    Who has written is neither known nor asked, so nothing can be learned from who stops getting reminders.
    """

    subject = Subject.DEBRIEF
    model = Debrief
    ladder = cadence.DEBRIEF

    def rows(self) -> QuerySet[Debrief]:
        whole = Debrief.objects.incomplete().select_related("incident__team")
        return whole.defer("incident__text", *Section.values)

    def awaiting(self, person: User, *, on: date) -> QuerySet[Debrief]:
        return self.rows().filter(voices__person=person)

    def still_told_to(self, person: User) -> QuerySet[Debrief]:
        return self.rows().filter(pk__in=Debrief.objects.visible_to(person).values("pk"))

    def team(self, row: Debrief) -> Team:
        return row.incident.team

    def begun_on(self, row: Debrief) -> date:
        return row.opened_at.astimezone(self.team(row).zone).date()

    def people(self, row: Debrief, step: Step, crew: Crew) -> list[User]:
        voices = crew.voices[row.pk]
        with_leads = step in TOLD_TO_LEADS or not voices
        return [*voices, *(crew.leads_of(row.incident.team_id) if with_leads else [])]

    def awaited(self, row: Debrief) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Debrief this letter"),
            title=row.incident.title,
            due_on=row.due_on,
            url=f"{row.get_absolute_url()}#{_next_section(row).value}",
            kind=row.incident.kind,
            debrief=row,
        )


def _next_section(debrief: Debrief) -> Section:
    """The box to be filled in next; when all three hold something, the last, where they are agreed on."""
    empty = (mark.section for mark in debrief.section_marks if mark.state == SectionState.EMPTY)
    return next(empty, Section.DIFFERENTLY)


class Originals(Things[Original]):
    """Letters saved in a hurry, to be sorted by a manager on the next working day."""

    subject = Subject.ORIGINAL
    model = Original
    ladder = cadence.LETTER_TO_SORT
    soonest_first = ("received_at", "pk")
    has_due_day = False

    def rows(self) -> QuerySet[Original]:
        beginning = Substr("raw", 1, TITLE_BYTES, output_field=BinaryField())
        return Original.objects.to_sort().select_related("team").defer("raw", "typed").annotate(beginning=beginning)

    def awaiting(self, person: User, *, on: date) -> QuerySet[Original]:
        return self.rows().filter(team_id__in=person.managed_team_ids)

    def still_told_to(self, person: User) -> QuerySet[Original]:
        return self.rows().filter(team_id__in=person.team_ids)

    def team(self, row: Original) -> Team:
        return row.team

    def begun_on(self, row: Original) -> date:
        return row.received_at.astimezone(row.team.zone).date()

    def due_on(self, row: Original) -> date:
        return add_working_days(self.begun_on(row), 1)

    def people(self, row: Original, step: Step, crew: Crew) -> list[User]:
        return crew.managers_of(row.team_id)

    def awaited(self, row: Any) -> Awaited:
        beginning = bytes(row.beginning or b"").decode("utf-8", "ignore")
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Sort this letter"),
            title=first_line(storable(beginning), limit=TITLE_LENGTH) or translated_now("A letter without words"),
            due_on=self.due_on(row),
            url=reverse("incidents:sort", args=[row.pk]),
        )


class RecoverySteps(Things[RecoveryStep]):
    """What is to be done with a customer, for the managers of the team: one step of a letter at a time."""

    subject = Subject.STEP
    model = RecoveryStep
    ladder = cadence.RECOVERY_STEP

    def rows(self) -> QuerySet[RecoveryStep]:
        return RecoveryStep.objects.still_open().select_related("incident__team").defer("incident__text")

    def awaiting(self, person: User, *, on: date) -> QuerySet[RecoveryStep]:
        comes_before = Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), pk__lt=OuterRef("pk"))
        sooner = RecoveryStep.objects.still_open().filter(comes_before, incident=OuterRef("incident"))
        return self.rows().filter(~Exists(sooner), incident__team_id__in=person.managed_team_ids)

    def still_told_to(self, person: User) -> QuerySet[RecoveryStep]:
        return self.rows().filter(incident__team_id__in=person.team_ids)

    def team(self, row: RecoveryStep) -> Team:
        return row.incident.team

    def begun_on(self, row: RecoveryStep) -> date:
        return row.incident.logged_at.astimezone(self.team(row).zone).date()

    def people(self, row: RecoveryStep, step: Step, crew: Crew) -> list[User]:
        return crew.managers_of(row.incident.team_id)

    def awaited(self, row: RecoveryStep) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=row.get_step_display(),
            title=row.incident.title,
            due_on=row.due_on,
            url=f"{row.incident.get_absolute_url()}#recovery",
            kind=row.incident.kind,
        )


class Promises(Things[Promise]):
    """What we told a customer, for whoever said they would keep it."""

    subject = Subject.PROMISE
    model = Promise
    ladder = cadence.PROMISE

    def rows(self) -> QuerySet[Promise]:
        return Promise.objects.still_open().select_related("incident__team", "owner").defer("incident__text")

    def awaiting(self, person: User, *, on: date) -> QuerySet[Promise]:
        return self.rows().filter(owner=person)

    def still_told_to(self, person: User) -> QuerySet[Promise]:
        mine = Q(owner=person) | Q(owner__is_active=False)
        return self.rows().filter(mine, incident__team_id__in=person.team_ids)

    def team(self, row: Promise) -> Team:
        return row.incident.team

    def begun_on(self, row: Promise) -> date:
        return row.made_at.astimezone(self.team(row).zone).date()

    def people(self, row: Promise, step: Step, crew: Crew) -> list[User]:
        return [row.owner] if row.owner.is_active else crew.managers_of(row.incident.team_id)

    def awaited(self, row: Promise) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Keep this promise"),
            title=row.what,
            due_on=row.due_on,
            url=f"{row.incident.get_absolute_url()}#promises",
            kind=row.incident.kind,
            about=row.incident.title,
        )


class Actions(Things[Action]):
    """The work that makes a lesson real, for its owner."""

    subject = Subject.ACTION
    model = Action
    ladder = cadence.ACTION

    def rows(self) -> QuerySet[Action]:
        whole = Action.objects.unfinished().select_related("lesson__team", "lesson__debrief__incident", "owner")
        words = [f"lesson__debrief__{section}" for section in Section.values]
        return whole.defer("lesson__debrief__incident__text", *words)

    def awaiting(self, person: User, *, on: date) -> QuerySet[Action]:
        return self.rows().filter(owner=person)

    def still_told_to(self, person: User) -> QuerySet[Action]:
        mine = Q(owner=person) | Q(owner__is_active=False)
        return self.rows().filter(mine, lesson__team_id__in=person.team_ids)

    def team(self, row: Action) -> Team:
        return row.lesson.team

    def begun_on(self, row: Action) -> date:
        return row.lesson.drawn_on

    def people(self, row: Action, step: Step, crew: Crew) -> list[User]:
        return [row.owner] if row.owner.is_active else crew.leads_of(row.lesson.team_id)

    def awaited(self, row: Action) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Do what was agreed"),
            title=row.what,
            due_on=row.due_on,
            url=row.lesson.get_absolute_url(),
            kind=row.lesson.debrief.incident.kind,
            about=row.lesson.sentence,
        )


class LessonChecks(Things[Lesson]):
    """Whether a lesson holds, asked of those who lead its team when its check day has come."""

    subject = Subject.LESSON
    model = Lesson
    ladder = cadence.LESSON_CHECK
    soonest_first = ("check_on", "pk")

    def rows(self) -> QuerySet[Lesson]:
        whole = Lesson.objects.filter(check_on__isnull=False).select_related("team", "debrief__incident")
        return whole.defer("debrief__incident__text", *(f"debrief__{section}" for section in Section.values))

    def awaiting(self, person: User, *, on: date) -> QuerySet[Lesson]:
        return self.rows().to_check(on=on).filter(team_id__in=person.led_team_ids)  # type: ignore[attr-defined]

    def still_told_to(self, person: User) -> QuerySet[Lesson]:
        return self.rows().filter(team_id__in=person.team_ids)

    def team(self, row: Lesson) -> Team:
        return row.team

    def begun_on(self, row: Lesson) -> date:
        return row.drawn_on

    def due_on(self, row: Any) -> date:
        check_on: date = row.check_on
        return check_on

    def people(self, row: Lesson, step: Step, crew: Crew) -> list[User]:
        return crew.leads_of(row.team_id)

    def awaited(self, row: Lesson) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Does this lesson hold?"),
            title=row.sentence,
            due_on=self.due_on(row),
            url=f"{row.get_absolute_url()}#check",
            kind=row.debrief.incident.kind,
            about=row.debrief.incident.title,
        )


KINDS: tuple[Things[Any], ...] = (Debriefs(), Originals(), RecoverySteps(), Promises(), Actions(), LessonChecks())
BY_SUBJECT: dict[str, Things[Any]] = {things.subject.value: things for things in KINDS}
