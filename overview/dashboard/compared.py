"""Whether these weeks differ from the weeks before: said in a sentence only where chance does not explain it.

Like what is usual in a week (`usual.py`): three times the spread that chance alone gives, from a number of things on. Counts
are only ever called more, never less: what came lately may not be sorted yet, and the running week is not over.
"""

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext

from overview.dashboard.usual import SPREADS

if TYPE_CHECKING:
    from overview.dashboard.figures import Spans

LEAST_SAID = 3
"""Where many numbers stand, nothing is told of what is less than that now as it was before."""
SAID_KEPT = 1024
FEWEST = 20
"""Of two counts together."""
FEWEST_SPANS = 12
"""Of waiting times in each of both periods."""


def say_before(before: int) -> str:
    """How many there were in the weeks before, as it stands beside a number."""
    return _say_before(before, get_language())


def say_before_of_many(before: int, *, beside: int) -> str:
    """The same where many numbers stand: nothing beside a little that was little before."""
    return say_before(before) if max(beside, before) >= LEAST_SAID else ""


@lru_cache(maxsize=SAID_KEPT)
def _say_before(before: int, language: str | None) -> str:
    """A map says it many times, and the next one again. The language is the active one, named to be told apart."""
    return gettext("before: %(n)s") % {"n": number_format(before)}


class HasCounts(Protocol):
    """Something that was counted now and before."""

    @property
    def number(self) -> int: ...

    @property
    def number_before(self) -> int: ...


One = TypeVar("One", bound=HasCounts)


class Turn(Enum):
    LONGER = "longer"
    SOONER = "sooner"


def most_risen(counted: Iterable[One]) -> One | None:
    """What became more most clearly, if anything did."""
    risen = max(counted, key=lambda one: rise(one.number, one.number_before), default=None)
    return risen if risen and rise(risen.number, risen.number_before) > SPREADS else None


def rise(now: int, before: int) -> float:
    """How many spreads more came now than before; 0 of what is too little to say. Two counts of the same differ by chance
    about as much as the root of both together."""
    together = now + before
    return (now - before) / sqrt(together) if together >= FEWEST else 0.0


def turn_of(now: "Spans", before: "Spans") -> tuple[Turn | None, float]:
    """Whether things take longer now than before, or are done sooner, and how clearly.

    Sooner they are only if that is so even should all that is still open take long: who waits yet has no time to count.
    """
    if now.median is None or before.median is None or min(now.total, before.total) < FEWEST_SPANS:
        return None, 0.0
    longer, sooner = _spreads(now, before, still_open=0), -_spreads(now, before, still_open=now.still_open)
    if longer > SPREADS and now.median > before.median:
        return Turn.LONGER, longer
    if sooner > SPREADS and now.median < before.median:
        return Turn.SOONER, sooner
    return None, 0.0


def _spreads(now: "Spans", before: "Spans", *, still_open: int) -> float:
    """How many spreads more of these than chance gives took longer than the middle one of all together."""
    both = now + before
    middle = both.median or 0
    these, those = now.total + still_open, before.total
    longer_now, longer_before = now.longer_than(middle) + still_open, before.longer_than(middle)
    every, longer = these + those, longer_now + longer_before
    spread = sqrt(these * those * longer * (every - longer) / (every * every * (every - 1)))
    return (longer_now - these * longer / every) / spread if spread else 0.0
