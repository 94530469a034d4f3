#!/usr/bin/env python
"""What `make test` calls: every leg on real servers, all of them beside each other.

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
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # the folder of this file has a `people` of its own

from tests.services import chromium, pythons, redis  # noqa: E402
from tests.services.once import SHARED  # noqa: E402
from tests.services.postgresql import hand_down, postgresql  # noqa: E402
from tests.services.processes import NotReady  # noqa: E402
from tests.services.project import without_settings  # noqa: E402

COMPILED = ROOT / "var" / "compiled"
"""Kept from run to run: to compile the tests and all they use takes ten seconds of every process that comes too early."""
LEG_SECONDS = 30 * 60
AT_ONCE = 2
ONE_LIFE = "--max-worker-restart=0"
"""A process that ended in a test that hung would else be given the same test again, and again."""
TWO_AT_ONCE = (f"-n{AT_ONCE}", "--dist=loadfile", ONE_LIFE)
"""By files: the tests of one share what they started, or go on from each other."""
WITHOUT_SERVERS = ("tests", "--ignore=tests/faults", "--ignore=tests/browser")
WITHOUT_DATABASE = "left-out"
"""The file in which the PostgreSQL leg counts what it leaves to SQLite: no database used, or the same on any engine."""
ON_EVERY_CORE = ("-nauto", "--maxprocesses=4", "--dist=worksteal", ONE_LIFE)


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
    remark: str = ""
    printed: str = ""
    """What nobody has seen yet."""


@contextlib.contextmanager
def sqlite() -> Iterator[Plan]:
    import sqlite3

    yield Plan((*WITHOUT_SERVERS, *ON_EVERY_CORE), {}, f"SQLite {sqlite3.sqlite_version} (Python's own)")


@contextlib.contextmanager
def on_postgresql() -> Iterator[Plan]:
    with postgresql() as server:
        environment = {"DATABASE_URL": server.url(database="debrief"), "TEST_ONLY_WITH_DATABASE": WITHOUT_DATABASE}
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
            "Chromium was neither found nor could it be installed. Install it (on Debian: chromium-headless-shell), "
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
    began = time.monotonic()
    # Hundreds of processes start in a run; each would compile the product anew where Python is told to keep nothing.
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(COMPILED)}
    with tempfile.TemporaryDirectory(prefix="debrief-shared-", ignore_cleanup_errors=True) as shared:
        os.environ[SHARED] = shared
        if "--every-python" in words:
            outcomes = [_on_python(python, for_pytest) for python in pythons.found()]
        else:
            chosen = [name for name in LEGS | ON_REQUEST if name in words] or list(LEGS)
            outcomes = _run(chosen, for_pytest)
    for outcome in outcomes:
        if outcome.printed:
            _announce(outcome.leg, outcome.servers)
            print(outcome.printed, flush=True)
    _print_summary(outcomes, seconds=time.monotonic() - began)
    return 1 if any(outcome.trouble for outcome in outcomes) else 0


def _run(chosen: Sequence[str], for_pytest: Sequence[str]) -> list[Outcome]:
    """All at once: what one leaves of the machine, for servers or pages, goes to those that compute.

    The first is seen as it goes; what the others print is shown at the end.
    """
    outcomes: list[Outcome] = []
    with contextlib.ExitStack() as running:
        legs = [
            running.enter_context(contextlib.closing(_run_one(name, for_pytest, is_seen=name == chosen[0])))
            for name in chosen
        ]
        for moment in zip_longest(*legs):
            outcomes += [outcome for outcome in moment if outcome]
            time.sleep(0.1)
    return sorted(outcomes, key=lambda outcome: chosen.index(outcome.leg))


def _run_one(name: str, for_pytest: Sequence[str], *, is_seen: bool) -> Generator[Outcome | None]:
    """Nothing again and again while the leg runs, and its outcome at the end."""
    if name == "browser" and os.environ.get("SKIP_BROWSER") == "1":
        yield Outcome(name, servers="LEFT OUT: SKIP_BROWSER=1")
        return
    try:
        with (LEGS | ON_REQUEST)[name]() as plan, _started(name, plan, for_pytest, is_seen=is_seen) as leg:
            while not leg.is_over():
                yield None
            yield leg.outcome()
    except NotReady as error:
        print(error, file=sys.stderr)
        yield Outcome(name, trouble=str(error).splitlines()[0])


def _on_python(python: pythons.Python, for_pytest: Sequence[str]) -> Outcome:
    name = f"sqlite on {python.version}"
    try:
        program = pythons.prepared(python, ROOT)
    except NotReady as error:
        return Outcome(name, trouble=str(error))
    plan = Plan((*WITHOUT_SERVERS, *ON_EVERY_CORE), {}, f"CPython {python.version} ({python.path})", python=program)
    with _started(name, plan, for_pytest) as leg:
        while not leg.is_over():
            time.sleep(0.1)
        return leg.outcome()


@dataclass
class Running:
    """A leg that was started: pytest at work, and the files it leaves."""

    name: str
    plan: Plan
    pytest: subprocess.Popen[bytes]
    report: Path
    printed: Path | None
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    trouble: str = ""

    def is_over(self) -> bool:
        """Whether it is done; one that takes too long is ended here."""
        if self.seconds:
            return True
        passed = time.monotonic() - self.began
        if self.pytest.poll() is None:
            if passed < LEG_SECONDS:
                return False
            self.end()
            self.trouble = f"not done after {LEG_SECONDS // 60} minutes"
        self.seconds = passed
        return True

    def end(self) -> None:
        if self.pytest.poll() is None:
            self.pytest.kill()
            self.pytest.wait()

    def outcome(self) -> Outcome:
        ran, failed, skipped = _counted(self.report)
        code = self.pytest.returncode
        if not self.trouble and failed + skipped + code:
            self.trouble = f"{skipped} skipped" if skipped and not failed else f"pytest ended with code {code}"
        if not ran:
            self.trouble = self.trouble or "no test ran"
        return Outcome(
            self.name,
            ran - failed - skipped,
            failed,
            self.seconds,
            self.plan.servers,
            self.trouble,
            _left_out(self.report),
            self.printed.read_text(errors="replace") if self.printed else "",
        )


@contextlib.contextmanager
def _started(name: str, plan: Plan, for_pytest: Sequence[str], *, is_seen: bool = True) -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="debrief-leg-", ignore_cleanup_errors=True) as folder:
        report, printed = Path(folder) / "report.xml", None if is_seen else Path(folder) / "printed"
        arguments = [*_unless_named(plan.arguments, for_pytest), *for_pytest]
        command = [str(plan.python), "-m", "pytest", "-q", f"--junit-xml={report}", *arguments]
        # The run keeps its files in our folder, which goes however the run ends.
        environment = without_settings() | plan.environment | {"DEBRIEF_TEST_RUN": folder}
        if is_seen:
            _announce(name, plan.servers)
        with printed.open("wb") if printed else contextlib.nullcontext() as output:
            pytest = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        leg = Running(name, plan, pytest, report, printed)
        try:
            yield leg
        finally:
            leg.end()


def _announce(leg: str, servers: str) -> None:
    print(f"\n── {leg}: {servers} ", flush=True)


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


def _left_out(report: Path) -> str:
    counted = report.with_name(WITHOUT_DATABASE)
    return f"{counted.read_text()} run in the SQLite leg alone" if counted.exists() else ""


def _print_summary(outcomes: Sequence[Outcome], *, seconds: float) -> None:
    print(f"\n{'leg':<18}{'passed':>7}{'failed':>7}{'seconds':>9}  served by")
    for outcome in outcomes:
        counts = f"{outcome.passed:>7}{outcome.failed:>7}{outcome.seconds:>9.1f}"
        print(f"{outcome.leg:<18}{counts}  {outcome.servers}")
        if outcome.remark:
            print(f"{'':<18}  {outcome.remark}")
        if outcome.trouble:
            print(f"{'':<18}  ✗ {outcome.trouble}")
    print(f"{'together':<18}{'':>14}{seconds:>9.1f}")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed or bool(outcome.trouble) for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started ends with us
    sys.exit(main(sys.argv[1:]))
