"""Whose letters a dashboard is about, of which weeks and which kind, as its address says."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from incidents.models import Kind
from overview.dashboard.periods import Period
from overview.filters import LetterFilter, one_of
from people.models import Team, User

ALL = "all"


@dataclass(frozen=True)
class Scope:
    """`team` is empty when it is about all of the person's teams, `kind` when it is about complaints and praise."""

    person: User
    team: Team | None
    period: Period
    kind: str = ""

    @classmethod
    def read(cls, query: Any, *, person: User, today: date) -> "Scope":
        """Who leads some of their teams and not others begins with one that they lead."""
        asked, kind = query.get("team", ""), query.get("kind", "")
        team = one_of(person.teams, asked)
        if not team and asked != ALL:
            team = _usual_team(person)
        return cls(
            person,
            team,
            Period.read(query.get("weeks", ""), today=today),
            kind=kind if kind in Kind.values else "",
        )

    @cached_property
    def teams(self) -> list[Team]:
        return [self.team] if self.team else self.person.teams

    @property
    def name(self) -> str:
        """Of the only team it is about; empty if there are several."""
        return self.teams[0].name if len(self.teams) == 1 else ""

    @property
    def choices(self) -> tuple[tuple[str, str, str], ...]:
        """The teams it can be about: what stands in the address, the name, and a mark at the one it is about."""
        chosen = self.team.pk if self.team else None
        teams = self.person.teams
        return tuple((str(team.pk), team.name, "selected" if team.pk == chosen else "") for team in teams)

    @property
    def is_led(self) -> bool:
        """Whether the person leads every team it is about."""
        return bool(self.teams) and {team.pk for team in self.teams} <= set(self.person.led_team_ids)

    @property
    def asked(self) -> LetterFilter:
        """The question that the list of letters is asked for the same letters."""
        return LetterFilter(team=self.team, kind=self.kind, since=self.period.since, until=self.period.until)

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label) if self.kind else ""

    @property
    def parameters(self) -> dict[str, str]:
        """What stands in the address of a page about the same."""
        written = {
            "team": str(self.team.pk) if self.team else ALL,
            "weeks": str(self.period.weeks),
            "kind": self.kind,
        }
        return {name: value for name, value in written.items() if value}


def _usual_team(person: User) -> Team | None:
    led = set(person.led_team_ids)
    if not led or led == set(person.team_ids):
        return None
    return next(team for team in person.teams if team.pk in led)
