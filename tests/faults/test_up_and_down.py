"""What `make run` starts stays up while parts of it die, and its end leaves no process behind.

A start costs six processes, so what does not end it shares one.
"""

from __future__ import annotations

import re
import shutil
import signal
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest

from tests import tables
from tests.services import celery, project
from tests.services.postgresql import PostgreSQL
from tests.services.processes import LOOPBACK, PATIENCE, Process, free_port, wait_for
from tests.services.project import ROOT

WELCOME = "Ctrl-C ends it."


@pytest.fixture(scope="module")
def ready_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first start leaves behind: tables and the demo story."""
    folder = tmp_path_factory.mktemp("first")
    process = start_serving(folder / "var")
    try:
        assert "manager@demo.test" in process.printed
        assert "password: demo" in process.printed
        ends_quietly_when_asked(process, signal.SIGTERM)
    finally:
        process.kill()
    return folder / "var"


@pytest.fixture
def var(ready_var: Path, tmp_path: Path) -> Path:
    shutil.copytree(ready_var, tmp_path / "var")
    return tmp_path / "var"


def start_serving(var: Path, **settings: str) -> Process:
    var.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = {"DEBUG": "1", "PORT": str(port), "SECRET_KEY": "", **settings}
    process = Process(
        [sys.executable, str(ROOT / "manage.py"), "serve"],
        log=var.parent / "serve.log",
        environment=project.environment(var=var, **environment),
        folder=ROOT,
    )
    process.wait_until(lambda: WELCOME in process.printed, what="manage.py serve")
    assert f"Debrief is at http://localhost:{port}" in process.printed
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/readyz", timeout=PATIENCE) as answer:
        assert answer.status == 200
    # Pages are there before their helpers are.
    process.wait_until(lambda: len(everyone(process)) >= 6, what="web with two, worker with two, beat")
    return process


def everyone(process: Process) -> list[psutil.Process]:
    top = psutil.Process(process.pid)
    return [top, *top.children(recursive=True)]


def assert_all_gone(processes: list[psutil.Process]) -> None:
    wait_for(lambda: not any(is_left(each) for each in processes), why="The end of all")


def is_left(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ends_quietly_when_asked(serving: Process, farewell: signal.Signals) -> None:
    """It says so at once, and leaves neither process nor noise."""
    processes = everyone(serving)
    web = named("web", processes)
    suspend(web)  # so that the end waits
    serving.signal(farewell)
    serving.wait_until(lambda: "Ending…" in serving.printed, what="the word")
    assert web.status() == psutil.STATUS_STOPPED
    web.resume()
    assert serving.popen.wait(timeout=PATIENCE) == 0
    assert_all_gone(processes)
    assert lines_of(serving)[-2:] == [WELCOME, "Ending…"]


def suspend(process: psutil.Process) -> None:
    """A signal is obeyed when its process next gets a core, so it is waited for."""
    process.suspend()
    wait_for(lambda: process.status() == psutil.STATUS_STOPPED, why="A pause")


def lines_of(process: Process) -> list[str]:
    return [line.strip() for line in process.printed.splitlines() if line.strip()]


def test_after_a_crash_it_starts_as_ever_and_ends_when_asked_without_noise(var):
    for name in (
        "broker/messages/1_half.celery.msg",
        "broker/control/celery.exchange",
        "broker/control/reply.exchange",
    ):
        (var / name).write_text('{"half": ')
    process = start_serving(var)
    try:
        ends_quietly_when_asked(process, signal.SIGINT)
    finally:
        process.kill()
    lines = lines_of(process)
    assert lines[0].startswith("Debrief is at http://localhost:")
    assert len(lines) == 8, lines


def test_when_the_web_dies_it_is_named_and_the_others_end(var):
    process = start_serving(var)
    try:
        processes = everyone(process)
        named("web", processes).kill()
        assert process.popen.wait(timeout=PATIENCE) == 1
        assert "The web process ended by itself (SIGKILL)." in process.printed
        assert_all_gone(processes)
    finally:
        process.kill()


@pytest.fixture(scope="module")
def serving(ready_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """One start for the tests below, each of which leaves it as well as it found it; the last one ends it."""
    var = tmp_path_factory.mktemp("serving") / "var"
    shutil.copytree(ready_var, var)
    process = start_serving(var, LOG_LEVEL="INFO")
    yield process
    process.kill()


def test_when_helpers_die_pages_go_on_and_others_come(serving):
    web = named("web", everyone(serving))
    for name in ("worker", "beat"):
        lose_and_regain(name, serving)
    assert web.is_running(), "it was never touched"


def lose_and_regain(name: str, serving: Process) -> None:
    killed = named(name, everyone(serving))
    left_over = killed.children(recursive=True)
    killed.kill()
    serving.wait_until(
        lambda: f"The {name} process ended by itself (SIGKILL); it is started anew in 1 s." in serving.printed,
        what="the line about it",
    )
    assert_ready(serving)
    serving.wait_until(lambda: helper(serving, name) not in {None, killed.pid}, what=f"another {name}")
    assert_all_gone([killed, *left_over])


def test_a_broker_folder_that_is_lost_stops_no_page_and_no_reminder(serving):
    var = serving.log.parent / "var"
    before = {name: helper(serving, name) for name in ("worker", "beat")}
    (var / "broker").rename(var / "broker-elsewhere")
    for name, old in before.items():
        serving.wait_until(lambda name=name, old=old: helper(serving, name) not in {None, old}, what=f"another {name}")
    assert_ready(serving)
    assert serving.printed.count("The folder of the embedded broker was gone") == 1
    heard = len(serving.printed)
    celery.send("reminders.tasks.ring", environment=project.environment(var=var, DEBUG="1", SECRET_KEY=""))
    serving.wait_until(
        lambda: re.search(r"worker \| .*reminders\.tasks\.ring\S* succeeded", serving.printed[heard:]) is not None,
        what="the bell",
    )
    assert serving.is_running


def helper(process: Process, name: str) -> int | None:
    try:
        return named(name, everyone(process)).pid
    except (StopIteration, psutil.NoSuchProcess, psutil.ZombieProcess):
        return None


def assert_ready(process: Process) -> None:
    port = re.findall(r"http://localhost:(\d+)", process.printed)[0]
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/accounts/login/", timeout=PATIENCE) as answer:
        assert answer.status == 200


def named(name: str, processes: list[psutil.Process]) -> psutil.Process:
    word = {"web": "gunicorn", "worker": "worker", "beat": "beat"}[name]
    return next(each for each in processes[0].children() if word in each.cmdline())


def test_killed_outright_it_leaves_no_process_behind_either(serving):
    processes = everyone(serving)
    serving.signal(signal.SIGKILL)
    assert_all_gone(processes)


@pytest.fixture
def made_database(server: PostgreSQL, django_db_setup: None) -> Iterator[str]:
    """The address of a database with its tables and nothing in them. That they are made at the start is seen on SQLite."""
    name = f"start_{uuid4().hex[:8]}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{tables.ON_POSTGRESQL}"')
        yield server.url(database=name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_same_command_runs_on_postgresql_and_redis_and_ends_with_its_terminal(tmp_path, made_database, redis):
    var = tmp_path / "var"
    process = start_serving(var, DATABASE_URL=made_database, REDIS_URL=redis.url)
    try:
        assert "manager@demo.test" in process.printed
        assert not (var / "debrief.sqlite3").exists()
        assert not (var / "broker").exists()
        ends_quietly_when_asked(process, signal.SIGHUP)
    finally:
        process.kill()
