"""Pieces of HTML that look the same on many pages: drawn once by each process, for all that shows on them."""

from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Drawings:
    """Keeps as many drawings as `most`; before it would keep more, it forgets them all and begins anew."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, SafeString] = {}

    def of(self, shown: Hashable, draw: Callable[[], SafeString]) -> SafeString:
        """What `draw` makes. `shown` is all that it depends on, but for the language, which is the active one."""
        key = (shown, get_language())
        drawing = self._kept.get(key)
        if drawing is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            drawing = self._kept[key] = draw()
        return drawing
