"""A real Celery worker and a real beat of the project, started as `make run` starts them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from kombu import Connection

from tests.services.processes import Process
from tests.services.project import ROOT


@contextlib.contextmanager
def worker(*, environment: Mapping[str, str], folder: Path, concurrency: int = 1) -> Iterator[Process]:
    process = start_worker(environment=environment, folder=folder, concurrency=concurrency)
    try:
        yield process
    finally:
        process.stop()


@contextlib.contextmanager
def beat(*, environment: Mapping[str, str], folder: Path) -> Iterator[Process]:
    process = start_beat(environment=environment, folder=folder)
    try:
        yield process
    finally:
        process.stop()


def start_worker(
    *, environment: Mapping[str, str], folder: Path, concurrency: int = 1, name: str = "worker"
) -> Process:
    """Ready means connected to its broker and waiting for tasks. A test that kills it starts the next one itself.

    Dozens start in a run: whether the settings are sound is left to those that `manage.py serve` starts.
    """
    process = _celery(
        "worker",
        *("--concurrency", str(concurrency), "--hostname", f"{name}@test", "--without-gossip", "--without-mingle"),
        environment={**environment, "CELERY_SKIP_CHECKS": "1"},
        folder=folder,
        log=folder / f"{name}.log",
    )
    seen = len(process.printed)
    process.wait_until(lambda: " ready." in process.printed[seen:], what="The Celery worker")
    return process


def start_beat(*, environment: Mapping[str, str], folder: Path, name: str = "beat") -> Process:
    process = _celery(
        "beat",
        environment=environment,
        folder=folder,
        log=folder / f"{name}.log",
    )
    process.wait_until(lambda: "beat: Starting" in process.printed, what="Celery beat")
    return process


def _celery(*arguments: str, environment: Mapping[str, str], folder: Path, log: Path) -> Process:
    log.write_bytes(b"")
    command = [sys.executable, "-m", "celery", "--app", "debrief", *arguments, "--loglevel", "INFO"]
    return Process(command, log=log, environment=environment, folder=ROOT)


def send(task: str, *, environment: Mapping[str, str], times: int = 1) -> None:
    """Puts messages on the broker of that environment, as beat would; but its own are worth nothing after a minute."""
    from debrief.celery import app

    broker = Path(environment["DEBRIEF_VAR"]) / "broker"
    folders = {"data_folder_in": broker / "messages", "data_folder_out": broker / "messages"}
    options = {name: str(folder) for name, folder in {**folders, "control_folder": broker / "control"}.items()}
    address = environment.get("REDIS_URL", "filesystem://localhost/")
    with Connection(address, transport_options={} if "REDIS_URL" in environment else options) as connection:
        for _ in range(times):
            app.send_task(task, expires=3600, connection=connection)
