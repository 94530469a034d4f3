"""Connections that are judged by the number they lead to, at the moment they are made, and that end in time.

A name is looked up once and connected to by the numbers found, so that what was judged is what is reached, whatever the
name answers the next time it is asked.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

from foundation.outward.hosts import INNER, Place, Refused, is_public

CONNECT_SECONDS = 4.0

Found = tuple[Any, ...]
"""One answer of `getaddrinfo`."""


class TooSlow(TimeoutError):
    """The time that the other side was given is over."""


class Deadline:
    """A moment after which whatever is still going on is broken off, however slowly and steadily it goes on.

    Time-outs of sockets begin anew with each byte; this does not.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []

    @property
    def left(self) -> float:
        return max(0.0, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.left == 0.0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Within, every socket that was given to `hold` is cut at the end of the time."""
        alarm = threading.Timer(self.left, self._cut)
        alarm.daemon = True
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()
            with self._lock:
                held, self._held = self._held, []
            for line in held:
                line.close()

    def hold(self, line: socket.socket) -> None:
        """Remember the connection by a second handle: the first one moves on into TLS."""
        with self._lock:
            self._held.append(line.dup())
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            for line in self._held:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


def connect(place: Place, *, deadline: Deadline) -> socket.socket:
    """Connect to a public address of the place, or to any if it is named by hand.

    Raises Refused, TooSlow, or OSError when nobody answers.
    """
    trouble: OSError = TooSlow()
    for family, kind, protocol, _, address in _reachable(place, deadline):
        if deadline.is_over:
            raise TooSlow
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(min(CONNECT_SECONDS, deadline.left))
            line.connect(address)
            if not (place.is_named or is_public(line.getpeername()[0])):
                raise Refused(INNER)  # something on this machine sends connections elsewhere
            deadline.hold(line)
        except OSError as error:
            line.close()
            trouble = error
        except BaseException:
            line.close()
            raise
        else:
            return line
    raise trouble


def _reachable(place: Place, deadline: Deadline) -> list[Found]:
    found = _look_up(place, deadline)
    reachable = found if place.is_named else [answer for answer in found if is_public(str(answer[4][0]))]
    if not reachable:
        raise Refused(INNER)
    return reachable


def _look_up(place: Place, deadline: Deadline) -> list[Found]:
    """Ask for the numbers of the name. The resolver knows no time-out, so it is asked in a thread that may be left."""
    answer: Future[list[Found]] = Future()

    def ask() -> None:
        try:
            answer.set_result(list(socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="outward-look-up", daemon=True).start()
    try:
        return answer.result(timeout=min(CONNECT_SECONDS, deadline.left))
    except TimeoutError:
        raise TooSlow from None
    except UnicodeError:
        raise OSError("a name that cannot be looked up") from None
