"""A team in which more than one person works: else its dashboard tells no figures about work (`test_alone.py`)."""

from __future__ import annotations

import pytest

from tests.factories import make_person, make_team


@pytest.fixture
def team():
    found = make_team(name="Northside")
    for _ in range(2):
        make_person(team=found)
    return found
