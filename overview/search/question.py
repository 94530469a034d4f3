"""What an engine is asked: the words in its own writing, so that they are read once for a whole page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """`first` asks for words as they are; where that finds few, `further` asks for the beginning of the last one too.

    Empty is what finds nothing, or nothing more.
    """

    first: str
    further: str = ""
