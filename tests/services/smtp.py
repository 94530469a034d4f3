"""A mail server that accepts and records every message, or misbehaves in the ways real ones do.

It runs in a thread of the test itself, so a test reads `server.messages` and sets the next misbehaviour directly.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from functools import cached_property
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.processes import LOOPBACK, free_port


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: float

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @cached_property
    def message_id(self) -> str:
        return str(BytesHeaderParser(policy=policy.default).parsebytes(self.raw)["Message-ID"])

    def body(self, kind: str = "plain") -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part else ""


@dataclass
class Behaviour:
    """What to do to the next clients; the default is to behave."""

    refused: dict[str, str] = field(default_factory=dict)  # address -> "550 No such user"
    busy_until: float = 0.0  # time.monotonic() until which every recipient gets 450
    hangs_at: str = ""  # "connect" or "data"
    closes_in_data: bool = False  # drops the line instead of accepting
    closes_after_keeping: bool = False  # keeps the message, then drops the line before saying so


class Sink:
    def __init__(self) -> None:
        self.messages: list[Received] = []
        self.attempts: list[str] = []  # every RCPT TO, accepted or not
        self.hanging = 0  # how many were ever left to wait
        self.behaviour = Behaviour()
        self._port = free_port()
        self._controller: _Controller | None = None
        self._release = Event()

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self._port}"

    @property
    def addresses(self) -> list[str]:
        return [recipient for received in self.messages for recipient in received.recipients]

    # how a test makes it misbehave

    def refuse(self, address: str, *, reply: str = "550 5.1.1 No such user here") -> None:
        self.behaviour.refused[address] = reply

    def be_busy(self, *, seconds: float) -> None:
        self.behaviour.busy_until = time.monotonic() + seconds

    def hang_at(self, moment: str) -> None:
        assert moment in {"connect", "data"}, moment
        self.behaviour.hangs_at = moment

    def close_in_data(self, *, keeping: bool = False) -> None:
        self.behaviour.closes_after_keeping, self.behaviour.closes_in_data = keeping, not keeping

    def behave(self) -> None:
        self.behaviour = Behaviour()
        self._release.set()
        self._release = Event()

    def forget(self) -> None:
        self.messages.clear()
        self.attempts.clear()

    # up and down: stopped, its port refuses connections

    def start(self) -> None:
        self._controller = _Controller(self, hostname=LOOPBACK, port=self._port)
        self._controller.start()

    def stop(self) -> None:
        self._release.set()
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    async def hang(self) -> None:
        release = self._release
        self.hanging += 1
        while not release.is_set():
            await asyncio.sleep(0.05)

    # what aiosmtpd calls

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts.append(address)
        if time.monotonic() < self.behaviour.busy_until:
            return "450 4.2.1 Greylisted, try again later"
        if reply := self.behaviour.refused.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        behaviour = self.behaviour
        if behaviour.hangs_at == "data":
            await self.hang()
            return _hang_up(server)
        if behaviour.closes_in_data:
            return _hang_up(server)
        self.messages.append(
            Received(str(envelope.mail_from), tuple(envelope.rcpt_tos), bytes(envelope.content or b""), time.time())
        )
        return _hang_up(server) if behaviour.closes_after_keeping else "250 Kept"


def _hang_up(server: SMTP) -> str:
    if server.transport is not None:
        server.transport.abort()
    return "421 Gone"


class _Server(SMTP):
    """Greets late, or never, when told to."""

    async def _handle_client(self) -> None:
        sink = self.event_handler
        if sink.behaviour.hangs_at == "connect":
            await sink.hang()
        await super()._handle_client()


class _Controller(Controller):
    def __init__(self, sink: Sink, *, hostname: str, port: int) -> None:
        super().__init__(sink, hostname=hostname, port=port, ready_timeout=10.0)

    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


@contextlib.contextmanager
def smtp() -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()
