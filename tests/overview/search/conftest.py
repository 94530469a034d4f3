"""A person in one team who searches, and how what is found is read off the page."""

import pytest

from foundation.database import word_shares
from overview.search import newest
from tests.factories import make_team


@pytest.fixture(autouse=True)
def nothing_kept():
    """What is known of the words and days of one test is not believed in another."""
    word_shares.forget()
    newest.forget()
    yield
    word_shares.forget()
    newest.forget()


@pytest.fixture
def team(db):
    return make_team(name="Northside")
