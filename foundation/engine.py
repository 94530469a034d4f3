"""The two database engines, and the few places where they differ; nothing else asks which one it is."""

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def locked(queryset: QuerySet[M], *, skip: bool = False) -> QuerySet[M]:
    """The rows, held until the transaction ends; with `skip`, without those another transaction holds.

    SQLite has no row locks and needs none: our transactions there are immediate, so only one writes at a time.
    """
    if connection.features.has_select_for_update:
        return queryset.select_for_update(skip_locked=skip and connection.features.has_select_for_update_skip_locked)
    return queryset
