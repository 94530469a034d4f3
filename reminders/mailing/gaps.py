"""Words that are put together once for many readers, with gaps where each one's own links go."""

from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe

MARK = "\x00"
"""No text that is kept holds it, and what is put into a mail is rid of it once more (`one_line`)."""


def gap(name: str) -> SafeString:
    """What a template shows in place of what is filled in later, under this name."""
    return mark_safe(f"{MARK}{name}{MARK}")


class Gapped:
    """Words with gaps."""

    def __init__(self, words: str) -> None:
        self._pieces = words.split(MARK)
        """Words and the names of gaps in turn."""

    def filled(self, fillings: Mapping[str, str]) -> str:
        pieces = self._pieces.copy()
        pieces[1::2] = [fillings[name] for name in pieces[1::2]]
        return "".join(pieces)
