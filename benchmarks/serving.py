"""A PostgreSQL as in production, databases of made-up letters in it, and gunicorn before each."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.services.postgresql import postgresql
from tests.services.processes import LOOPBACK, Process, free_port
from tests.services.project import ROOT, environment, manage

SEED = 1
WORKERS = 2
FILL_SECONDS = 4 * 3_600
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Site:
    """The product over one database, behind gunicorn."""

    letters: int
    port: int
    environment: dict[str, str]
    ground: dict[str, Any]


@contextlib.contextmanager
def database_server() -> Iterator[str]:
    """The address of DATABASE_URL, else of a server that lives as long as the run."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with postgresql(settings=as_in_production()) as server:
        yield server.address


def as_in_production() -> dict[str, str]:
    """Commits are durable, unlike in the tests; of memory as much as PostgreSQL's manual gives to a server of its own.

    See "Resource Consumption" there: a quarter of the machine's for `shared_buffers`.
    """
    megabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEGABYTE
    return {
        "listen_addresses": LOOPBACK,
        "shared_buffers": f"{megabytes // 4}MB",
        "effective_cache_size": f"{megabytes * 3 // 4}MB",
        "random_page_cost": "1.1",
        "max_wal_size": "4GB",
        "log_min_messages": "warning",
    }


def migrated(address: str, *, letters: int, folder: Path) -> dict[str, str]:
    """A database for that many letters, and the environment that leads to it; one that is there is used again."""
    name = f"debrief_bench_{letters}"
    parts = psycopg.conninfo.conninfo_to_dict(address)
    with psycopg.connect(address, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    around = environment(var=folder, database_url=_url(parts, name), DJANGO_SETTINGS_MODULE="benchmarks.settings")
    manage("migrate", "--verbosity=0", environment={**around, "DEBUG": "1"}, seconds=FILL_SECONDS)
    return around


def fill(around: dict[str, str], *, letters: int) -> float | None:
    """Put the letters in and return how many seconds `manage.py demo` took; nothing if they are there."""
    with psycopg.connect(around["DATABASE_URL"], autocommit=True) as own:
        if own.execute("SELECT 1 FROM people_team LIMIT 1").fetchone():
            _must_hold(own, letters)
            return None
        started = time.perf_counter()
        command = ("demo", f"--incidents={letters}", f"--seed={SEED}", "--json")
        manage(*command, environment={**around, "DEBUG": "1"}, seconds=FILL_SECONDS)
        seconds = time.perf_counter() - started
        own.execute("VACUUM ANALYZE")
    return round(seconds, 1)


def _must_hold(own: psycopg.Connection[Any], letters: int) -> None:
    """A fill that was broken off leaves fewer; logging leaves some more."""
    found = own.execute("SELECT count(*) FROM (SELECT FROM incidents_incident LIMIT %s) AS found", [letters]).fetchone()
    if found != (letters,):
        raise SystemExit(f"{own.info.dbname} was not filled to the end: drop it, and it is made anew.")


def _url(parts: dict[str, Any], database: str) -> str:
    secret = f":{parts['password']}" if parts.get("password") else ""
    return f"postgres://{parts['user']}{secret}@{parts['host']}:{parts.get('port') or 5432}/{database}"


@contextlib.contextmanager
def served(around: dict[str, str], *, letters: int, folder: Path) -> Iterator[Site]:
    port = free_port()
    around = {**around, "BASE_URL": f"http://{LOOPBACK}:{port}"}
    manage("collectstatic", "--no-input", "--verbosity=0", environment=around)
    printed = Process(
        [sys.executable, "-m", "benchmarks.readers"], log=folder / "readers", environment=around, folder=ROOT
    )
    if printed.popen.wait():
        raise SystemExit(printed.printed)
    ground = json.loads(printed.printed.splitlines()[-1])
    server = Process(
        [
            *(sys.executable, "-m", "gunicorn", "debrief.wsgi", "--worker-class=sync", f"--workers={WORKERS}"),
            *(f"--bind={LOOPBACK}:{port}", f"--worker-tmp-dir={folder}", "--no-control-socket"),
        ],
        log=folder / "web.log",
        environment=around,
        folder=ROOT,
    )
    try:
        server.wait_until(lambda: _is_healthy(port), seconds=60, what="gunicorn")
        yield Site(letters, port, around, ground)
    finally:
        server.stop()


def _is_healthy(port: int) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{LOOPBACK}:{port}/healthz", timeout=2) as answer:
        return bool(answer.status == 200)
    return False
