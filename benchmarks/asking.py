"""Asking for pages over HTTP as one browser would, a new connection each time, and what the answers took."""

from __future__ import annotations

import http.client
import math
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.services.processes import LOOPBACK

SECONDS = 120


class WrongAnswer(RuntimeError):
    """A page answered otherwise than it should; measuring it would mean nothing."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float
    headers: Mapping[str, str]


@dataclass
class Browser:
    """One signed-in browser at one server."""

    port: int
    session: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, expected: int = 200, **headers: str) -> Answer:
        answer = self._ask("GET", path, None, headers)
        if answer.status != expected:
            raise WrongAnswer(f"{path} answered {answer.status}: {answer.body[:300]!r}")
        return answer

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        origin = f"http://{LOOPBACK}:{self.port}"
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": origin,
            "Referer": f"{origin}{path}",
        }
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        cookies = {"sessionid": self.session, **self.cookies}
        sent = {**headers, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        started = time.perf_counter()
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=SECONDS)
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        connection.close()
        return Answer(response.status, content, seconds, response.headers)


def median_ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1000, 2)


def p95_ms(seconds: list[float]) -> float:
    return round(sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1] * 1000, 2)
