"""The debrief of one letter: three sections that all stand behind, and the way to them.

Nothing here ties a text to a person: sections carry a version, never an author or a time.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from foundation.addresses import address_of
from incidents.models import Incident, Kind
from people.models import Membership, Team, User
from rankless.models.voices import Voice


class Way(models.TextChoices):
    """How a debrief goes: straight to three boxes, or by notes that each voice first writes alone."""

    SHORT = "short", _("short way")
    LONG = "long", _("notes first")


class Phase(models.TextChoices):
    """Where a debrief stands; the short way begins with `AGREE`."""

    GATHER = "gather", _("Write alone")
    REVEAL = "reveal", _("Read together")
    WEIGH = "weigh", _("Pick what matters")
    AGREE = "agree", _("Agree")
    COMPLETE = "complete", _("Done")


class HeadsUp(models.TextChoices):
    """Whether the people concerned hear of a harsh letter from a person first; nothing says who told whom, or when."""

    NOT_ASKED = "", _("not needed")
    WANTED = "wanted", _("somebody speaks with the people concerned first")
    DONE = "done", _("somebody spoke with the people concerned")


class Section(models.TextChoices):
    """The three parts of every debrief, in order; the values are also the names of the debrief's text fields."""

    WHAT = "what", _("What happened")
    WHY = "why", _("Why")
    DIFFERENTLY = "differently", _("What we do differently")


SHORT_TITLES: dict[Section, LazyText] = {
    Section.WHAT: _("What"),
    Section.WHY: _("Why"),
    Section.DIFFERENTLY: _("Differently"),
}


class SectionState(models.TextChoices):
    EMPTY = "empty", _("empty")
    WRITTEN = "written", _("being written")
    AGREED = "agreed", _("agreed")


class Part(models.TextChoices):
    """All that people write together: the three sections, and what is asked beside them.

    The values are the names of the debrief's text fields; each has a version beside it.
    """

    WHAT = Section.WHAT.value, _("What happened")
    WHY = Section.WHY.value, _("Why")
    DIFFERENTLY = Section.DIFFERENTLY.value, _("What we do differently")
    OTHER_SIDE = "other_side", _("The other side")
    NO_CHANGE = "no_change_because", _("Nothing changes, because")


OTHER_SIDE_QUESTIONS: dict[str, LazyText] = {
    Kind.COMPLAINT: _("What was handled well?"),
    Kind.PRAISE: _("What nearly went wrong?"),
}
"""Success teaches most by what nearly failed, and a bad day ends better with what went well."""

OTHER_WORDS = ["reopened_because", "opening_line", "other_side", "no_change_because", "objections"]
"""What is written about a debrief beside its sections; as long, and as little needed in lists."""


@dataclass(frozen=True)
class SectionMark:
    """One third of the three-part mark. Its title follows from its section, and need not be said to tell marks apart."""

    section: Section
    title: LazyText = field(compare=False)
    state: SectionState


class DebriefQuerySet(models.QuerySet["Debrief"]):
    def visible_to(self, person: User) -> "DebriefQuerySet":
        """Debriefs of the teams `person` is in, and those they are invited to from elsewhere."""
        return self._of_teams_or_invited(person.team_ids, person)

    def visible_at_once(self, person: User) -> "DebriefQuerySet":
        """The same, asked along with a single debrief; over many, the numbers of the teams are walked to faster.

        `is_ours` says whether it is one of a team of theirs, whose other pages they may read too.
        """
        teams = Membership.objects.filter(user=person).values("team_id")
        is_ours = Exists(teams.filter(team_id=OuterRef("team_id")))
        return self._of_teams_or_invited(teams, person).annotate(is_ours=is_ours)

    def incomplete(self) -> "DebriefQuerySet":
        return self.exclude(phase=Phase.COMPLETE)

    def unsettled(self) -> "DebriefQuerySet":
        """Not agreed on yet. One that stands is left out: it only waits for objections, and nobody has to do anything."""
        return self.incomplete().filter(objections_until__isnull=True)

    def late(self, *, on: date) -> "DebriefQuerySet":
        return self.unsettled().filter(due_on__lt=on)

    def complete(self) -> "DebriefQuerySet":
        return self.filter(phase=Phase.COMPLETE)

    def without_texts(self) -> "DebriefQuerySet":
        """For lists: what the three-part mark needs, and none of the words."""
        return self.defer(*Section.values, *OTHER_WORDS)

    def _of_teams_or_invited(self, teams: Any, person: User) -> "DebriefQuerySet":
        invited = Voice.objects.filter(person=person).values("debrief_id")
        return self.filter(Q(team_id__in=teams) | Q(pk__in=invited))


def _written(section: Section) -> models.GeneratedField:
    return models.GeneratedField(
        expression=~Q(**{section.value: ""}),  # type: ignore[arg-type]  # a condition is an expression too
        output_field=models.BooleanField(),
        db_persist=True,
    )


class Debrief(models.Model):
    """The rankless conversation about one letter. It is complete only when all three sections are written.

    `team` is the letter's, which never changes: kept here too, so that a team's open debriefs are found without their
    letters. Each section has a version, raised by every change of its text, by which two people writing at once are told
    apart. `remind_at` is the moment of the next reminder, present exactly while the debrief is incomplete.

    `moves` counts what other screens have to show: a new phase, a changed group, a saved text; never that somebody handed
    something in. `hand_ins` is how many voices handed in before the reveal, and empty until then. `opening_line` is what
    somebody who leads could have done better, under their name in `opening_line_signed`. `other_side` is what was handled
    well (complaint) or what nearly went wrong (praise). Until `objections_until` anyone may still object to what was
    agreed; `objections` is what was last objected, in random order.
    """

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="debrief")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="debriefs")
    way = models.CharField(max_length=10, choices=Way, default=Way.SHORT)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.AGREE)
    moves = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    completed_at = models.DateTimeField(null=True, blank=True)
    reopened_because = models.TextField(blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)

    heads_up = models.CharField(max_length=10, choices=HeadsUp, blank=True, default=HeadsUp.NOT_ASKED)
    opening_line = models.TextField(blank=True)
    opening_line_signed = models.CharField(max_length=120, blank=True)
    hand_ins = models.PositiveIntegerField(null=True, blank=True)

    what = models.TextField(blank=True)
    why = models.TextField(blank=True)
    differently = models.TextField(blank=True)
    what_version = models.PositiveIntegerField(default=0)
    why_version = models.PositiveIntegerField(default=0)
    differently_version = models.PositiveIntegerField(default=0)
    other_side = models.TextField(blank=True)
    other_side_version = models.PositiveIntegerField(default=0)
    no_change_because = models.TextField(blank=True)
    no_change_because_version = models.PositiveIntegerField(default=0)
    objections_until = models.DateTimeField(null=True, blank=True)
    objections = models.JSONField(default=list, blank=True)
    what_written = _written(Section.WHAT)
    why_written = _written(Section.WHY)
    differently_written = _written(Section.DIFFERENTLY)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="debrief_is_complete_only_when_all_is_written",
                condition=~Q(phase="complete") | ~(Q(what="") | Q(why="") | Q(differently="")),
            ),
            models.CheckConstraint(
                name="debrief_has_completed_at_exactly_when_complete",
                condition=Q(phase="complete", completed_at__isnull=False)
                | (~Q(phase="complete") & Q(completed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="debrief_takes_objections_only_while_agreeing",
                condition=Q(objections_until__isnull=True) | Q(phase="agree"),
            ),
            models.CheckConstraint(
                name="debrief_gathers_notes_only_on_the_long_way",
                condition=Q(way="long") | Q(phase__in=["agree", "complete"]),
            ),
            models.CheckConstraint(
                name="debrief_completes_after_it_opens",
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="debrief_reminds_exactly_while_incomplete",
                condition=Q(phase="complete", remind_at__isnull=True)
                | (~Q(phase="complete") & Q(remind_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["objections_until"], condition=Q(objections_until__isnull=False), name="debriefs_standing"
            ),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="debriefs_to_remind"),
            models.Index(
                fields=["team", "due_on", "incident"], condition=~Q(phase="complete"), name="debriefs_open_of_team"
            ),
            # Over many teams, and for one person, the soonest are walked to instead.
            models.Index(fields=["due_on", "incident"], condition=~Q(phase="complete"), name="debriefs_open_by_day"),
            # The last one completed is walked to, whatever else was.
            models.Index(fields=["completed_at", "id"], condition=Q(phase="complete"), name="debriefs_by_completion"),
            # Of a word that is in many, the newest of all teams or of one are walked to.
            models.Index(fields=["due_on", "id"], condition=Q(phase="complete"), name="debriefs_done_by_day"),
            models.Index(fields=["team", "due_on", "id"], condition=Q(phase="complete"), name="debriefs_done_of_team"),
        ]

    def __str__(self) -> str:
        return f"debrief of {self.incident_id}"

    def get_absolute_url(self) -> str:
        return address_of("overview:debrief", self.incident_id)

    @property
    def is_complete(self) -> bool:
        return self.phase == Phase.COMPLETE

    @property
    def is_short(self) -> bool:
        return self.way == Way.SHORT

    @property
    def is_standing(self) -> bool:
        """Whether somebody said that all stand behind the texts, and only the time to object is waited for."""
        return self.objections_until is not None

    @property
    def is_gathering(self) -> bool:
        return self.phase == Phase.GATHER

    @property
    def hides_letter(self) -> bool:
        """Whether its pages keep the letter back until somebody spoke with the people concerned."""
        return self.heads_up == HeadsUp.WANTED and not self.is_complete

    @property
    def takes_opening_line(self) -> bool:
        """Before the notes are read, or on the short way before anything is written, which is before the talk begins."""
        is_untouched = all(mark.state == SectionState.EMPTY for mark in self.section_marks)
        return self.is_gathering or (self.is_short and is_untouched and not self.is_complete)

    def is_as_counted(self, section: Section) -> bool:
        """Whether its text is what was there when the votes were counted: nobody has made one text of the notes yet."""
        return not (self.is_short or self.version_of(section) > 1 or self.objections or self.reopened_because)

    @property
    def section_marks(self) -> list[SectionMark]:
        """The three-part mark: each section with its short title and state."""
        return [SectionMark(section, SHORT_TITLES[section], self._state_of(section)) for section in Section]

    @property
    def unwritten(self) -> list[Section]:
        return [section for section in Section if not getattr(self, section.value)]

    def text_of(self, part: Part | Section) -> str:
        return getattr(self, part.value)

    def version_of(self, part: Part | Section) -> int:
        return getattr(self, f"{part.value}_version")

    def title_of(self, part: Part | Section) -> str:
        """What is asked for in this part; of the other side, what fits a letter of this kind."""
        if part == Part.OTHER_SIDE:
            return str(OTHER_SIDE_QUESTIONS[self.incident.kind])
        return str(part.label)

    def _state_of(self, section: Section) -> SectionState:
        if not getattr(self, f"{section.value}_written"):
            return SectionState.EMPTY
        return SectionState.AGREED if self.is_complete else SectionState.WRITTEN
