"""A web server out there that misbehaves on demand, and a bare listener that counts who came to it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["_Handler"], None]


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Outside:
    """Answers each request with the next behaviour of `plan`, then with `otherwise`."""

    port: int
    otherwise: Behaviour
    plan: list[Behaviour] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}"


class _Handler(BaseHTTPRequestHandler):
    outside: Outside

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.outside.received.append(Received(self.command, self.path, headers, body))
        behave = self.outside.plan.pop(0) if self.outside.plan else self.outside.otherwise
        with contextlib.suppress(OSError):
            behave(self)

    do_GET = do_POST = do_PUT = _serve

    def log_message(self, *arguments: Any) -> None:
        """Nothing is printed."""


def answers(status: int, body: bytes = b"{}", **headers: str) -> Behaviour:
    def behave(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def leads_to(url: str) -> Behaviour:
    return answers(302, b"", Location=url)


def hangs(handler: _Handler) -> None:
    handler.outside.is_over.wait(30)


def drips_its_answer(handler: _Handler) -> None:
    """A byte now and then, for ever: no time-out between two bytes ever runs out."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    _drip(handler)


def drips_its_headers(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    _drip(handler)


def _drip(handler: _Handler) -> None:
    while not handler.outside.is_over.wait(0.02):
        handler.wfile.write(b"a")
        handler.wfile.flush()


def goes_on_for_ever(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.outside.is_over.is_set():
        handler.wfile.write(b"a" * 65536)


def hangs_up(handler: _Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def talks_nonsense(handler: _Handler) -> None:
    handler.wfile.write(b"220 mail.example.org ESMTP\r\n")


@contextlib.contextmanager
def outside_server(otherwise: Behaviour | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[Outside]:
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    handler.outside = Outside(server.server_port, otherwise or answers(200))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield handler.outside
    finally:
        handler.outside.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Listener:
    port: int
    visits: int = 0


@contextlib.contextmanager
def listener() -> Iterator[Listener]:
    """Stands for whatever listens inside, such as a database: it counts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        inside = Listener(line.getsockname()[1])

        def count() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line.accept()[0].close()
                    inside.visits += 1

        thread = threading.Thread(target=count, daemon=True)
        thread.start()
        try:
            yield inside
        finally:
            line.shutdown(socket.SHUT_RDWR)
            thread.join()
