"""A shell of the product that stays open, so that the many things a test asks do not each start Python anew."""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tests.services.processes import PATIENCE
from tests.services.project import ROOT

ANSWERING = """
import json, sys, traceback
from django.db import connections
for line in sys.stdin:
    try:
        answer = {"value": eval(json.loads(line))}
    except Exception:
        answer = {"trouble": traceback.format_exc()}
    connections.close_all()
    print(json.dumps(answer, default=str), flush=True)
"""


class Shell:
    """It knows every model by name, as `manage.py shell` does, and ends with the pipe it reads from."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "shell", "--verbosity", "0", "--command", ANSWERING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(environment),
            cwd=ROOT,
            text=True,
            start_new_session=True,
        )

    def ask(self, expression: str, *, seconds: float = PATIENCE) -> Any:
        """The value of a Python expression, which JSON must be able to say."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        print(json.dumps(expression), file=asked, flush=True)
        assert select.select([answered], [], [], seconds)[0], f"no answer within {seconds:.0f} s to {expression}"
        answer = json.loads(answered.readline())
        assert "trouble" not in answer, answer["trouble"]
        return answer["value"]

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints when it is called so."""
        calling = "__import__('django.core.management', fromlist=['call_command']).call_command"
        return str(self.ask(f"[out := __import__('io').StringIO(), {calling}(*{arguments}, stdout=out)][0].getvalue()"))

    def close(self) -> None:
        with self._process:  # closes the pipes and waits
            pass


@contextlib.contextmanager
def shell(environment: Mapping[str, str]) -> Iterator[Shell]:
    opened = Shell(environment)
    try:
        yield opened
    finally:
        opened.close()
