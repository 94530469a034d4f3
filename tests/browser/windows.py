"""Windows of Chromium that tests hand on to each other: to open one costs as much as half of a short test.

Each is given to a test as if it were new: nothing lies in it, nobody is signed in, nothing is pointed at. What cannot be
made undone ends a window with its test: a crash, a page that was closed or opened beside, a script put before all others.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, StorageState, ViewportSize

from tests.browser.running import RunningChromium
from tests.browser.watching import Watch

QUIET = "/healthz"
"""A page without a script, of the site itself: from there what the site left in the window can be cleared away."""
FORGET = "() => [localStorage, sessionStorage].forEach(shelf => shelf.clear())"


@dataclass
class Window:
    """A browser of somebody's own: its first page, and what all its pages complain of."""

    context: BrowserContext
    page: Page
    watch: Watch
    has_script: bool
    is_kept: bool
    """Whether another test may have it after this one."""

    def end_with_its_test_if_changed(self) -> None:
        """By a crash, or by a script that goes before those of every page: neither can be taken back."""

        def noticed(call: Callable[..., None]) -> Callable[..., None]:
            def changed(*given: Any, **named: Any) -> None:
                self.is_kept = False
                call(*given, **named)

            return changed

        self.page.on("crash", noticed(lambda _page: None))
        for place in (self.page, self.context):
            place.add_init_script = noticed(place.add_init_script)

    def begin(self, *, known: StorageState | None, on: ViewportSize, scheme: str, allowing: tuple[str, ...]) -> None:
        self.watch.begin(allowing=allowing)
        self.context.clear_cookies()
        if known is not None:
            self.context.add_cookies(known["cookies"])
        self.page.set_viewport_size(on)
        self.page.emulate_media(media="null", color_scheme=scheme, reduced_motion="reduce")

    def end(self) -> bool:
        """Leave it as it was when it was opened; say whether that could be done."""
        if not self.is_kept or self.context.pages != [self.page]:
            return False
        self.page.unroute_all(behavior="ignoreErrors")
        if not come_to_rest(self.page, at=QUIET):
            return False
        self.page.evaluate(FORGET)
        self.page.mouse.move(0, 0)
        return True


class Windows:
    """Those of one Chromium on one site."""

    def __init__(self, chromium: RunningChromium, home: str, *, patience: float) -> None:
        self._chromium, self._home, self._patience = chromium, home, patience
        self._idle: dict[bool, list[Window]] = defaultdict(list)

    def lend(
        self,
        *,
        on: ViewportSize,
        known: StorageState | None = None,
        scheme: str = "light",
        script: bool = True,
        anew: bool = False,
        allowing: tuple[str, ...] = (),
    ) -> Window:
        idle = [] if anew else self._idle[script]
        while idle and idle[-1].page.is_closed():  # with the Chromium it was a window of
            idle.pop()
        window = idle.pop() if idle else self._open(script=script, anew=anew)
        window.begin(known=known, on=on, scheme=scheme, allowing=allowing)
        return window

    def take_back(self, window: Window) -> list[str]:
        """What its pages complained of."""
        if window.end():
            self._idle[window.has_script].append(window)
        else:
            leave(window.context)
        return window.watch.taken()

    def close(self) -> None:
        for window in [window for windows in self._idle.values() for window in windows]:
            leave(window.context)
        self._idle.clear()

    def _open(self, *, script: bool, anew: bool) -> Window:
        context = self._chromium.browser.new_context(
            java_script_enabled=script,
            reduced_motion="reduce",
            locale="en-GB",
            base_url=self._home,
        )
        context.set_default_timeout(self._patience)
        watch = Watch(self._home)
        watch.follow(context)
        window = Window(context, context.new_page(), watch, has_script=script, is_kept=not anew)
        window.end_with_its_test_if_changed()
        return window


def leave(context: BrowserContext) -> None:
    """Close it once its pages lie still: Chromium forgets, for good, to close one that is renewing itself just then."""
    for page in context.pages:
        come_to_rest(page)
    context.close()


def come_to_rest(page: Page, *, at: str = "about:blank") -> bool:
    """The quiet page may come second to what the page was about to load; a page that crashed is at rest elsewhere."""
    for _ in range(3):
        with contextlib.suppress(Error):
            page.goto(at)
            return True
    return False
