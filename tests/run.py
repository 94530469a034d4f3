#!/usr/bin/env python
"""What `make test` calls: every leg of the suite, the fast ones first, each on real servers.

    tests/run.py                        all legs
    tests/run.py sqlite faults          only these
    tests/run.py browser -k journey -x  what is no leg goes to pytest
    tests/run.py kills                  what no run of everything does: workers killed at 200 random moments
    tests/run.py --every-python         the SQLite leg on every Python of this machine (3.11 to 3.14)

A leg fails if a test failed, was skipped or none ran. SKIP_BROWSER=1 leaves the browser out and says so.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # the folder of this file has a `people` of its own

from tests.services import chromium, pythons, redis  # noqa: E402
from tests.services.postgresql import hand_down, postgresql  # noqa: E402
from tests.services.processes import NotReady  # noqa: E402
from tests.services.project import without_settings  # noqa: E402

LEG_SECONDS = 20 * 60
AT_ONCE = 2
TWO_AT_ONCE = (f"-n{AT_ONCE}", "--dist=loadfile")  # a file's tests share what they started, or go on from each other
WITHOUT_SERVERS = ("tests", "--ignore=tests/faults", "--ignore=tests/browser")
ON_EVERY_CORE = ("-nauto", "--maxprocesses=4", "--dist=worksteal")


@dataclass(frozen=True)
class Plan:
    """How one leg is run: pytest's arguments, what is added to its environment, and what serves it."""

    arguments: Sequence[str]
    environment: dict[str, str]
    servers: str
    python: Path = Path(sys.executable)


@dataclass(frozen=True)
class Outcome:
    leg: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    servers: str = ""
    trouble: str = ""


@contextlib.contextmanager
def sqlite() -> Iterator[Plan]:
    import sqlite3

    yield Plan((*WITHOUT_SERVERS, *ON_EVERY_CORE), {}, f"SQLite {sqlite3.sqlite_version} (Python's own)")


@contextlib.contextmanager
def on_postgresql() -> Iterator[Plan]:
    with postgresql() as server:
        environment = {"DATABASE_URL": server.url(database="debrief")}
        yield Plan((*WITHOUT_SERVERS, *ON_EVERY_CORE), environment, f"PostgreSQL {server.version} ({server.source})")


@contextlib.contextmanager
def faults() -> Iterator[Plan]:
    """Two at a time, each with a PostgreSQL of its own to stop. Redis, mail and Celery they start themselves."""
    with contextlib.ExitStack() as running:
        own = [running.enter_context(postgresql()) for _ in range(AT_ONCE)]
        servers = f"PostgreSQL {own[0].version} ({own[0].source}), {redis.described()}, aiosmtpd, Celery"
        yield Plan(("tests/faults", *TWO_AT_ONCE), hand_down(own), servers)


@contextlib.contextmanager
def kills() -> Iterator[Plan]:
    """Workers killed at two hundred random moments; KILLS and SEED choose others."""
    with faults() as plan:
        arguments = ("tests/faults/test_killed_at_any_moment.py", "-rP")
        yield Plan(arguments, {**plan.environment, "KILLS": os.environ.get("KILLS", "200")}, plan.servers)


@contextlib.contextmanager
def browser() -> Iterator[Plan]:
    found = chromium.find() or chromium.install()
    if found is None:
        raise NotReady(
            "Chromium was neither found nor could it be installed. Install it (on Debian: apt-get install chromium), "
            "name one with CHROMIUM=/path, or leave the browser tests out with SKIP_BROWSER=1."
        )
    servers = f"Chromium {found.version} ({found.source}), gunicorn"
    yield Plan(("tests/browser", *TWO_AT_ONCE), {"CHROMIUM": str(found.path)}, servers)


LEGS: dict[str, Callable[[], contextlib.AbstractContextManager[Plan]]] = {
    "sqlite": sqlite,
    "postgresql": on_postgresql,
    "faults": faults,
    "browser": browser,
}


ON_REQUEST: dict[str, Callable[[], contextlib.AbstractContextManager[Plan]]] = {"kills": kills}
"""What takes long and is no part of a run of everything."""


def main(words: Sequence[str]) -> int:
    for_pytest = [word for word in words if word not in LEGS | ON_REQUEST and word != "--every-python"]
    if "--every-python" in words:
        outcomes = [_on_python(python, for_pytest) for python in pythons.found()]
    else:
        chosen = [name for name in LEGS | ON_REQUEST if name in words] or list(LEGS)
        outcomes = [_run(name, for_pytest) for name in chosen]
    _print_summary(outcomes)
    return 1 if any(outcome.trouble for outcome in outcomes) else 0


def _run(name: str, for_pytest: Sequence[str]) -> Outcome:
    if name == "browser" and os.environ.get("SKIP_BROWSER") == "1":
        return Outcome(name, servers="LEFT OUT: SKIP_BROWSER=1")
    try:
        with (LEGS | ON_REQUEST)[name]() as plan:
            return _run_pytest(name, plan, for_pytest)
    except NotReady as error:
        print(error, file=sys.stderr)
        return Outcome(name, trouble=str(error).splitlines()[0])


def _on_python(python: pythons.Python, for_pytest: Sequence[str]) -> Outcome:
    name = f"sqlite on {python.version}"
    try:
        program = pythons.prepared(python, ROOT)
    except NotReady as error:
        return Outcome(name, trouble=str(error))
    plan = Plan((*WITHOUT_SERVERS, *ON_EVERY_CORE), {}, f"CPython {python.version} ({python.path})", python=program)
    return _run_pytest(name, plan, for_pytest)


def _run_pytest(name: str, plan: Plan, for_pytest: Sequence[str]) -> Outcome:
    print(f"\n── {name}: {plan.servers} ", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="debrief-leg-", ignore_cleanup_errors=True) as folder:
        report = Path(folder) / "report.xml"
        arguments = [*_unless_named(plan.arguments, for_pytest), *for_pytest]
        command = [str(plan.python), "-m", "pytest", "-q", f"--junit-xml={report}", *arguments]
        trouble = ""
        try:
            # The run keeps its files in our folder, which goes however the run ends.
            environment = without_settings() | plan.environment | {"DEBRIEF_TEST_RUN": folder}
            code = subprocess.run(command, cwd=ROOT, env=environment, timeout=LEG_SECONDS, check=False).returncode
        except subprocess.TimeoutExpired:
            code, trouble = 1, f"not done after {LEG_SECONDS // 60} minutes"
        ran, failed, skipped = _counted(report)
    if not trouble and failed + skipped + code:
        trouble = f"{skipped} skipped" if skipped and not failed else f"pytest ended with code {code}"
    if not ran:
        trouble = trouble or "no test ran"
    return Outcome(name, ran - failed - skipped, failed, time.monotonic() - began, plan.servers, trouble)


def _unless_named(arguments: Sequence[str], for_pytest: Sequence[str]) -> list[str]:
    """A leg's own folders give way to files named on the command line: `tests/run.py faults tests/faults/test_x.py`."""
    has_names = any((ROOT / word.partition("::")[0]).exists() for word in for_pytest if not word.startswith("-"))
    return [word for word in arguments if word.startswith("-") or not has_names]


def _counted(report: Path) -> tuple[int, int, int]:
    """How many tests ran, failed (or broke), and were skipped."""
    if not report.exists():
        return 0, 0, 0
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))

    def total(*names: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites for name in names)

    return total("tests"), total("failures", "errors"), total("skipped")


def _print_summary(outcomes: Sequence[Outcome]) -> None:
    print(f"\n{'leg':<18}{'passed':>7}{'failed':>7}{'seconds':>9}  served by")
    for outcome in outcomes:
        counts = f"{outcome.passed:>7}{outcome.failed:>7}{outcome.seconds:>9.1f}"
        print(f"{outcome.leg:<18}{counts}  {outcome.servers}")
        if outcome.trouble:
            print(f"{'':<18}  ✗ {outcome.trouble}")
    total = sum(outcome.seconds for outcome in outcomes)
    print(f"{'together':<18}{'':>14}{total:>9.1f}")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed or bool(outcome.trouble) for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started ends with us
    sys.exit(main(sys.argv[1:]))
