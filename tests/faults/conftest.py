"""The product as it runs, every part a process of its own, and the servers it leans on, to be broken one by one.

The test itself works on the same database through the models, so it can prepare letters and look at what became of
them. `tests/run.py faults` starts PostgreSQL first; all else is started by the test that asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.services import celery, project
from tests.services.postgresql import PostgreSQL, handed_down
from tests.services.processes import Process
from tests.services.redis import Redis
from tests.services.redis import redis as running_redis
from tests.services.smtp import Sink
from tests.services.smtp import smtp as running_smtp
from tests.services.web import Web, web


@pytest.fixture
def server() -> Iterator[PostgreSQL]:
    """PostgreSQL itself; whatever a test does to it, the next one finds it up."""
    found = handed_down()
    if found is None:
        pytest.fail("These tests break servers, so they start from `tests/run.py faults`, which brings a PostgreSQL.")
    yield found
    if not found.is_up:
        found.start()


@pytest.fixture
def postgresql(server: PostgreSQL, django_db_serialized_rollback: None, transactional_db: None) -> Iterator[PostgreSQL]:
    """The server under the test's own database, which is emptied at the end."""
    yield server
    if not server.is_up:
        server.start()
    connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """Not here: the product's own processes check the passwords that a test sets."""


@pytest.fixture
def redis() -> Iterator[Redis]:
    with running_redis() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[Sink]:
    with running_smtp() as sink:
        yield sink


@dataclass
class Product:
    """One installation: its environment, and the processes started in it, which end with the test."""

    environment: dict[str, str]
    folder: Path
    _running: ExitStack

    def worker(self, *, name: str = "worker", concurrency: int = 1) -> Process:
        started = celery.start_worker(
            environment=self.environment, folder=self.folder, name=name, concurrency=concurrency
        )
        self._running.callback(_end, started)
        return started

    def web(self, *, workers: int = 1, threads: int = 4) -> Web:
        return self._running.enter_context(
            web(environment=self.environment, folder=self.folder, workers=workers, threads=threads)
        )

    def ring(self, *, times: int = 1) -> None:
        """What beat does every minute, now."""
        celery.send("reminders.tasks.ring", environment=self.environment, times=times)


def _end(process: Process) -> None:
    """At the end of a test nobody waits for a worker to say goodbye; those that look at its end call `stop`."""
    if process.is_running:
        process.kill()


@pytest.fixture
def make_product(postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Callable[..., Product]]:
    """`make_product(redis=…, smtp=…)` is as in production; without them the embedded broker and mail files serve.

    More settings go by their names: `make_product(BASE_URL="https://…", DEBUG="1")`.
    """
    with ExitStack() as running:

        def make(*, redis: Redis | None = None, smtp: Sink | None = None, **more: str) -> Product:
            environment = project.environment(
                var=tmp_path / "var",
                database_url=postgresql.url(database=str(connection.settings_dict["NAME"])),
                redis_url=redis.url if redis else "",
                EMAIL_URL=smtp.url if smtp else "",
                **more,
            )
            return Product(environment, tmp_path, running)

        yield make
    connections.close_all()


@pytest.fixture(scope="session")
def collected_static_files() -> None:
    """What `web()` needs while DEBUG is off, as in production."""
    project.collect_static_files()
