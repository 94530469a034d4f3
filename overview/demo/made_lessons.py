"""The lessons that made-up debriefs taught, with what was planned for them and whether they held."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from foundation.working_days import MONDAY_TO_FRIDAY
from lessons.models import (
    Action,
    Adoption,
    Answer,
    Evidence,
    EvidenceOutcome,
    Lesson,
    LessonEvent,
    LessonKind,
    LooksLike,
    Sighting,
    Status,
    Strength,
    Turn,
)
from overview.demo import wording
from overview.demo.ground import Maker, later_day
from rankless.models import Debrief

ONE_ASKED_OF = 5
ONE_DOUBTED_OF = 20
STRENGTHS = ("", *Strength.values)


@dataclass
class LessonMaker(Maker):
    _norms: dict[int, Lesson] = field(default_factory=dict)
    """The last norm of each team so far."""

    def lesson(self, debrief: Debrief) -> Lesson:
        drawn_on = (debrief.completed_at or debrief.opened_at).date()
        status = self._status(drawn_on)
        is_dropped = status == Status.DROPPED
        return Lesson(
            debrief=debrief,
            team_id=debrief.incident.team_id,
            kind=LessonKind.fitting(debrief.incident.kind),
            sentence=wording.sentence(self.chance, 8, 16),
            stage_id=self.stage(),
            status=status,
            drawn_on=drawn_on,
            norm_since=drawn_on + timedelta(days=30) if status == Status.NORM else None,
            check_on=None if is_dropped else self._check_day(drawn_on),
            dropped_because=wording.sentence(self.chance) if is_dropped else "",
            remind_at=None if is_dropped else self.awaited(None),
            is_shared=status == Status.NORM and debrief.pk % self.ground.shared_every == 0,
        )

    def _status(self, drawn_on: date) -> Status:
        """A lesson can be checked only after a month."""
        if self.ground.until.date() - drawn_on < timedelta(days=30):
            return self.chance.choice((Status.PROPOSED, Status.TRYING))
        return self.chance.choice((Status.TRYING, *[Status.NORM] * 5, Status.RELAPSED, Status.DROPPED))

    def _check_day(self, drawn_on: date) -> date:
        """After a month; old lessons are looked at every quarter, and a few of those looks are overdue."""
        soon = self.ground.until.date() + timedelta(days=self.chance.randint(-3, 87))
        return MONDAY_TO_FRIDAY.on_or_after(max(drawn_on + timedelta(days=30), soon))

    def hang_on_lesson(self, lesson: Lesson, *, themes: list[int]) -> None:
        team = self.ground.teams[lesson.team_id]
        drawn_at = lesson.debrief.completed_at or lesson.debrief.opened_at
        for number in range(self.chance.choice((0, 1, 1, 2, 3))):
            due_on = later_day(lesson.drawn_on, self.chance.randint(5, 30))
            done_at = self.later(drawn_at, 30) if self.is_settled(due_on) else None
            what = f"{wording.sentence(self.chance, 4, 9)[:180]} ({number + 1})"
            owner = self.chance.choice(team.people)
            self.add(
                Action(
                    lesson_id=lesson.pk,
                    team_id=lesson.team_id,
                    what=what,
                    owner_id=owner,
                    due_on=due_on,
                    done_at=done_at,
                    remind_at=self.awaited(done_at),
                    asked_on=lesson.drawn_on,
                    answer=Answer.ASKED if not done_at and lesson.pk % ONE_ASKED_OF == 0 else Answer.ACCEPTED,
                    strength=STRENGTHS[(lesson.pk + number) % len(STRENGTHS)],
                )
            )
        factor = self.ground.factors[lesson.pk % len(self.ground.factors)]
        self.add(Lesson.factors.through(lesson_id=lesson.pk, factor_id=factor))
        for theme in themes:
            self.add(Lesson.themes.through(lesson_id=lesson.pk, theme_id=theme))
        if lesson.status in {Status.NORM, Status.RELAPSED}:
            self.add(self._evidence(lesson))
            self.add(self._turn(lesson))
        if lesson.is_shared:
            self._let_others_do_it(lesson)
        norm = self._norms.get(lesson.team_id)
        if norm and lesson.pk % ONE_DOUBTED_OF == 0:
            self.add(self._doubt(norm, lesson))
        if lesson.status == Status.NORM:
            self._norms[lesson.team_id] = lesson

    def _turn(self, lesson: Lesson) -> LessonEvent:
        what = Turn.NORM if lesson.status == Status.NORM else Turn.RELAPSED
        return LessonEvent(lesson_id=lesson.pk, what=what, happened_on=lesson.drawn_on + timedelta(days=30))

    def _doubt(self, norm: Lesson, later: Lesson) -> Sighting:
        """A later letter of the team that may tell against the norm, and that nobody has answered."""
        return Sighting(
            lesson=norm,
            incident_id=later.debrief.incident_id,
            team_id=norm.team_id,
            looks_like=LooksLike.RELAPSE,
            same_factor=later.pk % 2 == 0,
            found_on=later.drawn_on,
        )

    def _let_others_do_it(self, lesson: Lesson) -> None:
        """None to three of the other teams, since a week after it became the norm."""
        others = [team for team in self.ground.teams if team != lesson.team_id]
        since = min(lesson.drawn_on + timedelta(days=37), self.ground.until.date())
        for number in range(lesson.pk % 4):
            team = others[(lesson.pk + number) % len(others)]
            self.add(Adoption(lesson_id=lesson.pk, team_id=team, proposed_on=since, since=since))

    def _evidence(self, lesson: Lesson) -> Evidence:
        outcome = EvidenceOutcome.HELD if lesson.status == Status.NORM else EvidenceOutcome.RELAPSED
        noted_on = lesson.drawn_on + timedelta(days=30)
        note = wording.sentence(self.chance)
        return Evidence(lesson_id=lesson.pk, team_id=lesson.team_id, outcome=outcome, note=note, noted_on=noted_on)
