"""A Chromium that is up whenever a test asks for it, and that cannot keep a test waiting for ever."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from threading import Timer

from playwright.sync_api import Browser, BrowserType

from tests.services import chromium


class RunningChromium:
    """Started when it is first asked for, and again after it was ended."""

    def __init__(self, program: chromium.Chromium, kind: BrowserType, *, patience: float) -> None:
        self._program, self._kind, self._patience = program, kind, patience
        self._browser: Browser | None = None

    @property
    def browser(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._kind.launch(
                executable_path=str(self._program.path), args=chromium.ARGUMENTS, timeout=self._patience
            )
        return self._browser

    @contextlib.contextmanager
    def ended_after(self, seconds: float) -> Iterator[list[str]]:
        """To some questions Playwright awaits the answer without a limit: once Chromium is gone, each of them fails.

        What is yielded says afterwards that it had to be ended.
        """
        said: list[str] = []
        pid = _pid_of(self.browser)

        def end() -> None:
            said.append(f"It did not end within {seconds:.0f} s: Chromium was ended, so that others can go on.")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

        timer = Timer(seconds, end)
        timer.start()
        try:
            yield said
        finally:
            timer.cancel()

    def close(self) -> None:
        if self._browser is not None:
            self._browser.close()


def _pid_of(browser: Browser) -> int:
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return next(int(process["id"]) for process in found if process["type"] == "browser")
