"""The rules about pages share one small world."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reminders import outbox
from tests.rules.world import World, make_world


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    """Mails become files, as with the embedded defaults, so that the outbox has something to show."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = outbox.FILE_BACKEND, str(tmp_path)
    return make_world()
