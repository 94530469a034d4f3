"""What takes long to make and is only read: made by the first process that needs it, for those of every leg."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

SHARED = "DEBRIEF_TEST_SHARED"
"""Where `tests/run.py` has it kept until its last leg is over; a run of pytest alone keeps it in its own folder."""


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, which `make` has filled. Whoever comes second waits; what failed is made again."""
    kept = Path(os.environ.get(SHARED, os.environ["DEBRIEF_TEST_RUN"]))
    folder, half_made = kept / name, kept / f"{name}-half-made"
    with (kept / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(half_made, ignore_errors=True)
            half_made.mkdir()
            make(half_made)
            half_made.rename(folder)
    return folder


@contextlib.contextmanager
def compiled_once(name: str) -> Iterator[None]:
    """Where nothing is kept of an earlier run, the first process compiles what it loads here, and others wait for it.

    All that start at once would else do the same work side by side. Later changes are few, and nobody waits for them.
    """
    kept = Path(sys.pycache_prefix) if sys.pycache_prefix and not sys.dont_write_bytecode else None
    done = kept and kept / f"{name}-{sys.implementation.cache_tag}"
    if done is None or done.exists():
        yield
        return
    done.parent.mkdir(parents=True, exist_ok=True)
    with done.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            yield
            done.touch()
            return
    yield
