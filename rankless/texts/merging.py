"""Two people wrote the same section: what differs between their texts, and one text that holds every line of both.

The text both began from is not kept, so what one of them took out cannot be told from what the other added. Nothing is
therefore left out; whoever merges takes out what should go.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

MOST_LINES = 2_000
MOST_WORDS = 4_000
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Stretch:
    """Part of a text, and whether it stands in this one only."""

    text: str
    differs: bool


def merged(theirs: str, yours: str) -> str:
    """Every line of both texts, in the order of each, those in common once; where they differ, `theirs` first."""
    a, b = theirs.split("\n"), yours.split("\n")
    if not theirs or not yours:
        return theirs or yours
    if len(a) + len(b) > MOST_LINES:
        return f"{theirs}\n\n{yours}"
    steps = SequenceMatcher(None, a, b).get_opcodes()
    return "\n".join(chain.from_iterable(_both(step, a, b) for step in steps))


def _both(step: tuple[str, int, int, int, int], a: list[str], b: list[str]) -> list[str]:
    name, a_start, a_end, b_start, b_end = step
    return a[a_start:a_end] if name == "equal" else a[a_start:a_end] + b[b_start:b_end]


def compared(theirs: str, yours: str) -> tuple[list[Stretch], list[Stretch]]:
    """Both texts cut into what they share and what stands in one of them only, word by word."""
    a, b = _WORDS.findall(theirs), _WORDS.findall(yours)
    if len(a) + len(b) > MOST_WORDS:
        return [Stretch(theirs, differs=False)], [Stretch(yours, differs=False)]
    steps = SequenceMatcher(None, a, b).get_opcodes()
    left = [(name, "".join(a[start:end])) for name, start, end, _, _ in steps]
    right = [(name, "".join(b[start:end])) for name, _, _, start, end in steps]
    return list(_stretches(left)), list(_stretches(right))


def _stretches(parts: Sequence[tuple[str, str]]) -> Iterator[Stretch]:
    for name, text in parts:
        if text:
            yield Stretch(text, differs=name != "equal")
