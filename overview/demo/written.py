"""The debrief of one letter as the story has it: which way it goes, how far, and what is noted and written.

A debrief with notes goes the long way, up to the phase it `reaches`. Notes say which of them came from one writer (`by`),
and never who that was: the story does not know it either.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from rankless.models import Part, Phase


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One note. Those with the same `pile` say the same; `votes` of one of them are the votes of all."""

    by: int
    section: str
    text: str
    stage: str = ""
    pile: str = ""
    votes: int = 0
    signed: str = ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What somebody who leads said first."""

    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How many answered afterwards, and how many of them said yes to each question."""

    answers: int
    could_say: int
    come_again: int


@dataclass(frozen=True, kw_only=True)
class Added:
    section: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Reopened:
    after: int
    because: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """`complete`: after how many days all stood behind the texts, unless somebody `objected`. `voters` of many voted.

    `in_the_way` is what its host said when it was late.
    """

    reaches: str = ""
    heads_up: bool = False
    opening: Opened | None = None
    notes: list[Noted] = field(default_factory=list)
    voters: int = 0
    what: str = ""
    why: str = ""
    differently: str = ""
    other_side: str = ""
    no_change_because: str = ""
    complete: int | None = None
    objected: str = ""
    asked: Asked | None = None
    added: Added | None = None
    reopened: Reopened | None = None
    in_the_way: str = ""

    @property
    def is_long(self) -> bool:
        return bool(self.notes or self.reaches)

    def has_reached(self, phase: Phase) -> bool:
        """Whether the notes came so far; without another word they came to the texts."""
        phases = list(Phase)
        return phases.index(phase) <= phases.index(Phase(self.reaches or Phase.AGREE))

    @property
    def texts(self) -> dict[Part, str]:
        """What is written over the first texts; the rest stays as the votes left it."""
        return {part: text for part in Part if (text := getattr(self, part.value).strip())}

    @property
    def hand_ins(self) -> list[list[Noted]]:
        """The notes of each writer."""
        by_writer = defaultdict(list)
        for note in self.notes:
            by_writer[note.by].append(note)
        return list(by_writer.values())

    @property
    def piles(self) -> list[list[Noted]]:
        """Notes that say the same; most say something of their own."""
        together = defaultdict(list)
        for note in self.notes:
            together[note.section, note.pile or note.text].append(note)
        return list(together.values())


_PIECES = {"opening": Opened, "asked": Asked, "added": Added, "reopened": Reopened}


def read_debrief(raw: dict[str, Any]) -> Written:
    pieces = {name: piece(**raw.pop(name)) for name, piece in _PIECES.items() if name in raw}
    notes = [Noted(**note) for note in raw.pop("notes", [])]
    return Written(notes=notes, **pieces, **raw)
