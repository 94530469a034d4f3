"""A person in one team who searches, and how what is found is read off the page."""

import pytest

from foundation.database import word_shares
from overview.search import few, newest
from tests.factories import make_team


@pytest.fixture(autouse=True)
def nothing_kept():
    """What is known of the words, days and sides of one test is not believed in another."""
    for known in (word_shares, newest, few):
        known.forget()
    yield
    for known in (word_shares, newest, few):
        known.forget()


@pytest.fixture
def team(db):
    return make_team(name="Northside")
