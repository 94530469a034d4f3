"""Numbers that people read have their thousands set apart ("1,204"); those in addresses and attributes must not.

Every test's rows are numbered from a thousand on, and every page that any test asks for is looked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

_APART = re.compile(r"\d,\d{3}")
"""Asked first, as it is quickly answered: most pages hold no such number at all."""
_APART_IN_ATTRIBUTE = re.compile(r"""<[a-z][^<>]*="[^"<>]*\b\d{1,3},\d{3}\b[^"<>]*"[^<>]*>""")


def number_from_a_thousand() -> None:
    """Let the first row of each table be number 1,001."""
    from django.apps import apps
    from django.db import connection, models

    numbered = [m._meta for m in apps.get_models(include_auto_created=True) if isinstance(m._meta.pk, models.AutoField)]
    with connection.cursor() as cursor:
        for meta in numbered:
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [meta.db_table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 1000)", [meta.db_table])
            else:
                pk = meta.pk.column  # type: ignore[union-attr]
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), 1000)", [f'"{meta.db_table}"', pk])


def _set_apart_in_an_attribute(page: str) -> str:
    found = _APART.search(page) and _APART_IN_ATTRIBUTE.search(page)
    return found.group() if found else ""


@pytest.fixture(scope="session", autouse=True)
def _no_number_is_set_apart_in_an_attribute() -> Iterator[None]:
    from django.test import Client

    request = Client.request

    def looking(self: Client, **asked: Any) -> Any:
        answer = request(self, **asked)
        is_page = not answer.streaming and answer.get("Content-Type", "").startswith("text/html")
        if is_page and (found := _set_apart_in_an_attribute(answer.content.decode())):
            pytest.fail(f"{asked.get('PATH_INFO')} lacks `|unlocalize`: {found[:300]}")
        return answer

    Client.request = looking  # type: ignore[method-assign]
    yield
    Client.request = request  # type: ignore[method-assign]
