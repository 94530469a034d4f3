"""What a database answered lately, kept in the process for a while: for what hardly moves and takes long to ask."""

import time
from collections.abc import Hashable
from typing import Generic, TypeVar

from django.db import connection

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")

SECONDS = 600.0
MOST = 1_000


class Lately(Generic[Asked, Answer]):
    """Answers by what was asked, of each database its own. If there are more than `most`, all are asked for anew."""

    def __init__(self, *, seconds: float = SECONDS, most: int = MOST) -> None:
        self.seconds = seconds
        self._most = most
        self._answers: dict[tuple[str, Asked], tuple[float, Answer]] = {}

    def get(self, asked: Asked) -> Answer | None:
        """None if it was not asked lately."""
        until, answer = self._answers.get(_here(asked), (0.0, None))
        return answer if until > time.monotonic() else None

    def keep(self, asked: Asked, answer: Answer) -> None:
        if len(self._answers) >= self._most:
            self._answers.clear()
        self._answers[_here(asked)] = time.monotonic() + self.seconds, answer

    def forget(self) -> None:
        """Ask anew the next time."""
        self._answers.clear()


def _here(asked: Asked) -> tuple[str, Asked]:
    return str(connection.settings_dict["NAME"]), asked
