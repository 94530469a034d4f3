"""What the letter says that nobody touched: not in a note about its stage, and not in what was agreed so far.

It is a reminder, never a gate. Whether a text takes a passage up is guessed from its words, generously.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from incidents.models import Point, Stage
from incidents.models.words import along_the_way
from rankless.frame import points_of
from rankless.models import Contribution, Debrief, Part

ENOUGH = 0.5
"""A text that holds so much of a passage's telling words has taken it up."""
_TELLING_WORDS = re.compile(r"\w{5,}")


@dataclass(frozen=True)
class Untouched:
    """Passages about one stage; none of them where the letter as a whole speaks of it."""

    stage: Stage | None
    points: list[Point]


def untouched_in(debrief: Debrief, *, notes: Iterable[Contribution]) -> list[Untouched]:
    """The passages that nobody touched, by stage in the order of the customer's way, those without a stage last.

    `notes` are all that were written on the debrief. A letter that is kept back is not quoted here either.
    """
    if debrief.hides_letter:
        return []
    noted = {note.stage_id for note in notes if note.stage_id}
    words = "\n".join(debrief.text_of(part) for part in Part).casefold()
    left = [point for point in points_of(debrief) if point.stage_id not in noted and not _is_taken_up(point, words)]
    return _by_stage(left)


def _is_taken_up(point: Point, words: str) -> bool:
    if point.is_whole_letter and not point.stage:
        return True  # it says nothing that could be left out
    if point.stage and point.stage.name.casefold() in words:
        return True
    quote = point.quote.casefold()
    telling = set(_TELLING_WORDS.findall(quote))
    if not telling:
        return bool(quote) and quote in words
    return sum(word in words for word in telling) >= ENOUGH * len(telling)


def _by_stage(points: Iterable[Point]) -> list[Untouched]:
    found: dict[Stage | None, list[Point]] = {}
    for point in points:
        found.setdefault(point.stage, []).append(point)
    return [Untouched(stage, found[stage]) for stage in sorted(found, key=along_the_way)]
