"""Somebody who wants to be mailed on Mondays what is new in a search of theirs."""

import pytest

from tests.factories import make_person
from tests.overview.keeping.mailed import make_mailed


@pytest.fixture
def reader(team):
    return make_person(team=team, name="Rita", email="rita@example.com")


@pytest.fixture
def kept(reader):
    return make_mailed(reader)
