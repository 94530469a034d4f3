"""Keeps the processes of the product together: the web needs none of the others, and none runs without the web.

A helper that ends is started anew, after a pause that grows while it keeps ending. Each child leads a process group of
its own, so that whatever it started ends with it, and asks the kernel to be ended should we be killed. What children
print is passed on under their name, until the end has begun.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

SECONDS_TO_END = 10.0
LOOK_EVERY = 0.2
PAUSES = (1, 2, 5, 10, 30)
STEADY_SECONDS = 120.0
"""A helper that ran this long had come up well: when it ends, it comes back after the shortest pause again."""
STDOUT = 1
PR_SET_PDEATHSIG = 1


class ChildEnded(Exception):
    """The process that the others are there for ended by itself; the text says which."""


@dataclass(kw_only=True)
class Child:
    """One process, or the pause between two lives of it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    is_needed: bool
    process: "subprocess.Popen[bytes] | None" = None
    began_at: float = 0.0
    starts_at: float = 0.0
    times_ended: int = 0
    is_renewed: bool = False
    half_line: bytes = b""

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=_die_with_parent(),
        )
        self.began_at, self.is_renewed, self.half_line = time.monotonic(), False, b""

    def kill(self) -> None:
        """It and all that it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def pause(self) -> int:
        """How many seconds it waits before its next life."""
        is_steady = time.monotonic() - self.began_at > STEADY_SECONDS
        self.times_ended = 1 if is_steady else self.times_ended + 1
        seconds = PAUSES[min(self.times_ended, len(PAUSES)) - 1]
        self.process, self.starts_at = None, time.monotonic() + seconds
        return seconds


@dataclass
class Supervisor:
    """Starts children, watches them, and ends them all together; it has one thread, so that starting one is safe."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    is_ending: bool = False
    outputs: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def start(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], is_needed: bool) -> None:
        child = Child(name=name, command=command, environment=environment, is_needed=is_needed)
        self.children.append(child)
        self._start(child)

    def watch(self, *, until: Callable[[], bool] = lambda: False, tend: Callable[[], None] = lambda: None) -> None:
        """Wait until `until` holds or we are asked to end, tending what is ours; raise ChildEnded if the web ends."""
        while not self.is_ending and not until():
            tend()
            for child in self.children:
                self._look_after(child)
            self._pass_on()

    def renew_helpers(self) -> None:
        """Ask them to end; they come back as any other that ended."""
        for child in self.children:
            if child.process and not child.is_needed:
                child.is_renewed = True
                child.process.terminate()

    def end_all(self) -> None:
        """Ask everyone at once, wait, then insist; nothing that a child had started stays behind."""
        self.is_ending = True
        running = [child.process for child in self.children if child.process]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        while time.monotonic() < deadline and any(process.poll() is None for process in running):
            self._pass_on()
        for child in self.children:
            child.kill()
        for process in running:
            process.wait()

    def listen(self) -> None:
        """Ctrl-C, `kill` and a closed terminal all mean: end everything. Asked twice, at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_end)

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:
        if self.is_ending:
            for child in self.children:
                child.kill()
        else:
            # Past all buffers: the signal may have come in the middle of writing to one. The terminal may be gone.
            with contextlib.suppress(OSError):
                os.write(STDOUT, "\nEnding…\n".encode())
        self.is_ending = True

    def _start(self, child: Child) -> None:
        child.start()
        assert child.process
        assert child.process.stdout
        self.outputs.register(child.process.stdout, selectors.EVENT_READ, child)

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.starts_at:
                self._start(child)
            return
        code = child.process.poll()
        if code is None or self.is_ending:
            return
        if child.is_needed:
            self._pass_on()  # its last words
            raise ChildEnded(f"The {child.name} process ended by itself ({_how(code)}).")
        child.kill()  # what it had started
        is_renewed = child.is_renewed
        seconds = child.pause()
        if not is_renewed:
            self.say(f"The {child.name} process ended by itself ({_how(code)}); it is started anew in {seconds} s.")

    def _pass_on(self) -> None:
        """What was printed meanwhile, line by line; waits a moment for it."""
        ready = self.outputs.select(LOOK_EVERY)
        if not self.outputs.get_map():
            time.sleep(LOOK_EVERY)
        for key, _ in ready:
            child, printed = key.data, os.read(key.fd, 65536)
            if not printed:
                self.outputs.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]  # a pipe, not a number
                continue
            *lines, child.half_line = (child.half_line + printed).split(b"\n")
            for line in lines:
                if not (self.is_ending or child.is_renewed):
                    self.say(f"{child.name} | {line.decode(errors='replace').rstrip()}")


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
