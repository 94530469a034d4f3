"""A debrief whose notes are picked, by people enough to vote."""

import pytest

from rankless.models import Contribution, Debrief, Phase
from tests.factories import make_notes, make_revealed


@pytest.fixture
def debrief() -> Debrief:
    return make_revealed(phase=Phase.WEIGH)


@pytest.fixture
def notes(debrief) -> list[Contribution]:
    """Four notes of one section, in the order of their keys."""
    made = make_notes(debrief=debrief, what=["late", "no call", "nobody rang", "two weeks"])
    return sorted(made, key=lambda note: note.key)
