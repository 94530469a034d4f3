"""Questions about some teams that are said in SQL, because putting them together anew each time takes longer than asking.

`@teams` in a question stands for the numbers of the teams, `%(name)s` for a value.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from foundation.database.planned import answered

QUESTIONS_KEPT = 512


def ask(question: str, *, teams: Collection[int], **values: Any) -> list[tuple[Any, ...]]:
    """The rows that answer it, with days as the engine tells them: a question that wants days casts them to text."""
    of_teams, storable = _about(question, tuple(teams)), {name: _storable(value) for name, value in values.items()}
    return answered(of_teams, storable)


@lru_cache(maxsize=QUESTIONS_KEPT)
def _about(question: str, team_ids: tuple[int, ...]) -> str:
    """The question about these very teams. It is kept, for the very same text is known again faster than an equal one."""
    return question.replace("@teams", ", ".join(str(int(team_id)) for team_id in team_ids) or "NULL")


def _storable(value: Any) -> Any:
    """Only SQLite holds a moment otherwise than Python does."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
