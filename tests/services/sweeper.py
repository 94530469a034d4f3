"""Sweeps in processes of their own, to be killed at any moment: forked from one that has imported the product already.

A fresh interpreter takes a second to come to its work; a fork takes milliseconds, so hundreds can die in a test.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from tests.services.processes import PATIENCE
from tests.services.project import ROOT

KILLED = -signal.SIGKILL


class Sweeper:
    """Begins sweeps one after the other; each lives until it is done or killed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.services.sweeper"],
            env=dict(environment),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._sweep = 0
        assert self._answer() == "ready"

    def begin(self, at: datetime) -> None:
        assert self._program.stdin
        self._program.stdin.write(f"{at.isoformat()}\n")
        self._program.stdin.flush()
        self._sweep = int(self._answer())

    def kill(self) -> None:
        """With no chance to tidy up; one that is done already is not there any more, or waits to be counted."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._sweep, signal.SIGKILL)

    def end(self) -> int:
        """Wait for the sweep; its exit code, or KILLED."""
        return int(self._answer())

    def close(self) -> None:
        assert self._program.stdin
        self._program.stdin.close()
        self._program.wait(timeout=PATIENCE)

    def _answer(self) -> str:
        assert self._program.stdout
        return self._program.stdout.readline().strip()


@contextlib.contextmanager
def sweepers(environment: Mapping[str, str], *, count: int) -> Iterator[list[Sweeper]]:
    started = [Sweeper(environment) for _ in range(count)]
    try:
        yield started
    finally:
        for sweeper in started:
            sweeper.close()


def main() -> None:
    import django

    django.setup()
    from django.template.loader import get_template

    from reminders.sweep import sweep

    for name in ("digest.txt", "digest.html"):
        get_template(f"reminders/{name}")
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _do_and_exit(partial(sweep, at=datetime.fromisoformat(line.strip())))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _do_and_exit(work: Callable[[], object]) -> None:
    """Past everything that the parent would do at its own end."""
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
