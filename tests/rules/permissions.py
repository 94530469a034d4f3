"""Who may do what: every address, every person, and the answer they get. The one table of permissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.rules.world import PEOPLE, World


def nothing(world: World) -> tuple[()]:
    return ()


def no_form(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Entry:
    method: str
    answers: tuple[int, ...]
    at: Callable[[World], tuple[Any, ...]] = field(default=nothing)
    sending: Callable[[World], dict[str, Any]] = field(default=no_form)

    def answer_for(self, person: str) -> int:
        return self.answers[PEOPLE.index(person)]


def get(*answers: int, at: Callable[[World], tuple[Any, ...]] = nothing) -> Entry:
    return Entry("GET", answers, at=at)


def post(
    *answers: int,
    at: Callable[[World], tuple[Any, ...]] = nothing,
    sending: Callable[[World], dict[str, Any]] = no_form,
) -> Entry:
    return Entry("POST", answers, at=at, sending=sending)


TABLE: dict[str, list[Entry]] = {
    # anonymous, outsider, member, manager, lead, administrator
    "foundation:up": [get(200, 200, 200, 200, 200, 200)],
    "foundation:ready": [get(200, 200, 200, 200, 200, 200)],
}
