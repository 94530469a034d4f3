"""The notes of a debrief as they lie on the table after the reveal: in the order of their random keys, the same for all.

Notes that say the same lie in one pile. A pile bears the smallest key of its notes, so that order and piles come from
nothing but keys that were drawn at random.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from foundation.database.prepared import Prepared
from incidents.models import Stage
from incidents.models.words import along_the_way
from rankless.models import SHORT_TITLES, Contribution, Debrief, Section

NOTES = Prepared(
    lambda debrief: Contribution.objects.filter(debrief=debrief).select_related("stage").order_by("pile", "key")
)


@dataclass(frozen=True)
class Pile:
    """Notes of one section that say the same; most piles are one note."""

    notes: list[Contribution]

    @property
    def key(self) -> UUID:
        return self.notes[0].pile

    @property
    def weight(self) -> int:
        """How many votes the pile was given; nothing before all are counted."""
        return self.notes[0].weight

    @property
    def is_alone(self) -> bool:
        return len(self.notes) == 1

    @property
    def stage(self) -> Stage | None:
        """Where on the customer's way the pile is shown: at the stage of its first note."""
        return self.notes[0].stage

    def holds_any_of(self, keys: Iterable[UUID]) -> bool:
        return not {note.key for note in self.notes}.isdisjoint(keys)


@dataclass(frozen=True)
class Place:
    """The piles of one stage; without a stage, those that name none."""

    stage: Stage | None
    piles: list[Pile]


@dataclass(frozen=True)
class Table:
    """All notes of one section."""

    section: Section
    places: list[Place]

    @property
    def name(self) -> str:
        return self.section.value

    @property
    def title(self) -> str:
        return str(self.section.label)

    @property
    def short_title(self) -> str:
        return str(SHORT_TITLES[self.section])

    @property
    def has_stages(self) -> bool:
        return any(place.stage for place in self.places)

    @property
    def piles(self) -> list[Pile]:
        return [pile for place in self.places for pile in place.piles]

    @property
    def heaviest_first(self) -> list[Pile]:
        return heaviest_first(self.piles)

    @property
    def notes(self) -> list[Contribution]:
        return [note for pile in self.piles for note in pile.notes]


def tables_of(debrief: Debrief) -> list[Table]:
    """The three sections with their notes, those about a stage in the order of the customer's way. One query."""
    piles = piles_of(NOTES(debrief.pk))
    return [Table(section, _places(pile for pile in piles if pile.notes[0].section == section)) for section in Section]


def piles_of(notes: Iterable[Contribution]) -> list[Pile]:
    """Notes that come in the order of their piles, gathered into these."""
    return [Pile(list(together)) for _, together in groupby(notes, key=attrgetter("pile"))]


def heaviest_first(piles: Iterable[Pile]) -> list[Pile]:
    """By votes, then by how many said the same, then by nothing but random keys."""
    return sorted(piles, key=lambda pile: (-pile.weight, -len(pile.notes), pile.key))


def is_weighed(piles: Iterable[Pile]) -> bool:
    """Whether votes were counted; where too few voted, none are."""
    return any(pile.weight for pile in piles)


def _places(piles: Iterable[Pile]) -> list[Place]:
    by_stage = sorted(piles, key=lambda pile: along_the_way(pile.stage))
    return [Place(stage, list(there)) for stage, there in groupby(by_stage, key=attrgetter("stage"))]
