"""What takes long to make and is only read: made by the first process of a run that needs it, for all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, which `make` has filled. Whoever comes second waits; what failed is made again."""
    run = Path(os.environ["DEBRIEF_TEST_RUN"])
    folder, half_made = run / name, run / f"{name}-half-made"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(half_made, ignore_errors=True)
            half_made.mkdir()
            make(half_made)
            half_made.rename(folder)
    return folder
