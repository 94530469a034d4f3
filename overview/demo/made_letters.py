"""Made-up letters with their originals and points, and what was done with their customers: nearly all that was due."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

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
    WayIn,
)
from incidents.recovery import LADDER
from overview.demo import wording
from overview.demo.ground import Maker, later_day

PROMISES = {Kind.COMPLAINT: 0.3, Kind.PRAISE: 0.02}
KEPT = 0.88


@cache
def _label(step: Step) -> str:
    return str(step.label)


@dataclass
class LetterMaker(Maker):
    themes: dict[int, list[int]] = field(default_factory=dict)

    def incident(self, at: datetime, number: int) -> Incident:
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

    def hang_on(self, incident: Incident) -> None:
        self.add(self._original(incident))
        self.tell(incident, Happening.LOGGED, incident.logged_at, by=incident.logged_by_id)
        themes = self.chance.sample(self.ground.themes, k=self.chance.choice((0, 1, 1, 2)))
        self.themes[incident.pk] = themes
        for theme in themes:
            self.add(Incident.themes.through(incident_id=incident.pk, theme_id=theme))
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
        stage = self.stage() if self.chance.random() < 0.8 else None
        of_letter = {"incident_id": incident.pk, "team_id": incident.team_id, "received_on": incident.received_on}
        self.add(Point(**of_letter, polarity=mood, stage_id=stage))
        spans = {wording.passage(self.chance, incident.text) for _ in range(self.chance.choice((0, 1, 1, 2)))}
        for start, end in sorted(spans):
            polarity = mood if self.chance.random() < 0.8 else self.chance.choice(Polarity.values)
            self.add(
                Point(
                    **of_letter,
                    quote=incident.text[start:end],
                    start=start,
                    end=end,
                    polarity=polarity,
                    stage_id=self.stage(),
                    factor_id=self.chance.choice(self.ground.factors),
                    effect=Effect.HELPED if polarity == Polarity.GOOD else Effect.HINDERED,
                )
            )

    def _add_steps(self, incident: Incident) -> None:
        for step, days in LADDER[Kind(incident.kind)]:
            due_on = later_day(incident.logged_at.date(), days)
            done_at = self.later(incident.logged_at, days + 1) if self.is_settled(due_on) else None
            note = wording.sentence(self.chance) if done_at and self.chance.random() < 0.4 else ""
            self.add(
                RecoveryStep(
                    incident_id=incident.pk,
                    team_id=incident.team_id,
                    step=step,
                    due_on=due_on,
                    done_at=done_at,
                    note=note,
                    remind_at=self.awaited(done_at),
                )
            )
            if done_at:
                detail = f"{_label(step)}: {note}" if note else _label(step)
                self.tell(incident, Happening.STEP_DONE, done_at, by=incident.logged_by_id, detail=detail)

    def _add_promise(self, incident: Incident) -> None:
        made_at = self.later(incident.logged_at, 2)
        due_on = later_day(made_at.date(), self.chance.randint(2, 15))
        settled_at = self.later(made_at, 15) if self.is_settled(due_on) else None
        is_kept = self.chance.random() < KEPT
        what, by = wording.sentence(self.chance, 4, 8), self.ground.teams[incident.team_id].people[0]
        promise = Promise(
            incident_id=incident.pk,
            team_id=incident.team_id,
            what=what,
            owner_id=by,
            made_at=made_at,
            due_on=due_on,
            kept_at=settled_at if is_kept else None,
            broken_at=None if is_kept else settled_at,
            remind_at=self.awaited(settled_at),
        )
        self.add(promise)
        self.tell(incident, Happening.PROMISED, made_at, by=by, detail=what)
        if settled_at:
            outcome = Happening.PROMISE_KEPT if is_kept else Happening.PROMISE_BROKEN
            self.tell(incident, outcome, settled_at, by=by, detail=what)
