"""Keeps the processes of the product together: all of them run, or none does.

Each child leads a process group of its own, so that whatever it started ends with it, and asks the kernel to be
ended should we be killed. What children print is passed on under their name, until the end has begun.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

SECONDS_TO_END = 10.0
LOOK_EVERY = 0.2
PR_SET_PDEATHSIG = 1


class ChildEnded(Exception):
    """One of the processes ended by itself; the text says which."""


@dataclass
class Supervisor:
    """Starts children, watches them, and ends them all together."""

    say: Callable[[str], None]
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    is_ending: bool = False

    def start(self, name: str, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
        child = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=_die_with_parent(),
        )
        self.children[name] = child

    def pass_on_what_they_print(self) -> None:
        """Once all have been started: starting one is only safe while we have a single thread."""
        for name, child in self.children.items():
            threading.Thread(target=self._pass_on, args=(name, child.stdout), daemon=True).start()

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Wait until `until` holds or we are asked to end; raise ChildEnded if a child ends before."""
        while not self.is_ending and not until():
            for name, child in self.children.items():
                if child.poll() is not None:
                    raise ChildEnded(f"The {name} process ended by itself ({_how(child.returncode)}).")
            time.sleep(LOOK_EVERY)

    def end_all(self) -> None:
        """Ask everyone at once, wait, then insist; nothing that a child had started stays behind."""
        self.is_ending = True
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def listen(self) -> None:
        """Ctrl-C, `kill` and a closed terminal all mean: end everything. Asked twice, at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_end)

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:
        if self.is_ending:
            for child in self.children.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
        self.is_ending = True

    def _pass_on(self, name: str, output: IO[bytes]) -> None:
        for line in output:
            if not self.is_ending:
                self.say(f"{name} | {line.decode(errors='replace').rstrip()}")


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def _die_with_parent() -> Callable[[], None] | None:
    """Linux only; elsewhere a supervisor that is killed outright leaves its children to be ended by hand."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we were killed before it could ask
            os._exit(1)

    return ask_the_kernel
