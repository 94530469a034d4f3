"""The rules about pages share one small world."""

from __future__ import annotations

import pytest

from tests.rules.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()
