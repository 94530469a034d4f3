"""Requests under guard, for our own code and for libraries that use `requests`.

`guard_requests` puts the guard where `requests` makes every session, once for the whole process: no code that uses it gets
around. Redirects are requests of their own and judged like any other; ours are not followed at all. What the
environment says of proxies is not heard, since a proxy would look names up by itself.
"""

import contextlib
import socket
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from foundation.outward.connecting import Deadline, TooSlow, connect
from foundation.outward.hosts import Place, Refused, check

SECONDS = 10.0
A_MOMENT = 0.001
LONGEST_ANSWER = 64 * 1024
LONGEST_WAIT = timedelta(hours=1)


class NotSent(requests.RequestException):
    """The guard broke the request off; its cause says why."""


class TooLong(Exception):
    """There was more of an answer than anybody reads."""


@dataclass(frozen=True)
class Answer:
    """What the other side said, so far as anybody is told: its status and how long it wants to be left alone."""

    status: int
    wait: timedelta = timedelta()

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


@dataclass
class Outing:
    """One piece of work outside with its requests: the time it is given, what was answered, and what went wrong last."""

    deadline: Deadline
    answers: list[Answer] = field(default_factory=list)
    trouble: Exception | None = None

    @property
    def answer(self) -> Answer | None:
        """The last answer, unless a request after it brought none."""
        return self.answers[-1] if self.answers and not self.trouble else None

    @property
    def reason(self) -> str:
        """Why it did not succeed, in words that hold nothing of the address or of what was answered."""
        match self.trouble:
            case None:
                return _reason_of(self.answer)
            case Refused() as refused:
                return str(refused.why)
            case TooLong():
                return _("It answered with more than anybody reads.")
            case requests.exceptions.SSLError():
                return _("No secure connection could be made. Look at its certificate.")
            case socket.gaierror():
                return _("There is no such host.")
            case TimeoutError() | requests.Timeout():
                return _("It took too long to answer.")
        return _("Nobody answers there.")


_outing: ContextVar[Outing | None] = ContextVar("outing", default=None)


@contextlib.contextmanager
def outing(*, seconds: float = SECONDS) -> Iterator[Outing]:
    """Within, all requests together take at most so long, and what comes of them is kept."""
    begun = Outing(Deadline(seconds))
    token = _outing.set(begun)
    try:
        yield begun
    finally:
        _outing.reset(token)


def guard_requests() -> None:
    """From now on every session of `requests` in this process connects under guard."""
    requests.sessions.HTTPAdapter = GuardedAdapter  # the one place


def post(url: str, *, body: bytes, headers: Mapping[str, str], seconds: float = SECONDS) -> Outing:
    """Send `body`, following no redirect; say what came of it."""
    with (
        outing(seconds=seconds) as begun,
        requests.Session() as session,
        contextlib.suppress(requests.RequestException),
    ):
        for scheme in ("https://", "http://"):
            session.mount(scheme, GuardedAdapter())
        session.auth = _nothing_added
        session.post(url, data=body, headers=dict(headers), allow_redirects=False)
    return begun


def _nothing_added(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands where `requests` would look for passwords in the home folder."""
    return request


class GuardedAdapter(HTTPAdapter):
    """Carries the requests of one session: judged, within a time, and with no more of the answer than is bearable."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager: PoolManager
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SafePool}

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]  # options by name
        begun = _outing.get() or Outing(Deadline(SECONDS))
        token = _outing.set(begun)
        begun.trouble = None
        try:
            with begun.deadline.watching():
                response = self._send(request, begun, verify=options.get("verify", True))
        except Exception as error:
            begun.trouble = TooSlow() if begun.deadline.is_over else begun.trouble or error
            raise NotSent(request=request) from begun.trouble
        finally:
            _outing.reset(token)
        begun.answers.append(Answer(response.status_code, _wait_of(response)))
        return response

    def _send(self, request: requests.PreparedRequest, begun: Outing, *, verify: Any) -> requests.Response:
        check(request.url or "")
        request.headers.update({"Accept-Encoding": "identity", "Connection": "close"})
        left = max(begun.deadline.left, A_MOMENT)
        response = super().send(request, stream=True, timeout=(left, left), verify=verify, proxies=None)
        content = response.raw.read(LONGEST_ANSWER + 1, decode_content=False)
        response.raw.close()
        if begun.deadline.is_over:
            raise TooSlow
        if len(content) > LONGEST_ANSWER:
            raise TooLong
        response._content, response._content_consumed = content, True  # type: ignore[attr-defined]  # as `requests` keeps what it read
        return response


class _Guarded:
    """A connection of urllib3, which asks `_new_conn` for its line, with TLS or without."""

    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        begun = _outing.get() or Outing(Deadline(SECONDS))
        try:
            return connect(Place(self._dns_host.removesuffix("."), self.port), deadline=begun.deadline)
        except Exception as error:
            begun.trouble = error  # on its way up it is wrapped in others
            raise


class _Connection(_Guarded, HTTPConnection):
    pass


class _SafeConnection(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _SafeConnection


def _wait_of(response: requests.Response) -> timedelta:
    """What Retry-After asks for, as seconds or as a date, but never more than an hour."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(timedelta(seconds=min(int(asked[:9]), 86_400)), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(asked)
        wait = moment - datetime.now(tz=moment.tzinfo)
    except (TypeError, ValueError):
        return timedelta()
    return min(max(wait, timedelta()), LONGEST_WAIT)


_HINTS = {
    301: gettext_lazy("It leads elsewhere, which is not followed: take the address it leads to."),
    302: gettext_lazy("It leads elsewhere, which is not followed: take the address it leads to."),
    401: gettext_lazy("It does not let us in: compare the address, or make a new one there."),
    403: gettext_lazy("It does not let us in: compare the address, or make a new one there."),
    404: gettext_lazy("There is nothing at this address, or no longer."),
    410: gettext_lazy("What was at this address is gone for good."),
    429: gettext_lazy("It wants to be left alone for a while."),
}
"""What to make of some answers; 3xx of other kinds are hardly ever seen, and with 5xx the other side is in trouble."""


def _reason_of(answer: Answer | None) -> str:
    if answer is None or answer.is_good:
        return _("It answered, but did not take the message.")
    said = _("It answered with %(status)d.") % {"status": answer.status}
    hint = _HINTS.get(answer.status)
    return f"{said} {hint}" if hint else said
