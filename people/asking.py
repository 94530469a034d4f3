"""Questions about some teams that are said in SQL, because putting them together anew each time takes longer than asking.

`@teams` in a question stands for the numbers of the teams, `%(name)s` for a value.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from foundation.database.engine import is_postgresql
from foundation.database.planned import planned


def ask(question: str, *, teams: Collection[int], **values: Any) -> list[tuple[Any, ...]]:
    """The rows that answer it, with days as the engine tells them: a question that wants days casts them to text."""
    marks = ", ".join(str(int(team_id)) for team_id in teams) or "NULL"
    of_teams, storable = question.replace("@teams", marks), {name: _storable(value) for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(*(planned(of_teams, storable) if is_postgresql() else (of_teams, storable)))
        return cursor.fetchall()


def _storable(value: Any) -> Any:
    """Only SQLite holds a moment otherwise than Python does."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
