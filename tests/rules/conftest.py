"""The rules about pages share one small world."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as project
from django.test import override_settings

from reminders.mailing import outbox
from tests.rules.world import World, make_world


@pytest.fixture(scope="module")
def _made(kept_for_module: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, Any]]:
    """Mails become files, as with the embedded defaults, so that the outbox has something to show."""
    folder = tmp_path_factory.mktemp("world")
    default = {**project.STORAGES["default"], "OPTIONS": {"location": folder / "attachments"}}
    needed = {
        "STORAGES": {**project.STORAGES, "default": default},
        "EMAIL_BACKEND": outbox.FILE_BACKEND,
        "EMAIL_FILE_PATH": str(folder),
    }
    with override_settings(**needed):
        world = make_world()
    return world, needed


@pytest.fixture
def world(_made: tuple[World, dict[str, Any]], apart: None, settings: Any) -> World:
    """Made once for a module, and for each test as it was made."""
    world, needed = _made
    for name, value in needed.items():
        setattr(settings, name, value)
    return world
