"""What every server under test has in common: a free port, a life no longer than ours, and a wait with an end.

A test run that is killed must not leave servers behind, so each child asks the kernel to be told of our death
(Linux), and a clean exit ends whatever is still up.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
PORTS = range(20_000, 32_000)
"""Below those that the kernel gives to whoever asks for any, so that nobody is given ours between two lives of a server."""
PATIENCE = 240.0
"""Seconds: a busy machine is slow, and what never comes is rare."""
PR_SET_PDEATHSIG = 1

_running: set[Process] = set()
_told: list[socket.socket] = []


class NotReady(RuntimeError):
    """A server did not come up; the message carries the end of what it printed."""


def free_port() -> int:
    """One that nobody listens at, and that no other process of any run is told while we live."""
    for port in random.SystemRandom().sample(PORTS, k=len(PORTS)):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((LOOPBACK, port))
            _keep_for_us(port)
            return port
    raise NotReady("No port is free.")


def _keep_for_us(port: int) -> None:
    """By a name that only one process at a time can have, and that goes with it; an OSError if another has it."""
    if sys.platform.startswith("linux"):
        name = socket.socket(socket.AF_UNIX)
        name.bind(f"\0debrief-test-port-{port}")
        _told.append(name)


def wait_for(is_so: Callable[[], bool], *, why: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"{why} did not happen within {seconds:.0f} s"
        time.sleep(0.05)


def answers(port: int, *, host: str = LOOPBACK) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=0.5):
        return True
    return False


class Process:
    """One child in a process group of its own, its output in a file that can be read while it runs."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: int | None = None,
        group: int | None = None,
        farewell: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = Path(command[0]).name
        self.log = log
        self.farewell = farewell
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment) if environment is not None else None,
                cwd=folder,
                user=user,
                group=group,
                extra_groups=[] if user is not None else None,
                start_new_session=True,
                preexec_fn=_die_with_parent(farewell),
            )
        _running.add(self)

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def is_running(self) -> bool:
        return self.popen.poll() is None

    @property
    def printed(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float = PATIENCE, what: str) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_ready():
                return
            if not self.is_running:
                raise NotReady(f"{what} ended with code {self.popen.returncode}:\n{self.printed[-3000:]}")
            time.sleep(0.05)
        raise NotReady(f"{what} was not ready after {seconds:.0f} s:\n{self.printed[-3000:]}")

    def signal(self, number: signal.Signals) -> None:
        """To this process alone, as a kill from outside would be."""
        self.popen.send_signal(number)

    def kill(self) -> None:
        """The whole group at once, with no chance to tidy up."""
        self._signal_group(signal.SIGKILL)
        self.popen.wait()
        _running.discard(self)

    def stop(self, *, seconds: float = 10.0) -> int:
        """Ask first, insist later; whatever the process had started goes with it. Who minds how it ends has patience."""
        if self.is_running:
            self.popen.send_signal(self.farewell)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(timeout=seconds)
        self._signal_group(signal.SIGKILL)
        code = self.popen.wait()
        _running.discard(self)
        return code

    def _signal_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


def _die_with_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None  # elsewhere atexit alone has to do
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(farewell))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel


@atexit.register
def _end_what_is_left() -> None:
    for process in list(_running):
        process.stop(seconds=3)
