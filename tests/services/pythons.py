"""Every Python of this machine that the product supports, each with the pinned requirements in an environment of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.services.processes import NotReady

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
ASK = "import sys, platform; print('%d.%d' % sys.version_info[:2], platform.python_version())"


@dataclass(frozen=True)
class Python:
    path: Path
    minor: str
    version: str


def found() -> list[Python]:
    """One of each version; pyenv's stand-ins on PATH answer only for the chosen ones, so its folders come first."""
    first_of_each: dict[str, Python] = {}
    for candidate in _candidates():
        python = _asked(candidate)
        if python is not None and python.minor in SUPPORTED:
            first_of_each.setdefault(python.minor, python)
    return [first_of_each[minor] for minor in SUPPORTED if minor in first_of_each]


def prepared(python: Python, root: Path) -> Path:
    """An environment below var/, made once and brought up to date each time."""
    folder = root / "var" / "pythons" / python.minor
    program = folder / "bin" / "python"
    requirements = [part for name in ("requirements.txt", "requirements-dev.txt") for part in ("-r", str(root / name))]
    steps = [[str(program), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]]
    if not program.exists():
        steps.insert(0, [str(python.path), "-m", "venv", str(folder)])
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotReady(f"Python {python.version}: {' '.join(step[:4])} failed: {done.stderr.strip()[-500:]}")
    return program


def _candidates() -> Iterator[Path]:
    for minor in SUPPORTED:
        yield from sorted((Path.home() / ".pyenv" / "versions").glob(f"{minor}.*/bin/python"), reverse=True)
        if on_path := shutil.which(f"python{minor}"):
            yield Path(on_path)


def _asked(path: Path) -> Python | None:
    done = subprocess.run([path, "-c", ASK], capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    minor, version = done.stdout.split()
    return Python(path, minor, version)
