import pytest

from tests.shown_forms import Browser


@pytest.fixture
def client() -> Browser:
    return Browser()
