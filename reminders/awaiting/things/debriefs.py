"""Debriefs, until all is agreed, and the words that are read once they are done."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from people.models import Team, User
from rankless.afterwards import bits_of, has_bit
from rankless.models import Afterwards, Debrief, Phase, Section, SectionState, Voice
from reminders.awaiting.awaited import Awaited, Pairs, Support, Things
from reminders.awaiting.crew import Crew
from reminders.models import Confidant, Subject
from reminders.timing import cadence
from reminders.timing.cadence import Step

MARKED = (
    "id",
    "incident_id",
    "way",
    "phase",
    "objections_until",
    *(f"{section}_written" for section in Section.values),
)
"""As much of a debrief as its address, its three-part mark and what it asks for need."""
SUPPORTED_BY = (
    "team_id",
    "host_id",
    "obstacle__hindrance",
    "obstacle__said_on",
    "obstacle__confided_on",
    "confidant_id",
    "opened_at",
)
"""What may be said beside it to its host, to whoever leads, and to whom the team chose to confide in."""
PLANNED_BY = ("team_id", "phase", "opened_at", "due_on", "objections_until", "remind_at")
"""As much of it as says when who is reminded."""
ASKED_OF_THE_HOST = {Step.THREE_AFTER}
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
    whose = "voices__person"
    model = Debrief
    ladder = cadence.DEBRIEF
    shown = (
        *MARKED,
        "due_on",
        "team_name",
        "incident__title",
        "incident__kind",
        "incident__received_on",
        *SUPPORTED_BY,
    )
    is_planned = False
    """Of who has many voices the open debriefs are looked through by day; of who has few, their voices."""

    def still_open(self) -> QuerySet[Debrief]:
        return Debrief.objects.incomplete()

    def rows(self) -> QuerySet[Debrief]:
        return self.still_open().only(*PLANNED_BY).prefetch_related("team")

    def hearers(self, wanted: Pairs, people: Collection[User]) -> Pairs:
        """Whoever is in the team, and whoever was invited from elsewhere."""
        in_the_team = super().hearers(wanted, people)
        others = wanted - in_the_team
        return in_the_team | _invited(self, others, people) if others else in_the_team

    def team(self, row: Debrief) -> Team:
        return row.team

    def begun_on(self, row: Debrief) -> date:
        return self.team(row).day_of(row.opened_at)

    def read(self, things: QuerySet[Debrief]) -> QuerySet[Any, Any]:
        # Looked up for each row: joined, as much as they all are takes PostgreSQL longer to plan for than to read.
        host = Voice.objects.filter(debrief=OuterRef("pk"), is_host=True).values("person_id")[:1]
        team = Team.objects.filter(pk=OuterRef("team_id")).values("name")
        confidant = Confidant.objects.filter(team=OuterRef("team_id")).values("person_id")
        looked_up = {"host_id": Subquery(host), "team_name": Subquery(team), "confidant_id": Subquery(confidant)}
        return super().read(things.annotate(**looked_up))

    def put_off(self, pks: Iterable[int]) -> QuerySet[Debrief]:
        return super().put_off(pks).exclude(phase=Phase.GATHER)

    def people(self, row: Debrief, step: Step, crew: Crew) -> list[User]:
        if step in ASKED_OF_THE_HOST:
            return crew.hosts_of(row.pk)
        voices = crew.voices_of(row.pk)
        is_stuck = step in TOLD_TO_LEADS and not row.is_standing
        with_leads = is_stuck or not voices
        return [*voices, *(crew.leads_of(row.team_id) if with_leads else [])]

    def awaited(self, row: Any) -> Awaited:
        debrief = Debrief.from_db(DEFAULT_DB_ALIAS, MARKED, [getattr(row, name) for name in MARKED])
        return Awaited(
            subject=self.subject,
            pk=row.id,
            asks=_asked_of(debrief),
            title=row.incident__title,
            due_on=timezone.localdate(row.objections_until) if debrief.is_standing else row.due_on,
            url=f"{address_of('overview:debrief', row.incident_id)}{_place_on_the_page(debrief)}",
            kind=row.incident__kind,
            debrief=debrief,
            team=row.team_name,
            letter_of=row.incident__received_on,
            support=_support(row),
        )


def _invited(things: Things[Any], wanted: Pairs, people: Collection[User]) -> Pairs:
    """Who of these people is invited to which of the debriefs that are wanted."""
    debriefs = things.still_open().filter(pk__among={pk for pk, _ in wanted})
    invited = debriefs.filter(**{f"{things.whose}__among": [person.pk for person in people]})
    return set(invited.values_list("pk", things.whose))


def _asked_of(debrief: Debrief) -> LazyText | str:
    if debrief.is_short:
        return _("Debrief this letter")
    if debrief.is_standing:
        return _("Read the texts; object if you cannot stand behind them")
    return ASKED_ON_THE_LONG_WAY[Phase(debrief.phase)]


def _support(row: Any) -> Support:
    """What was said before it was opened anew is over."""
    begun_on, since = row.opened_at.date(), date.min
    return Support(
        team_id=row.team_id,
        host_id=row.host_id,
        hindrance=row.obstacle__hindrance if (row.obstacle__said_on or since) >= begun_on else "",
        is_confided=(row.obstacle__confided_on or since) >= begun_on,
        confidant_id=row.confidant_id,
    )


def _place_on_the_page(debrief: Debrief) -> str:
    """The first box to write notes in; while a debrief is agreed on the one to be filled in next, or the last."""
    if debrief.phase == Phase.GATHER:
        return f"#{Section.WHAT.value}"
    if debrief.phase != Phase.AGREE or debrief.is_standing:
        return ""
    empty = (mark.section for mark in debrief.section_marks if mark.state == SectionState.EMPTY)
    return f"#{next(empty, Section.DIFFERENTLY).value}"


class WordsAfterwards(Things[Afterwards]):
    """What a debrief agreed on, for all its voices: told once, to all of them in the same words.

    Who has answered the two questions is neither known nor asked here.
    """

    subject = Subject.AFTERWARDS
    whose = "debrief__voices__person"
    model = Afterwards
    ladder = cadence.AFTERWARDS
    of_team = "debrief__team"
    shown = ("pk", "due_on", "debrief__incident_id", "debrief__incident__title", "debrief__incident__kind")

    def still_open(self) -> QuerySet[Afterwards]:
        return Afterwards.objects.filter(closed_at__isnull=True, debrief__phase=Phase.COMPLETE)

    def is_own(self, numbers: Sequence[int]) -> Q:
        person, bit = numbers
        return has_bit(bit) & Q(**{self.whose: person})

    def numbers_of(self, person: User) -> list[int]:
        return [person.pk, bits_of([person.pk])]

    def rows(self) -> QuerySet[Afterwards]:
        """Also those whose debrief is open again: they have their next moment like any other, and tell nobody."""
        needed = ("due_on", "begun_at", "remind_at", "debrief__phase", "debrief__team")
        return Afterwards.objects.filter(closed_at__isnull=True).select_related("debrief__team").only(*needed)

    def can_await(self, *, on: date) -> QuerySet[Afterwards]:
        return self.still_open().filter(due_on__gte=on)

    def hearers(self, wanted: Pairs, people: Collection[User]) -> Pairs:
        return _invited(self, wanted, people)

    def team(self, row: Afterwards) -> Team:
        return row.debrief.team

    def begun_on(self, row: Afterwards) -> date:
        return self.team(row).day_of(row.begun_at)

    def put_off(self, pks: Iterable[int]) -> QuerySet[Afterwards]:
        """It is told once, so there is nothing that could wait."""
        return Afterwards.objects.none()

    def people(self, row: Afterwards, step: Step, crew: Crew) -> list[User]:
        return crew.voices_of(row.pk) if step == Step.INVITATION and row.debrief.is_complete else []

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
