"""The project behind gunicorn on a free port, as in production."""

from __future__ import annotations

import contextlib
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.services.processes import LOOPBACK, Process, free_port
from tests.services.project import ROOT


@dataclass(frozen=True)
class Web:
    address: str
    process: Process

    def url(self, path: str) -> str:
        return f"{self.address}{path}"


@contextlib.contextmanager
def web(
    *, environment: Mapping[str, str], folder: Path, workers: int = 1, threads: int = 4, port: int | None = None
) -> Iterator[Web]:
    """On `port`, or on one that is free; a server that was stopped comes back by serving on its own."""
    port = port or free_port()
    address = f"http://{LOOPBACK}:{port}"
    process = Process(
        [
            *(sys.executable, "-m", "gunicorn", "debrief.wsgi:application"),
            *("--bind", f"{LOOPBACK}:{port}", "--workers", str(workers), "--threads", str(threads)),
            *("--worker-tmp-dir", str(folder), "--no-control-socket"),
        ],
        log=folder / "web.log",
        environment={**environment, "BASE_URL": environment.get("BASE_URL", address)},
        folder=ROOT,
    )
    try:
        process.wait_until(lambda: _is_healthy(address), what="gunicorn")
        yield Web(address, process)
    finally:
        process.stop()


def _is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
