"""The seven kinds of thing somebody can be awaited for: where they are kept, and whom they await."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BinaryField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.functional import Promise as LazyText
from django.utils.functional import cached_property
from django.utils.translation import gettext as translated_now
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from foundation.text import first_line, storable
from foundation.working_days import add_working_days
from incidents.models import Original, Promise, RecoveryStep
from incidents.models import Step as LadderStep
from lessons.models import Action, Lesson
from people.models import Team, User
from rankless.models import Afterwards, Debrief, Phase, Section, SectionState
from reminders import cadence
from reminders.awaited import Awaited, Things
from reminders.cadence import Step
from reminders.crew import Crew
from reminders.models import Subject

TITLE_LENGTH = 120
TITLE_BYTES = 4 * TITLE_LENGTH
MARKED = (
    "id",
    "incident_id",
    "way",
    "phase",
    "objections_until",
    *(f"{section}_written" for section in Section.values),
)
"""As much of a debrief as its address, its three-part mark and what it asks for need."""
TOLD_TO_LEADS = {Step.FIVE_AFTER, Step.WEEKLY}

ASKED_ON_THE_LONG_WAY = {
    Phase.GATHER: _("Write your notes"),
    Phase.REVEAL: _("Read what everybody noted"),
    Phase.WEIGH: _("Pick what matters"),
    Phase.AGREE: _("Agree on what you all stand behind"),
}
"""By the phase alone, so that the words are the same for whoever has handed something in and whoever has not."""


class Debriefs(Things[Debrief]):
    """Told to all voices; from “five days after” on to the team's leads as well.

    Who has written is neither known nor asked, so nothing can be learned from who stops getting reminders.
    """

    subject = Subject.DEBRIEF
    model = Debrief
    ladder = cadence.DEBRIEF
    shown = (*MARKED, "due_on", "team__name", "incident__title", "incident__kind", "incident__received_on")

    def still_open(self) -> QuerySet[Debrief]:
        return Debrief.objects.incomplete()

    def rows(self) -> QuerySet[Debrief]:
        return self.still_open().without_texts().select_related("incident__team").defer("incident__text")  # type: ignore[attr-defined]

    def awaiting(self, person: User, *, on: date) -> QuerySet[Debrief]:
        return self.still_open().filter(voices__person=person)

    def still_told_to(self, person: User) -> QuerySet[Debrief]:
        return self.still_open().filter(pk__in=Debrief.objects.visible_to(person).values("pk"))

    def team(self, row: Debrief) -> Team:
        return row.incident.team

    def begun_on(self, row: Debrief) -> date:
        return row.opened_at.astimezone(self.team(row).zone).date()

    def people(self, row: Debrief, step: Step, crew: Crew) -> list[User]:
        voices = crew.voices[row.pk]
        with_leads = step in TOLD_TO_LEADS or not voices
        return [*voices, *(crew.leads_of(row.incident.team_id) if with_leads else [])]

    def awaited(self, row: Any) -> Awaited:
        debrief = Debrief.from_db(DEFAULT_DB_ALIAS, MARKED, [getattr(row, name) for name in MARKED])
        return Awaited(
            subject=self.subject,
            pk=row.id,
            asks=_asked_of(debrief),
            title=row.incident__title,
            due_on=row.due_on,
            url=f"{address_of('overview:debrief', row.incident_id)}{_place_on_the_page(debrief)}",
            kind=row.incident__kind,
            debrief=debrief,
            team=row.team__name,
            letter_of=row.incident__received_on,
        )


def _asked_of(debrief: Debrief) -> LazyText | str:
    if debrief.is_short:
        return _("Debrief this letter")
    if debrief.is_standing:
        return _("Read what all stand behind; until it is done you can object")
    return ASKED_ON_THE_LONG_WAY[Phase(debrief.phase)]


def _place_on_the_page(debrief: Debrief) -> str:
    """While a debrief is agreed on, the box to be filled in next; when all three hold something, the last."""
    if debrief.phase != Phase.AGREE or debrief.is_standing:
        return ""
    empty = (mark.section for mark in debrief.section_marks if mark.state == SectionState.EMPTY)
    return f"#{next(empty, Section.DIFFERENTLY).value}"


class WordsAfterwards(Things[Afterwards]):
    """What a debrief agreed on, for all its voices: told once, to all of them in the same words.

    Who has answered the two questions is neither known nor asked here.
    """

    subject = Subject.AFTERWARDS
    model = Afterwards
    ladder = cadence.AFTERWARDS
    shown = ("pk", "due_on", "debrief__incident_id", "debrief__incident__title", "debrief__incident__kind")

    def still_open(self) -> QuerySet[Afterwards]:
        return Afterwards.objects.filter(closed_at__isnull=True, debrief__phase=Phase.COMPLETE)

    def rows(self) -> QuerySet[Afterwards]:
        """Also those whose debrief is open again: they have their next moment like any other, and tell nobody."""
        needed = ("due_on", "begun_at", "remind_at", "debrief__phase", "debrief__team")
        return Afterwards.objects.filter(closed_at__isnull=True).select_related("debrief__team").only(*needed)

    def awaiting(self, person: User, *, on: date) -> QuerySet[Afterwards]:
        return self.still_told_to(person).filter(due_on__gte=on)

    def still_told_to(self, person: User) -> QuerySet[Afterwards]:
        return self.still_open().filter(debrief__voices__person=person)

    def team(self, row: Afterwards) -> Team:
        return row.debrief.team

    def begun_on(self, row: Afterwards) -> date:
        return row.begun_at.astimezone(self.team(row).zone).date()

    def people(self, row: Afterwards, step: Step, crew: Crew) -> list[User]:
        return crew.voices[row.pk] if step == Step.INVITATION and row.debrief.is_complete else []

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Agreed: read what changes, and answer two questions"),
            title=row.debrief__incident__title,
            due_on=row.due_on,
            url=address_of("overview:afterwards", row.debrief__incident_id),
            kind=row.debrief__incident__kind,
        )


class Originals(Things[Original]):
    """Letters saved in a hurry, to be sorted by a manager on the next working day."""

    subject = Subject.ORIGINAL
    model = Original
    ladder = cadence.LETTER_TO_SORT
    soonest_first = ("received_at", "pk")
    shown = ("pk", "received_at", "team__time_zone", "beginning")

    def still_open(self) -> QuerySet[Original]:
        return Original.objects.to_sort()

    def rows(self) -> QuerySet[Original]:
        return self.still_open().select_related("team").defer("raw", "typed")

    def read(self, things: QuerySet[Original]) -> Iterable[Any]:
        return super().read(things.annotate(beginning=Substr("raw", 1, TITLE_BYTES, output_field=BinaryField())))

    def awaiting(self, person: User, *, on: date) -> QuerySet[Original]:
        return self.still_open().filter(team_id__in=person.managed_team_ids)

    def still_told_to(self, person: User) -> QuerySet[Original]:
        return self.still_open().filter(team_id__in=person.team_ids)

    def team(self, row: Original) -> Team:
        return row.team

    def begun_on(self, row: Original) -> date:
        return row.received_at.astimezone(row.team.zone).date()

    def due_on(self, row: Original) -> date:
        return _next_working_day(row.received_at, row.team.zone)

    def people(self, row: Original, step: Step, crew: Crew) -> list[User]:
        return crew.managers_of(row.team_id)

    def awaited(self, row: Any) -> Awaited:
        beginning = bytes(row.beginning or b"").decode("utf-8", "ignore")
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Sort this letter"),
            title=first_line(storable(beginning), limit=TITLE_LENGTH) or translated_now("A letter without words"),
            due_on=_next_working_day(row.received_at, ZoneInfo(row.team__time_zone)),
            url=address_of("incidents:sort", row.pk),
        )


def _next_working_day(moment: datetime, zone: ZoneInfo) -> date:
    return add_working_days(moment.astimezone(zone).date(), 1)


class RecoverySteps(Things[RecoveryStep]):
    """What is to be done with a customer, for the managers of the team: one step of a letter at a time."""

    subject = Subject.STEP
    model = RecoveryStep
    ladder = cadence.RECOVERY_STEP
    shown = ("pk", "step", "due_on", "incident_id", "incident__title", "incident__kind")

    def still_open(self) -> QuerySet[RecoveryStep]:
        return RecoveryStep.objects.still_open()

    def rows(self) -> QuerySet[RecoveryStep]:
        return self.still_open().select_related("incident", "team").defer("incident__text")

    def awaiting(self, person: User, *, on: date) -> QuerySet[RecoveryStep]:
        return self._next_ones.filter(team_id__in=person.managed_team_ids)

    @cached_property
    def _next_ones(self) -> QuerySet[RecoveryStep]:
        """Of each letter the open step that comes first. It is the same question for everybody, put together once."""
        comes_before = Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), pk__lt=OuterRef("pk"))
        sooner = self.still_open().filter(comes_before, incident=OuterRef("incident"))
        return self.still_open().filter(~Exists(sooner))

    def still_told_to(self, person: User) -> QuerySet[RecoveryStep]:
        return self.still_open().filter(team_id__in=person.team_ids)

    def team(self, row: RecoveryStep) -> Team:
        return row.team

    def begun_on(self, row: RecoveryStep) -> date:
        return row.incident.logged_at.astimezone(self.team(row).zone).date()

    def people(self, row: RecoveryStep, step: Step, crew: Crew) -> list[User]:
        return crew.managers_of(row.team_id)

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=LadderStep(row.step).label,
            title=row.incident__title,
            due_on=row.due_on,
            url=f"{address_of('overview:letter', row.incident_id)}#recovery",
            kind=row.incident__kind,
        )


class Promises(Things[Promise]):
    """What we told a customer, for whoever said they would keep it."""

    subject = Subject.PROMISE
    model = Promise
    ladder = cadence.PROMISE
    shown = ("pk", "what", "due_on", "incident_id", "incident__title", "incident__kind")

    def still_open(self) -> QuerySet[Promise]:
        return Promise.objects.still_open()

    def rows(self) -> QuerySet[Promise]:
        return self.still_open().select_related("incident__team", "owner").defer("incident__text")

    def awaiting(self, person: User, *, on: date) -> QuerySet[Promise]:
        return self.still_open().filter(owner=person)

    def still_told_to(self, person: User) -> QuerySet[Promise]:
        mine = Q(owner=person) | Q(owner__is_active=False)
        return self.still_open().filter(mine, incident__team_id__in=person.team_ids)

    def team(self, row: Promise) -> Team:
        return row.incident.team

    def begun_on(self, row: Promise) -> date:
        return row.made_at.astimezone(self.team(row).zone).date()

    def people(self, row: Promise, step: Step, crew: Crew) -> list[User]:
        return [row.owner] if row.owner.is_active else crew.managers_of(row.incident.team_id)

    def awaited(self, row: Any) -> Awaited:
        return Awaited(
            subject=self.subject,
            pk=row.pk,
            asks=_("Keep this promise"),
            title=row.what,
            due_on=row.due_on,
            url=f"{address_of('overview:letter', row.incident_id)}#promises",
            kind=row.incident__kind,
            about=row.incident__title,
        )


class Actions(Things[Action]):
    """The work that makes a lesson real, for its owner."""

    subject = Subject.ACTION
    model = Action
    ladder = cadence.ACTION
    shown = ("pk", "what", "due_on", "lesson_id", "lesson__sentence", "lesson__debrief__incident__kind")

    def still_open(self) -> QuerySet[Action]:
        return Action.objects.unfinished()

    def rows(self) -> QuerySet[Action]:
        return self.still_open().select_related("lesson__team", "owner")

    def awaiting(self, person: User, *, on: date) -> QuerySet[Action]:
        return self.still_open().filter(owner=person)

    def still_told_to(self, person: User) -> QuerySet[Action]:
        mine = Q(owner=person) | Q(owner__is_active=False)
        return self.still_open().filter(mine, lesson__team_id__in=person.team_ids)

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
            url=address_of("overview:lesson", row.lesson_id),
            kind=row.lesson__debrief__incident__kind,
            about=row.lesson__sentence,
        )


class LessonChecks(Things[Lesson]):
    """Whether a lesson holds, asked of those who lead its team when its check day has come."""

    subject = Subject.LESSON
    model = Lesson
    ladder = cadence.LESSON_CHECK
    soonest_first = ("check_on", "pk")
    shown = ("pk", "sentence", "check_on", "debrief__incident__title", "debrief__incident__kind")

    def still_open(self) -> QuerySet[Lesson]:
        return Lesson.objects.filter(check_on__isnull=False)

    def rows(self) -> QuerySet[Lesson]:
        return self.still_open().select_related("team")

    def awaiting(self, person: User, *, on: date) -> QuerySet[Lesson]:
        return Lesson.objects.to_check(on=on).filter(team_id__in=person.led_team_ids)

    def still_told_to(self, person: User) -> QuerySet[Lesson]:
        return self.still_open().filter(team_id__in=person.team_ids)

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
        )


KINDS: tuple[Things[Any], ...] = (
    Debriefs(),
    WordsAfterwards(),
    Originals(),
    RecoverySteps(),
    Promises(),
    Actions(),
    LessonChecks(),
)
BY_SUBJECT: dict[str, Things[Any]] = {things.subject.value: things for things in KINDS}
