"""How many made-up stories Hypothesis tells."""

from foundation.database.engine import is_postgresql


def stories(count: int) -> int:
    """So many on SQLite and half as many on PostgreSQL: what may happen in which order is the same on any engine."""
    return count // 2 if is_postgresql() else count
