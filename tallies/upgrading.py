"""What becomes of the triggers while the tables they watch are changed, or filled with very much at once.

SQLite changes a table by making another in its place, and would lose its triggers, or refuse for those that name it. So
there they are taken away before migrations run, as they are everywhere before migrations are undone; they come back
afterwards, and everything is counted anew if they were away or count otherwise than before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tallies.folding import recount
from tallies.stretches import keep_stretches
from tallies.triggers import drop, install

Plan = list[tuple[Any, bool]]


def let_go(*, sender: AppConfig, using: str, plan: Plan, **kwargs: Any) -> None:
    is_undone = any(is_backwards for _, is_backwards in plan)
    if is_undone or (plan and connections[using].vendor == "sqlite"):
        drop()


def count_again(*, sender: AppConfig, using: str, plan: Plan | None = None, **kwargs: Any) -> None:
    """Without a plan nothing was migrated: tables were only emptied. Half of the way there is nothing to count yet."""
    if plan is None or not _is_all_there(using):
        return
    if install():
        recount()


@contextmanager
def not_counting() -> Iterator[None]:
    """Write very many rows without counting each: all is counted when they are there."""
    drop()
    try:
        yield
    finally:
        install()
        recount()
        keep_stretches(at=timezone.now())


def _is_all_there(using: str) -> bool:
    loader = MigrationLoader(connections[using])
    return set(loader.graph.leaf_nodes()) <= set(loader.applied_migrations)
