"""`make run` on a machine that lacks something says so in one sentence."""

from __future__ import annotations

import ast
import ctypes
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services import project
from tests.services.processes import LOOPBACK, PATIENCE, free_port
from tests.services.project import ROOT

# Before there is a .venv: start.py, alone in a folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return check_out(tmp_path / "checkout")


def check_out(folder: Path) -> Path:
    """The files `make run` begins with; the product in it only says how it was started."""
    folder.mkdir()
    for name in ("Makefile", "start.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "requirements.txt").touch()
    (folder / "manage.py").write_text("import os, sys; print(sys.prefix, sys.argv[1:], os.environ['DEBUG'])")
    return folder


def start_in(folder: Path, *, after: str = "", drop_privileges: bool = False) -> subprocess.CompletedProcess[str]:
    """Run start.py in a real process in which `after` was done first."""
    code = f"import runpy, sys; {after or 'pass'}; sys.argv = ['start.py']; runpy.run_path('start.py', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=obey_file_modes if drop_privileges else None,
    )


def obey_file_modes() -> None:
    """Root writes where the mode forbids it; without these two capabilities it does not."""
    PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def test_an_old_python_can_read_the_start_and_is_told_that_it_is_too_old(checkout):
    ast.parse((ROOT / "start.py").read_text(), feature_version=(3, 7))
    done = start_in(checkout, after="sys.version_info = (3, 9, 2)")
    assert_one_sentence(done, "needs Python 3.11 or newer and this is 3.9")


def test_a_missing_venv_module_is_told_with_what_to_install(checkout):
    assert_one_sentence(start_in(checkout, after="sys.modules['ensurepip'] = None"), "apt install python3-venv")


def test_a_folder_that_cannot_be_written_is_named(checkout):
    checkout.chmod(0o555)
    assert_one_sentence(start_in(checkout, drop_privileges=True), str(checkout))


@dataclass(frozen=True)
class SetUp:
    """A checkout in which `make run` ran once, and what it printed."""

    folder: Path
    printed: str


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """Made once: a `.venv` takes as long as several starts of the product."""
    folder = check_out(tmp_path_factory.mktemp("set-up") / "checkout")
    return SetUp(folder, make_run(folder))


def make_run(folder: Path) -> str:
    """`make test` runs us too: a make below another one would say which folder it is in."""
    not_ours = {"DEBUG", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: value for name, value in os.environ.items() if name not in not_ours}
    command = ["make", "run", f"PYTHON={sys.executable}"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_requirements_that_cannot_be_installed_are_told(set_up):
    asked_for = set_up.folder / "requirements.txt"
    before = asked_for.read_text()
    asked_for.write_text("./nothing-here")
    try:
        assert_one_sentence(start_in(set_up.folder), "What requirements.txt lists could not be installed")
    finally:
        asked_for.write_text(before)


def test_make_run_sets_up_once_and_becomes_the_product(set_up):
    assert "Setting up .venv" in set_up.printed
    assert make_run(set_up.folder) == f"{set_up.folder}/.venv ['serve'] 1\n"


# With a .venv: what stands in the way of the product itself


def serve(*, var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {"DEBUG": "1", "PORT": str(free_port()), **environment}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "serve"],
        env=project.environment(var=var, **settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], part: str) -> None:
    assert done.returncode not in {0, None}
    assert part in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_taken_port_is_told_with_another_one_to_take(tmp_path):
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        assert_one_sentence(serve(var=tmp_path, PORT=str(port)), f"make run PORT={port + 1}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres//debrief"),
        ("DATABASE_URL", f"postgres://debrief:hidden@{LOOPBACK}:1/debrief"),
        ("DATABASE_URL", "sqlite:////no/such/folder/debrief.sqlite3"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", f"redis://:hidden@{LOOPBACK}:1/0"),
        ("EMAIL_URL", "mail.example"),
        ("PORT", "eighty"),
        ("DEBUG", "maybe"),
        ("TIME_ZONE", "Europe/Nowhere"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path, name, value):
    done = serve(var=tmp_path, **{name: value})
    assert_one_sentence(done, name)
    assert "hidden" not in done.stderr


def test_a_database_nobody_made_is_named(tmp_path, server):
    done = serve(var=tmp_path, DATABASE_URL=server.url(database="nobody_made_this"))
    assert_one_sentence(done, "nobody_made_this")


def test_a_database_that_is_stopped_is_told(tmp_path, server):
    address = server.url()
    server.stop()
    assert_one_sentence(serve(var=tmp_path, DATABASE_URL=address), "DATABASE_URL")


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "debrief.sqlite3").write_text("Dear Sir or Madam, " * 100)
    assert_one_sentence(serve(var=tmp_path), "file is not a database")


def test_a_folder_for_data_that_cannot_be_written_is_named(tmp_path):
    var = tmp_path / "var"
    var.mkdir(mode=0o555)
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    done = subprocess.run(
        command,
        env=project.environment(var=var, DEBUG="1", PORT=str(free_port())),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=obey_file_modes,
    )
    assert_one_sentence(done, str(var))


def test_production_asks_for_its_key(tmp_path):
    assert_one_sentence(serve(var=tmp_path, DEBUG="0", SECRET_KEY=""), "SECRET_KEY must be set")
