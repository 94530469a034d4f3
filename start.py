#!/usr/bin/env python3
"""Makes .venv when it is missing or old, then starts the product in it: what `make run` calls.

It needs nothing but Python, and even an old Python can read it, so that it can say that it is too old.

    start.py                                  set up what is missing and run
    start.py --prepare requirements-dev.txt   set up what these files ask for besides, and stop
"""

import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


class CannotStart(Exception):
    """The text is one sentence that says what to do."""


def main(arguments: list) -> int:
    try:
        check_python()
        if arguments[:1] == ["--prepare"]:
            prepare(["requirements.txt", *arguments[1:]])
            return 0
        prepare(["requirements.txt"])
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return run()


def check_python() -> None:
    if sys.version_info < OLDEST:
        raise CannotStart(
            "Debrief needs Python {}.{} or newer and this is {}.{}; "
            "name another one with: make run PYTHON=python3.12".format(*OLDEST, *sys.version_info[:2])
        )


def prepare(files: list) -> None:
    """Install what the files ask for, unless exactly that was installed before."""
    wanted = {name: fingerprint(name) for name in files}
    missing = [name for name in files if installed(name) != wanted[name]]
    if not missing:
        return
    print("Setting up .venv; the first time this takes a minute.", flush=True)
    if not works():
        make_venv()
    for name in missing:
        install(name)
        with open(note_of(name), "w") as note:
            note.write(wanted[name])


def fingerprint(name: str) -> str:
    with open(os.path.join(HERE, name), "rb") as file:
        content = file.read()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def installed(name: str) -> str:
    try:
        with open(note_of(name)) as note:
            return note.read() if os.path.exists(PYTHON) else ""
    except OSError:
        return ""


def note_of(name: str) -> str:
    return os.path.join(VENV, "installed-" + name)


def works() -> bool:
    """Whether .venv is whole and made by this very Python; one that is not is made anew."""
    if not os.path.exists(PYTHON):
        return False
    told = run_quietly([PYTHON, "-c", "import pip, sys; print(sys.version)"])
    return told.returncode == 0 and told.stdout.decode().strip() == sys.version.strip()


def make_venv() -> None:
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise CannotStart(
            "Python's venv module is missing; on Debian and Ubuntu install it with: apt install python3-venv"
        )
    if not os.access(HERE, os.W_OK):
        raise CannotStart("The folder {} cannot be written, so .venv cannot be made in it.".format(HERE))
    done = run_quietly([sys.executable, "-m", "venv", "--clear", VENV])
    if done.returncode:
        raise CannotStart("The folder .venv could not be made: {}".format(last_line(done.stdout)))


def install(name: str) -> None:
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "-r", name]
    done = run_quietly(command)
    if done.returncode:
        raise CannotStart("What {} lists could not be installed: {}".format(name, last_line(done.stdout)))


def run_quietly(command: list) -> "subprocess.CompletedProcess":
    return subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def last_line(output: bytes) -> str:
    lines = [line.strip() for line in output.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given"


def run() -> int:
    """Become the product: the same process, so that a signal sent to this one reaches it."""
    os.environ.setdefault("DEBUG", "1")
    os.chdir(HERE)
    os.execv(PYTHON, [PYTHON, os.path.join(HERE, "manage.py"), "serve"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
