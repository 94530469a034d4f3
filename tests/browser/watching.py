"""What a page complains of while somebody uses it, and whom it talks to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Reported from inside the page, since a breach need not show in the console.
REPORT_BREACHES = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} blocked ${event.blockedURI} in ${event.sourceFile}`));
"""


class Watch:
    def __init__(self, home: str) -> None:
        self._host = urlsplit(home).netloc
        self.begin()

    def begin(self, *, allowing: tuple[str, ...] = ()) -> None:
        """What matches one of these may be said from now on."""
        self.complaints: list[str] = []
        self._allowed = [re.compile(pattern) for pattern in allowing]

    def follow(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_BREACHES)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)

    def taken(self) -> list[str]:
        """What it has noticed, each complaint once."""
        noticed, self.complaints = self.complaints, []
        return noticed

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: WebError) -> None:
        self._note(f"script failed: {error.error}")

    def _on_request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme in {"http", "https", "ws", "wss"} and target.netloc != self._host:
            self._note(f"asked another host: {request.url}")

    def _note(self, complaint: str) -> None:
        if not any(pattern.search(complaint) for pattern in self._allowed):
            self.complaints.append(complaint)
