"""The demo story as it stands in story/*.toml, read into plain values.

Days are working days: `ago` counts back from today, `after` and `due` count on from the day the letter was logged (for
lessons: from the day they were drawn). So the story is always as fresh as the day it is loaded. A word that nobody
knows is an error, not something to skip.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from overview.demo.doing import Expected, Work
from overview.demo.told import Told
from overview.demo.written import Written, read_debrief

FOLDER = Path(__file__).parent / "story"
PEOPLE = "people.toml"


@dataclass(frozen=True, kw_only=True)
class Person:
    key: str
    name: str
    email: str
    teams: list[str]
    manages: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    is_administrator: bool = False


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Teams, the people in them, and the themes the story needs."""

    teams: list[str]
    people: list[Person]
    themes: list[str]


@dataclass(frozen=True, kw_only=True)
class Writer:
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A point: a passage quoted from the letter."""

    quote: str
    polarity: str
    stage: str = ""
    factor: str = ""
    effect: str = ""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A recovery step that was done, and what the customer said."""

    step: str
    after: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Promised:
    what: str
    owner: str
    made: int
    due: int
    kept: int | None = None
    broken: int | None = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look at whether a lesson holds: held, relapsed, trying or dropped; `letter` names the letter that shows it."""

    after: int
    outcome: str
    note: str = ""
    letter: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    sentence: str
    stage: str = ""
    actions: list[Work] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    told: Told | None = None
    expected: Expected | None = None
    done_too: list[str] = field(default_factory=list)
    proposed_to: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter and all that followed; without a kind it is still to be sorted."""

    name: str
    ago: int
    team: str
    text: str
    kind: str = ""
    title: str = ""
    customer: Writer | None = None
    channel: str = ""
    stage: str = ""
    themes: list[str] = field(default_factory=list)
    paper: str = ""
    points: list[Said] = field(default_factory=list)
    steps: list[Done] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    debrief: Written = field(default_factory=Written)
    lessons: list[Drawn] = field(default_factory=list)


def read_cast() -> Cast:
    raw = _read(FOLDER / PEOPLE)
    return Cast(
        teams=[team["name"] for team in raw["team"]],
        people=[Person(**person) for person in raw["person"]],
        themes=[theme["name"] for theme in raw["theme"]],
    )


def read_letters() -> list[Letter]:
    """All letters of all files, oldest first."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path.name != PEOPLE)
    letters = [_letter(raw) for path in files for raw in _read(path)["letter"]]
    return sorted(letters, key=lambda letter: -letter.ago)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _letter(raw: dict[str, Any]) -> Letter:
    customer = raw.pop("customer", None)
    return Letter(
        text=raw.pop("text").strip(),
        customer=Writer(**customer) if customer else None,
        points=[Said(**point) for point in raw.pop("point", [])],
        steps=[Done(**step) for step in raw.pop("step", [])],
        promises=[Promised(**promise) for promise in raw.pop("promise", [])],
        debrief=read_debrief(raw.pop("debrief", {})),
        lessons=[_lesson(lesson) for lesson in raw.pop("lesson", [])],
        **raw,
    )


def _lesson(raw: dict[str, Any]) -> Drawn:
    told, expected = raw.pop("told", None), raw.pop("expected", None)
    return Drawn(
        told=Told(**told) if told else None,
        expected=Expected(**expected) if expected else None,
        actions=[Work(**action) for action in raw.pop("action", [])],
        looks=[Look(**look) for look in raw.pop("look", [])],
        **raw,
    )
