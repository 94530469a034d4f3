"""The rows of one batch of made-up letters: each with its original, points, customer care, debrief and lessons.

They are made to satisfy every constraint of the models, in the proportions of a company that has debriefed for two
years: most care for customers is done, most promises are kept, some lessons came back.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Model

from foundation.working_days import add_working_days, on_or_after
from incidents.models import (
    Channel,
    Effect,
    Happening,
    Incident,
    Kind,
    Original,
    Outcome,
    Point,
    Polarity,
    Promise,
    RecoveryStep,
    Step,
    TimelineEntry,
    WayIn,
)
from incidents.recovery import LADDER
from lessons.models import Action, Evidence, EvidenceOutcome, Lesson, LessonKind, Status
from overview.demo import wording
from rankless.models import Debrief, Phase, Voice
from rankless.opening import DUE_AFTER_WORKING_DAYS

COMPLETE, HALF_EMPTY = 0.6, 0.5
DRAWS_A_LESSON = 0.3
PROMISES = {Kind.COMPLAINT: 0.3, Kind.PRAISE: 0.02}

_later_day = cache(add_working_days)


@cache
def _label(step: Step) -> str:
    return str(step.label)


@dataclass(frozen=True)
class TeamGround:
    pk: int
    people: list[int]
    customers: list[int]


@dataclass(frozen=True)
class Ground:
    """What the letters stand on; `until` is the end of the two years."""

    until: datetime
    teams: dict[int, TeamGround]
    stages: list[int]
    factors: list[int]
    themes: list[int]
    rare_every: int


@dataclass
class Batch:
    """Makes rows and writes them, a table at a time."""

    chance: Random
    ground: Ground
    rows: dict[type[Model], list[Any]] = field(default_factory=dict)
    themes: dict[int, list[int]] = field(default_factory=dict)

    def write(self, moments: list[datetime], *, first: int) -> None:
        """One letter for each moment; `first` is the number of the first of them."""
        incidents = [self._incident(at, number) for number, at in enumerate(moments, start=first)]
        Incident.objects.bulk_create(incidents)
        debriefs = [self._debrief(incident) for incident in incidents]
        Debrief.objects.bulk_create(debriefs)
        lessons = [self._lesson(debrief) for debrief in debriefs if self._teaches(debrief)]
        Lesson.objects.bulk_create(lessons)
        for incident, debrief in zip(incidents, debriefs, strict=True):
            self._hang_on_incident(incident)
            self._hang_on_debrief(debrief)
        for lesson in lessons:
            self._hang_on_lesson(lesson)
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows)

    # Letters

    def _incident(self, at: datetime, number: int) -> Incident:
        is_rare = number % self.ground.rare_every == self.ground.rare_every // 2
        teams = list(self.ground.teams.values())
        team = teams[0] if is_rare else self.chance.choice(teams)
        logged_at = min(at + timedelta(hours=self.chance.randint(0, 30)), self.ground.until)
        return Incident(
            kind=self.chance.choice(Kind.values),
            team_id=team.pk,
            customer_id=self.chance.choice(team.customers) if self.chance.random() < 0.9 else None,
            title=wording.sentence(self.chance, 4, 9).rstrip("."),
            text=wording.letter(self.chance, with_word=wording.RARE if is_rare else ""),
            received_on=at.date(),
            channel=self.chance.choice(Channel.values),
            logged_by_id=team.people[0],
            logged_at=logged_at,
        )

    def _hang_on_incident(self, incident: Incident) -> None:
        self._add(self._original(incident))
        self._tell(incident, Happening.LOGGED, incident.logged_at, by=incident.logged_by_id)
        themes = self.chance.sample(self.ground.themes, k=self.chance.choice((0, 1, 1, 2)))
        self.themes[incident.pk] = themes
        for theme in themes:
            self._add(Incident.themes.through(incident_id=incident.pk, theme_id=theme))
        self._add_points(incident)
        self._add_steps(incident)
        if self.chance.random() < PROMISES[Kind(incident.kind)]:
            self._add_promise(incident)

    def _original(self, incident: Incident) -> Original:
        raw = incident.text.encode()
        return Original(
            team_id=incident.team_id,
            way_in=WayIn.DEMO,
            outcome=Outcome.LOGGED,
            form_key=UUID(int=self.chance.getrandbits(128), version=4),
            raw=raw,
            sha256=hashlib.sha256(raw).hexdigest(),
            received_at=incident.logged_at,
            logged_by_id=incident.logged_by_id,
            incident_id=incident.pk,
        )

    def _add_points(self, incident: Incident) -> None:
        """The whole letter, and no, one or two passages of it."""
        mood = Polarity.BAD if incident.is_complaint else Polarity.GOOD
        stage = self._stage() if self.chance.random() < 0.8 else None
        self._add(Point(incident_id=incident.pk, polarity=mood, stage_id=stage))
        spans = {wording.passage(self.chance, incident.text) for _ in range(self.chance.choice((0, 1, 1, 2)))}
        for start, end in sorted(spans):
            polarity = mood if self.chance.random() < 0.8 else self.chance.choice(Polarity.values)
            self._add(
                Point(
                    incident_id=incident.pk,
                    quote=incident.text[start:end],
                    start=start,
                    end=end,
                    polarity=polarity,
                    stage_id=self._stage(),
                    factor_id=self.chance.choice(self.ground.factors),
                    effect=Effect.HELPED if polarity == Polarity.GOOD else Effect.HINDERED,
                )
            )

    def _stage(self) -> int:
        """Some stages are talked about far more than others."""
        return self.ground.stages[int(self.chance.random() ** 1.7 * len(self.ground.stages))]

    def _add_steps(self, incident: Incident) -> None:
        for step, days in LADDER[Kind(incident.kind)]:
            due_on = _later_day(incident.logged_at.date(), days)
            is_past = due_on < self.ground.until.date()
            done_at = self._later(incident.logged_at, days + 1) if self.chance.random() < 0.95 and is_past else None
            note = wording.sentence(self.chance) if done_at and self.chance.random() < 0.4 else ""
            reminding = self._awaited(done_at)
            self._add(
                RecoveryStep(
                    incident_id=incident.pk, step=step, due_on=due_on, done_at=done_at, note=note, remind_at=reminding
                )
            )
            if done_at:
                detail = f"{_label(step)}: {note}" if note else _label(step)
                self._tell(incident, Happening.STEP_DONE, done_at, by=incident.logged_by_id, detail=detail)

    def _add_promise(self, incident: Incident) -> None:
        made_at = self._later(incident.logged_at, 2)
        due_on = _later_day(made_at.date(), self.chance.randint(2, 15))
        is_past = due_on < self.ground.until.date()
        settled_at = self._later(made_at, 15) if self.chance.random() < 0.97 and is_past else None
        is_kept = self.chance.random() < 0.88
        what, by = wording.sentence(self.chance, 4, 8), self.ground.teams[incident.team_id].people[0]
        promise = Promise(
            incident_id=incident.pk,
            what=what,
            owner_id=by,
            due_on=due_on,
            kept_at=settled_at if is_kept else None,
            broken_at=None if is_kept else settled_at,
            remind_at=self._awaited(settled_at),
        )
        self._add(promise)
        self._tell(incident, Happening.PROMISED, made_at, by=by, detail=what)
        if settled_at:
            outcome = Happening.PROMISE_KEPT if is_kept else Happening.PROMISE_BROKEN
            self._tell(incident, outcome, settled_at, by=by, detail=what)

    # Debriefs

    def _debrief(self, incident: Incident) -> Debrief:
        completed_at = incident.logged_at + timedelta(days=self.chance.uniform(0.3, 12))
        is_complete = self.chance.random() < COMPLETE and completed_at < self.ground.until
        written = 3 if is_complete else self.chance.choice((0, 0, 1, 2))
        texts = [wording.paragraph(self.chance, sentences=self.chance.randint(1, 4)) for _ in range(written)]
        what, why, differently = [*texts, "", "", ""][:3]
        return Debrief(
            incident=incident,
            team_id=incident.team_id,
            phase=Phase.COMPLETE if is_complete else Phase.AGREE,
            opened_at=incident.logged_at,
            due_on=_later_day(incident.logged_at.date(), DUE_AFTER_WORKING_DAYS),
            completed_at=completed_at if is_complete else None,
            remind_at=self._awaited(completed_at if is_complete else None),
            what=what,
            why=why,
            differently=differently,
            what_version=int(bool(what)),
            why_version=int(bool(why)),
            differently_version=int(bool(differently)),
        )

    def _hang_on_debrief(self, debrief: Debrief) -> None:
        team = self.ground.teams[debrief.incident.team_id]
        for person in sorted(self.chance.sample(team.people, k=self.chance.choice((3, 4)))):
            self._add(Voice(debrief_id=debrief.pk, person_id=person))
        if debrief.completed_at:
            self._tell(debrief.incident, Happening.DEBRIEF_COMPLETED, debrief.completed_at)

    # Lessons

    def _teaches(self, debrief: Debrief) -> bool:
        return debrief.is_complete and self.chance.random() < DRAWS_A_LESSON

    def _lesson(self, debrief: Debrief) -> Lesson:
        drawn_on = (debrief.completed_at or debrief.opened_at).date()
        status = self._status(drawn_on)
        is_dropped = status == Status.DROPPED
        return Lesson(
            debrief=debrief,
            team_id=debrief.incident.team_id,
            kind=LessonKind.fitting(debrief.incident.kind),
            sentence=wording.sentence(self.chance, 8, 16),
            stage_id=self._stage(),
            status=status,
            drawn_on=drawn_on,
            norm_since=drawn_on + timedelta(days=30) if status == Status.NORM else None,
            check_on=None if is_dropped else self._check_day(drawn_on),
            dropped_because=wording.sentence(self.chance) if is_dropped else "",
            remind_at=None if is_dropped else self._awaited(None),
        )

    def _status(self, drawn_on: date) -> Status:
        """A lesson can be checked only after a month."""
        if self.ground.until.date() - drawn_on < timedelta(days=30):
            return self.chance.choice((Status.PROPOSED, Status.TRYING))
        return self.chance.choice((Status.TRYING, *[Status.NORM] * 5, Status.RELAPSED, Status.DROPPED))

    def _check_day(self, drawn_on: date) -> date:
        """After a month; old lessons are looked at every quarter, and a few of those looks are overdue."""
        today = self.ground.until.date()
        return on_or_after(max(drawn_on + timedelta(days=30), today + timedelta(days=self.chance.randint(-3, 87))))

    def _hang_on_lesson(self, lesson: Lesson) -> None:
        team = self.ground.teams[lesson.team_id]
        drawn_at = lesson.debrief.completed_at or lesson.debrief.opened_at
        for number in range(self.chance.choice((0, 1, 1, 2, 3))):
            due_on = _later_day(lesson.drawn_on, self.chance.randint(5, 30))
            is_past = due_on < self.ground.until.date()
            done_at = self._later(drawn_at, 30) if self.chance.random() < 0.92 and is_past else None
            what = f"{wording.sentence(self.chance, 4, 9)[:180]} ({number + 1})"
            owner = self.chance.choice(team.people)
            self._add(
                Action(
                    lesson_id=lesson.pk,
                    what=what,
                    owner_id=owner,
                    due_on=due_on,
                    done_at=done_at,
                    remind_at=self._awaited(done_at),
                )
            )
        for theme in self.themes[lesson.debrief.incident_id]:
            self._add(Lesson.themes.through(lesson_id=lesson.pk, theme_id=theme))
        if lesson.status in {Status.NORM, Status.RELAPSED}:
            self._add(self._evidence(lesson))

    def _evidence(self, lesson: Lesson) -> Evidence:
        outcome = EvidenceOutcome.HELD if lesson.status == Status.NORM else EvidenceOutcome.RELAPSED
        noted_on = lesson.drawn_on + timedelta(days=30)
        return Evidence(lesson_id=lesson.pk, outcome=outcome, note=wording.sentence(self.chance), noted_on=noted_on)

    # Everywhere

    def _add(self, row: Any) -> None:
        self.rows.setdefault(type(row), []).append(row)

    def _tell(
        self, incident: Incident, what: Happening, at: datetime, *, by: int | None = None, detail: str = ""
    ) -> None:
        self._add(TimelineEntry(incident_id=incident.pk, what=what, at=at, by_id=by, detail=detail))

    def _later(self, at: datetime, days: int) -> datetime:
        return min(at + timedelta(days=self.chance.uniform(0, days)), self.ground.until)

    def _awaited(self, done_at: datetime | None) -> datetime | None:
        """When an open thing is reminded of next: within the coming week. What is done is not reminded of."""
        return None if done_at else self.ground.until + timedelta(days=self.chance.randint(1, 7), hours=9)
